package dev.andiron.fhir;

import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.audit.Recording;
import dev.andiron.definition.Definitions;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Store;

/// `GET /Type/id/_history/version` (<https://hl7.org/fhir/R4/http.html#vread>), where `Location`
/// points to.
record VersionRead(
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
    RawBinary.checkFormat(request, key.type());
    Projection projection = Projection.ofRead(request.query(), definitions);
    String number = request.pathParameter("version");
    ResourceVersion version =
        number.matches("[0-9]{1,18}") ? store.read(key, Long.parseLong(number)) : null;
    // What became another's is theirs no more, and what was another's was never theirs.
    if (version == null
        || visible.find(key, call.view()) == null
        || !visible.shows(version, call.view())) {
      throw new HttpProblem(404, "There is no such version of " + key + ".");
    }
    if (version.deleted()) {
      throw new HttpProblem(410, "That version is the deletion of " + key + ".");
    }
    Recording.shown(version);
    // A version never changes, so there is no other that its caller could have.
    boolean known = Conditions.isKnown(request, version, () -> true);
    return representation.read(
        request, version, known, () -> projection.of(disclosure.ofOld(version, call.view())));
  }
}
