package dev.andiron.fhir;

import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.media.MediaType;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.ReadHooks;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Store;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// `PATCH /Type/id` (<https://hl7.org/fhir/R4/http.html#patch>) with a JSON merge patch (RFC 7396),
/// in JSON or YAML, or a JSON Patch (RFC 6902). Either is applied to the resource as it is stored,
/// without credentials: they can be given anew and taken away, but not tested, copied or moved.
record Patch(Store store, ReadHooks hooks, ResourceTypes types, Representation representation)
    implements ProtectedHandler {
  /// What it takes, for the CapabilityStatement.
  static final List<String> FORMATS =
      List.of("application/json-patch+json", "application/merge-patch+json", "application/json");

  @Override
  public Response handle(ProtectedCall call) {
    Request request = call.request();
    ResourceKey key = types.key(request);
    Negotiation.of(request);
    UnaryOperator<JsonObject> patch = patch(request, key, call.body());
    checkExists(key, store.read(key));
    return representation.written(
        request,
        hooks.shown(
            store.write(
                key, current -> patch.apply(exists(key, current)), Conditions.ofWrite(request))));
  }

  private UnaryOperator<JsonObject> patch(Request request, ResourceKey key, @Nullable Json body) {
    MediaType mediaType = MediaType.of(request);
    if (mediaType != null && mediaType.isJsonPatch()) {
      JsonPatch patch = JsonPatch.read(body);
      return current ->
          agreeing(key, patch.applyTo(hooks.shown(key, current), FhirRoutes.BODY_LIMIT));
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

  private static void checkExists(ResourceKey key, @Nullable ResourceVersion version) {
    if (version == null) {
      throw new HttpProblem(404, "There is no " + key + ".");
    }
    if (version.deleted()) {
      throw new HttpProblem(410, key + " was deleted.");
    }
  }

  private static JsonObject exists(ResourceKey key, @Nullable JsonObject current) {
    if (current == null) {
      throw new HttpProblem(410, key + " was deleted.");
    }
    return current;
  }
}
