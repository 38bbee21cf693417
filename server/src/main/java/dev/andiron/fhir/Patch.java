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
import dev.andiron.resource.Written;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `PATCH /Type/id` with a JSON merge patch (RFC 7396), in JSON or YAML.
record Patch(Store store, ReadHooks hooks, ResourceTypes types, Representation representation)
    implements ProtectedHandler {
  @Override
  public Response handle(ProtectedCall call) {
    Request request = call.request();
    ResourceKey key = types.key(request);
    Negotiation.of(request);
    MediaType mediaType = MediaType.of(request);
    if (mediaType != null
        && (mediaType.isJsonPatch() || mediaType.name().equals("application/fhir+json"))) {
      throw new HttpProblem(
          415,
          "PATCH takes a JSON merge patch: application/merge-patch+json, application/json or YAML.");
    }
    Json body = call.body();
    if (!(body instanceof JsonObject patch)) {
      throw new HttpProblem(400, "A merge patch is an object: the members to change.");
    }
    ResourceTypes.body(patch, key.type());
    ResourceTypes.checkStatedId(patch, key.id());
    checkExists(key, store.read(key));
    boolean keepNull = types.isSystemType(key.type());
    Written written =
        store.write(
            key,
            current -> MergePatch.apply(exists(key, current), patch, keepNull),
            Conditions.ifMatch(request),
            List.of());
    return representation.of(request, 200, hooks.shown(written.version()));
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
