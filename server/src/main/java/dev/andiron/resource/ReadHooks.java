package dev.andiron.resource;

import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonWriter;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// All the read hooks: turns what is stored into what is shown.
public final class ReadHooks {
  private final List<ReadHook> hooks;

  public ReadHooks(List<ReadHook> hooks) {
    this.hooks = List.copyOf(hooks);
  }

  /// Whether resources of this type show what is computed when they are read: two reads of one
  /// version may differ.
  public boolean compute(String type) {
    return hooks.stream().anyMatch(hook -> hook.types().contains(type));
  }

  /// The content of a current version as it is to be shown.
  public JsonObject shown(ResourceKey key, JsonObject current) {
    if (!compute(key.type())) {
      return current;
    }
    return shown(
            new ResourceVersion(
                key.type(), key.id(), 0, Instant.EPOCH, false, JsonWriter.utf8(current)))
        .resource();
  }

  /// What was written, as it is to be shown.
  public Written shown(Written written) {
    return written.as(shown(written.version()));
  }

  public ResourceVersion shown(ResourceVersion version) {
    return shown(version.type(), List.of(version)).getFirst();
  }

  /// Versions of any types, in their order. A hook is asked once for each type, not for each
  /// version.
  public List<ResourceVersion> shown(List<ResourceVersion> versions) {
    Map<String, Iterator<ResourceVersion>> shown = new HashMap<>();
    versions.stream()
        .collect(Collectors.groupingBy(ResourceVersion::type))
        .forEach((type, ofType) -> shown.put(type, shown(type, ofType).iterator()));
    return versions.stream()
        .map(version -> Objects.requireNonNull(shown.get(version.type())).next())
        .toList();
  }

  /// @param versions all of one type
  public List<ResourceVersion> shown(String type, List<ResourceVersion> versions) {
    List<ResourceVersion> shown = versions;
    for (ReadHook hook : hooks) {
      if (hook.types().contains(type)) {
        shown = hook.shown(shown);
      }
    }
    return shown;
  }
}
