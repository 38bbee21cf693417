package dev.andiron.fhir;

import dev.andiron.access.ProtectedCall;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.media.MediaType;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.Change;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.Store;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// `PATCH /Type/id` (<https://hl7.org/fhir/R4/http.html#patch>) with a JSON merge patch (RFC 7396),
/// in JSON or YAML, or a JSON Patch (RFC 6902). Either is applied to the resource as it is stored,
/// without credentials: they can be given anew and taken away, but not tested, copied or moved.
record Patch(Store store, Disclosure disclosure, ResourceTypes types, Representation representation)
    implements WriteInteraction {
  /// What it takes, for the CapabilityStatement.
  static final List<String> FORMATS =
      List.of("application/json-patch+json", "application/merge-patch+json", "application/json");

  @Override
  public Prepared prepare(ProtectedCall call) {
    ResourceKey key = types.key(call.request());
    ResourceTypes.refuseRecord(key.type());
    Negotiation.of(call.request());
    return prepared(call, of(call, key));
  }

  /// The patch of this resource.
  Change of(ProtectedCall call, ResourceKey key) {
    Request request = call.request();
    return Change.edit(
        key,
        current -> patch(request, key, call.body()).apply(exists(key, current)),
        Conditions.ofWrite(request));
  }

  /// A patch, and its answer.
  Prepared prepared(ProtectedCall call, Change change) {
    return Prepared.write(
        change,
        (written, view) -> representation.written(call.request(), disclosure.of(written, view)));
  }

  private UnaryOperator<JsonObject> patch(Request request, ResourceKey key, @Nullable Json body) {
    MediaType mediaType = MediaType.of(request);
    if (mediaType != null && mediaType.isJsonPatch()) {
      JsonPatch patch = JsonPatch.read(body);
      return current ->
          agreeing(
              key, patch.applyTo(disclosure.hooks().shown(key, current), FhirRoutes.BODY_LIMIT));
    }
    if (mediaType != null && mediaType.name().equals("application/fhir+json")) {
      throw new HttpProblem(
          415,
          "PATCH takes a JSON merge patch (application/merge-patch+json, application/json or YAML)"
              + " or a JSON Patch (application/json-patch+json).");
    }
    if (!(body instanceof JsonObject patch)) {
      throw new HttpProblem(
          400,
          "A merge patch is an object: the members to change. An array of operations is sent as"
              + " application/json-patch+json.");
    }
    agreeing(key, patch);
    boolean keepNull = types.isSystemType(key.type());
    return current -> MergePatch.apply(current, patch, keepNull);
  }

  /// The same, if the type and id that it states are those of the path.
  private static JsonObject agreeing(ResourceKey key, JsonObject resource) {
    ResourceTypes.body(resource, key.type());
    ResourceTypes.checkStatedId(resource, key.id());
    return resource;
  }

  private JsonObject exists(ResourceKey key, @Nullable JsonObject current) {
    if (current != null) {
      return current;
    }
    throw store.read(key) == null
        ? new HttpProblem(404, "There is no " + key + ".")
        : new HttpProblem(410, key + " was deleted.");
  }
}
