package dev.andiron.access;

import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.http.Response;

/// A [Guarded] handler that reads the body on its own.
record UnreadRoute(Guard guard, String operation, ProtectedHandler handler) implements Guarded {
  @Override
  public boolean narrowed() {
    return true;
  }

  @Override
  public Parameters effective(Request request, Parameters parameters) {
    return parameters;
  }

  @Override
  public Response handle(Request request) {
    return guard.answer(guard.unread(request, operation), operation, narrowed(), handler);
  }
}
