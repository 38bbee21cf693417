package dev.andiron.access;

import dev.andiron.http.Handler;
import dev.andiron.http.Request;
import dev.andiron.json.Json;
import org.jspecify.annotations.Nullable;

/// Stands before every protected route: finds out who calls (401), reads the body (400, 413, 415,
/// 422), asks the policies (403) and only then lets the handler answer.
public final class Guard {
  /// A handler that is reached only by those whom a policy allows.
  ///
  /// @param operation the name by which policies know the interaction: `FhirRead`, `FhirSearch`, …
  public Handler protect(String operation, ProtectedHandler handler) {
    throw new UnsupportedOperationException(operation + handler);
  }

  /// A handler that needs a good session (or client) but no policy.
  public Handler withSession(ProtectedHandler handler) {
    throw new UnsupportedOperationException(handler.toString());
  }

  /// What the policies say of a request inside another one (an entry of a bundle).
  ///
  /// @param request with the entry's method, path, path parameters and query
  /// @param body the entry's resource, or null where it has none
  public Decision decide(Caller caller, Request request, String operation, @Nullable Json body) {
    throw new UnsupportedOperationException(operation + caller + request + body);
  }
}
