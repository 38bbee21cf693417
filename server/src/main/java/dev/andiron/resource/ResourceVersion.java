package dev.andiron.resource;

import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import java.time.Instant;

/// One stored version of a resource.
///
/// @param version counts from 1
/// @param lastUpdated when it was written
/// @param deleted whether this version is a deletion; `text` then is the resource as it was last
/// @param text the exact UTF-8 JSON: `resourceType`, `id`, `meta` first, the rest as it was written
public record ResourceVersion(
    String type, String id, long version, Instant lastUpdated, boolean deleted, byte[] text) {

  public ResourceKey key() {
    return new ResourceKey(type, id);
  }

  public JsonObject resource() {
    return (JsonObject) JsonReader.read(text);
  }
}
