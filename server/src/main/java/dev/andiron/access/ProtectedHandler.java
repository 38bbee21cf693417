package dev.andiron.access;

import dev.andiron.http.Response;

/// Answers a request that [Guard] let through.
@FunctionalInterface
public interface ProtectedHandler {
  Response handle(ProtectedCall call);
}
