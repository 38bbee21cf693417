package dev.andiron.fhir;

import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.identity.Sessions;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.ReadHooks;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Store;
import dev.andiron.resource.Written;

/// `DELETE /Type/id` (<https://hl7.org/fhir/R4/http.html#delete>): 200 with the resource as it was;
/// 204 where there was none. A session is closed and stays readable.
record Delete(Store store, ReadHooks hooks, Sessions sessions, ResourceTypes types)
    implements ProtectedHandler {
  @Override
  public Response handle(ProtectedCall call) {
    Request request = call.request();
    ResourceKey key = types.key(request);
    Negotiation.of(request);
    if (key.type().equals("Session")) {
      return closeSession(request, key);
    }
    ResourceVersion before = store.read(key);
    Written written = store.delete(key, Conditions.ifMatch(request));
    if (written == null || before == null || before.deleted()) {
      return Response.empty(204);
    }
    return Representation.body(request, 200, before.text())
        .with("ETag", Conditions.etag(written.version()));
  }

  private Response closeSession(Request request, ResourceKey key) {
    if (store.read(key) == null) {
      return Response.empty(204);
    }
    sessions.close(key.id());
    ResourceVersion closed = store.read(key);
    if (closed == null) {
      throw new HttpProblem(410, key + " is past its retention.");
    }
    return Representation.body(request, 200, hooks.shown(closed).text());
  }
}
