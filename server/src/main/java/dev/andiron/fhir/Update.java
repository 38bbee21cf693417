package dev.andiron.fhir;

import dev.andiron.access.ProtectedCall;
import dev.andiron.http.Request;
import dev.andiron.json.JsonObject;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.Change;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.Store;

/// `PUT /Type/id` (<https://hl7.org/fhir/R4/http.html#update>): 200, or 201 where the resource is
/// new; 412 where `If-Match` names a version that is not current, or where there is one and
/// `If-None-Match: *` wants none. What is already as asked is left as it is.
record Update(
    Store store, Disclosure disclosure, ResourceTypes types, Representation representation)
    implements WriteInteraction {
  @Override
  public Prepared prepare(ProtectedCall call) {
    Request request = call.request();
    ResourceKey key = types.key(request);
    ResourceTypes.refuseRecord(key.type());
    ResourceTypes.refuseSession(key.type(), "GET, HEAD, PATCH, DELETE, OPTIONS");
    Negotiation.of(request);
    return Prepared.write(
        Change.put(key, () -> resource(call, key), Conditions.ofWrite(request)),
        (written, view) -> representation.written(request, disclosure.of(written, view)));
  }

  /// The body as the next content of this resource.
  static JsonObject resource(ProtectedCall call, ResourceKey key) {
    JsonObject resource = ResourceTypes.body(call.body(), key.type());
    ResourceTypes.checkStatedId(resource, key.id());
    return resource;
  }
}
