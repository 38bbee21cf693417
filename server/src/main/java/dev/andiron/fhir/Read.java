package dev.andiron.fhir;

import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.ReadHooks;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Store;

/// `GET /Type/id` (<https://hl7.org/fhir/R4/http.html#read>): 200, 304 where the caller has this
/// version, 410 where it was deleted, 404 where it never was.
record Read(Store store, ReadHooks hooks, ResourceTypes types, Representation representation)
    implements ProtectedHandler {
  @Override
  public Response handle(ProtectedCall call) {
    Request request = call.request();
    ResourceKey key = types.key(request);
    Negotiation.of(request); // an Accept that cannot be met is a 406 even for what is not there
    ResourceVersion version = store.read(key);
    if (version == null) {
      throw new HttpProblem(404, "There is no " + key + ".");
    }
    if (version.deleted()) {
      throw new HttpProblem(410, key + " was deleted.");
    }
    return Conditions.isKnown(request, version)
        ? representation.notModified(version)
        : representation.of(request, 200, hooks.shown(version));
  }
}
