package dev.andiron.fhir;

import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Response;
import dev.andiron.identity.Sessions;
import dev.andiron.resource.ReadHooks;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Store;

/// `DELETE /Session`: closes the session of the token that the request carries. Its answer is the
/// session, closed.
record CloseOwnSession(Store store, ReadHooks hooks, Sessions sessions)
    implements ProtectedHandler {
  @Override
  public Response handle(ProtectedCall call) {
    if (!call.request().queryString().isEmpty()) {
      throw new HttpProblem(
          400,
          "DELETE /Session closes the session of its own token and takes no parameters; close"
              + " others one by one with DELETE /Session/{id}.");
    }
    String id = call.caller().sessionId();
    if (id == null) {
      throw new HttpProblem(
          400, "This request was signed in by Basic: there is no session to close.");
    }
    sessions.close(id);
    ResourceVersion closed = store.read(new ResourceKey("Session", id));
    if (closed == null) {
      throw new HttpProblem(410, "The session is past its retention.");
    }
    return Representation.body(call.request(), 200, hooks.shown(closed).text());
  }
}
