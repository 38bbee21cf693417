package dev.andiron.fhir;

import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.audit.Recording;
import dev.andiron.definition.Definitions;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Store;

/// `GET /Type/id` (<https://hl7.org/fhir/R4/http.html#read>): 200, 304 where the caller has this
/// version (<https://hl7.org/fhir/R4/http.html#cread>), 410 where it was deleted, 404 where it
/// never was.
record Read(
    Store store,
    VisibleResources visible,
    Disclosure disclosure,
    ResourceTypes types,
    Definitions definitions,
    Representation representation)
    implements ProtectedHandler {
  @Override
  public Response handle(ProtectedCall call) {
    Request request = call.request();
    ResourceKey key = types.key(request);
    // An Accept that cannot be met is a 406 even for what is not there.
    RawBinary.checkFormat(request, key.type());
    Projection projection = Projection.ofRead(request.query(), definitions);
    ResourceVersion version = visible.current(key, call.view());
    Recording.shown(version);
    // What is computed when it is read may have changed without a new version.
    boolean known =
        !disclosure.hooks().compute(key.type())
            && Conditions.isKnown(request, version, () -> isFirstOfItsSecond(key, version));
    return representation.read(
        request, version, known, () -> projection.of(disclosure.of(version, call.view())));
  }

  private boolean isFirstOfItsSecond(ResourceKey key, ResourceVersion version) {
    ResourceVersion before = store.read(key, version.version() - 1);
    return before == null || Conditions.second(before).isBefore(Conditions.second(version));
  }
}
