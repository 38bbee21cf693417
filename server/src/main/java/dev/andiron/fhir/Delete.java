package dev.andiron.fhir;

import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.fhir.Preferences.Return;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.identity.Sessions;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.ReadHooks;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Store;
import dev.andiron.resource.Written;

/// `DELETE /Type/id` (<https://hl7.org/fhir/R4/http.html#delete>): 200 with the resource as it was;
/// 204 where there was none, or where the caller wants no body. A session is closed and stays
/// readable.
record Delete(Store store, ReadHooks hooks, Sessions sessions, ResourceTypes types)
    implements ProtectedHandler {
  @Override
  public Response handle(ProtectedCall call) {
    Request request = call.request();
    ResourceKey key = types.key(request);
    Negotiation.of(request);
    Precondition precondition = Conditions.ofWrite(request);
    if (key.type().equals("Session")) {
      return closeSession(request, key, precondition);
    }
    ResourceVersion before = store.read(key);
    Written written = store.delete(key, precondition);
    if (written == null || before == null || before.deleted()) {
      return Response.empty(204);
    }
    return answer(request, before, key + " was deleted")
        .with("ETag", Conditions.etag(written.version()));
  }

  private Response closeSession(Request request, ResourceKey key, Precondition precondition) {
    if (!sessions.close(key.id(), precondition)) {
      return Response.empty(204);
    }
    ResourceVersion closed = store.read(key);
    if (closed == null) {
      throw new HttpProblem(410, key + " is past its retention.");
    }
    return answer(request, hooks.shown(closed), key + " was closed");
  }

  private static Response answer(Request request, ResourceVersion shown, String what) {
    boolean minimal = Preferences.of(request).returned() == Return.MINIMAL;
    return Representation.preferred(request, minimal ? 204 : 200, shown.text(), what);
  }
}
