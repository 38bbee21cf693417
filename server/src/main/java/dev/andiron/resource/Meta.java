package dev.andiron.resource;

import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// The members that the server writes into every resource: `resourceType`, `id` and `meta` come
/// first, the rest follows as it was written (<https://hl7.org/fhir/R4/resource.html#Meta>).
final class Meta {
  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneOffset.UTC);

  private Meta() {}

  /// The resource with the type and id of its key in front.
  static JsonObject identify(JsonObject resource, ResourceKey key) {
    return JsonObject.builder()
        .put("resourceType", key.type())
        .put("id", key.id())
        .putAll(resource.without("resourceType").without("id"))
        .build();
  }

  /// The resource with version and time in its `meta`, which follows its `id`.
  static JsonObject stamp(JsonObject resource, long version, Instant now) {
    JsonObject.Builder meta =
        JsonObject.builder()
            .put("versionId", Long.toString(version))
            .put("lastUpdated", INSTANT.format(now));
    JsonObject written = resource.object("meta");
    if (written != null) {
      meta.putAll(written.without("versionId").without("lastUpdated"));
    }
    JsonObject.Builder stamped = JsonObject.builder();
    stamped.putIfPresent("resourceType", resource.get("resourceType"));
    stamped.putIfPresent("id", resource.get("id"));
    stamped.put("meta", meta.build());
    return stamped.putAll(resource.without("resourceType").without("id").without("meta")).build();
  }

  /// Whether two versions say the same, the server's own marks aside.
  static boolean sameContent(JsonObject one, JsonObject other) {
    return bare(one).equals(bare(other));
  }

  private static JsonObject bare(JsonObject resource) {
    Json meta = resource.get("meta");
    if (!(meta instanceof JsonObject object)) {
      return resource;
    }
    JsonObject rest = object.without("versionId").without("lastUpdated");
    JsonObject without = resource.without("meta");
    return rest.isEmpty() ? without : without.with("meta", rest);
  }
}
