package dev.andiron.fhir;

import dev.andiron.access.View;
import dev.andiron.http.HttpProblem;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Store;
import dev.andiron.search.Search;
import dev.andiron.search.Visibility;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The current versions of resources, as far as somebody may see them. What they may not see is, to
/// the byte, as if it had never been there. Thread-safe.
record VisibleResources(Store store, Search search) {
  private static final int ATTEMPTS = 10;

  /// The current version.
  ///
  /// @throws HttpProblem 404 where there never was one, 410 where it was deleted
  ResourceVersion current(ResourceKey key, View view) {
    ResourceVersion version = find(key, view);
    if (version == null) {
      throw absent(key);
    }
    if (version.deleted()) {
      throw new HttpProblem(410, key + " was deleted.");
    }
    return version;
  }

  /// What is said of what never was, and of what may not be seen.
  static HttpProblem absent(ResourceKey key) {
    return new HttpProblem(404, "There is no " + key + ".");
  }

  /// The current version, maybe its deletion; null where there never was one. Whoever sees but a
  /// part sees no deletion: nobody can tell any more whether it was of that part.
  @Nullable ResourceVersion find(ResourceKey key, View view) {
    Visibility visible = view.of(key.type());
    if (visible.hasAll()) {
      return store.read(key);
    }
    for (int i = 0; i < ATTEMPTS; i++) {
      // By the version: between the two questions it may become another's.
      Long seen = search.visible(key.type(), Set.of(key.id()), visible).get(key.id());
      if (seen == null) {
        return null;
      }
      ResourceVersion version = store.read(key);
      if (version != null && version.version() == seen) {
        return version;
      }
    }
    return null;
  }

  /// Those of some versions of a type that show nothing that may not be seen: their resources are
  /// shown now, and so would they have been when they were current.
  List<ResourceVersion> shown(String type, List<ResourceVersion> versions, Visibility visibility) {
    if (visibility.hasAll() || versions.isEmpty()) {
      return versions;
    }
    Map<String, Long> current =
        search.visible(
            type,
            versions.stream().map(ResourceVersion::id).collect(Collectors.toSet()),
            visibility);
    return versions.stream()
        .filter(version -> {
          Long now = current.get(version.id());
          return now != null
              && !version.deleted()
              && (now == version.version() || search.meets(version, visibility));
        })
        .toList();
  }

  /// Whether a version, maybe one of long ago, shows nothing that they may not see.
  boolean shows(ResourceVersion version, View view) {
    Visibility visible = view.of(version.type());
    return visible.hasAll() || (!version.deleted() && search.meets(version, visible));
  }
}
