package dev.andiron.access;

import dev.andiron.http.Handler;
import dev.andiron.http.Request;
import dev.andiron.json.Json;
import org.jspecify.annotations.Nullable;

/// Stands before every protected route: finds out who calls (401), reads the body (400, 413, 415,
/// 422), asks the policies (403) and only then lets the handler answer.
public final class Guard {
  private final Entrance entrance;

  Guard(Entrance entrance) {
    this.entrance = entrance;
  }

  interface Entrance {
    ProtectedCall enter(Request request, @Nullable String operation);

    Decision decide(Caller caller, Request request, String operation, @Nullable Json body);
  }

  /// A handler that is reached only by those whom a policy allows.
  ///
  /// @param operation the name by which policies know the interaction: `FhirRead`, `FhirSearch`, …
  public Handler protect(String operation, ProtectedHandler handler) {
    return request -> handler.handle(entrance.enter(request, operation));
  }

  /// A handler that needs a good session (or client) but no policy.
  public Handler withSession(ProtectedHandler handler) {
    return request -> handler.handle(entrance.enter(request, null));
  }

  /// What the policies say of a request inside another one (an entry of a bundle).
  ///
  /// @param request with the entry's method, path, path parameters and query
  /// @param body the entry's resource, or null where it has none
  public Decision decide(Caller caller, Request request, String operation, @Nullable Json body) {
    return entrance.decide(caller, request, operation, body);
  }
}
