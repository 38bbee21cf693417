package dev.andiron.search;

import dev.andiron.json.JsonObject;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What resources refer to, read from their texts by the selectors of search parameters. A
/// reference to a version is one to its resource (https://hl7.org/fhir/R4/references.html#literal).
final class OutgoingReferences {
  private final SearchParameters parameters;
  private final Set<ResourceKey> keys = new LinkedHashSet<>();
  private final Map<String, Map<Canonical, Set<String>>> byUrl = new LinkedHashMap<>();

  OutgoingReferences(SearchParameters parameters) {
    this.parameters = parameters;
  }

  /// A resource by its `url` (https://hl7.org/fhir/R4/references.html#canonical).
  ///
  /// @param version as the author counts them; null where any will do
  record Canonical(String url, @Nullable String version) {
    private static Canonical of(String text) {
      int fragment = text.indexOf('#');
      String whole = fragment < 0 ? text : text.substring(0, fragment);
      int bar = whole.indexOf('|');
      return bar < 0
          ? new Canonical(whole, null)
          : new Canonical(whole.substring(0, bar), whole.substring(bar + 1));
    }

    boolean isMetBy(@Nullable String other) {
      return version == null || version.equals(other);
    }
  }

  /// Adds what a resource refers to by the includes that are not reverse.
  void add(ResourceVersion version, List<Include> includes) {
    JsonObject resource = null;
    for (Include include : includes) {
      if (!include.reverse()) {
        for (SearchParameter parameter : include.parameters()) {
          if (parameter.type().equals(version.type())) {
            resource = resource == null ? version.resource() : resource;
            add(resource, parameter, include);
          }
        }
      }
    }
  }

  private void add(JsonObject resource, SearchParameter parameter, Include include) {
    if (!(parameter.kind() instanceof ReferenceKind kind)) {
      return;
    }
    for (Selector.Found found : parameter.selector().select(resource)) {
      ReferenceTarget target = ReferenceTarget.of(found.value(), kind.ownBases());
      if (target == null) {
        continue;
      }
      if (!target.type().isEmpty()) {
        if (include.isTo(target.type()) && parameters.knows(target.type())) {
          keys.add(new ResourceKey(target.type(), target.id()));
        }
      } else if (found.type().equals("canonical") || found.type().equals("uri")) {
        Canonical canonical = Canonical.of(target.id());
        byUrl
            .computeIfAbsent(Fold.whole(canonical.url()), _ -> new LinkedHashMap<>())
            .computeIfAbsent(canonical, _ -> new LinkedHashSet<>())
            .addAll(include.target() == null ? kind.targets() : Set.of(include.target()));
      }
    }
  }

  /// What is named by type and id; types are names of definitions.
  Set<ResourceKey> keys() {
    return keys;
  }

  /// The URLs by which others are named, as the index has them.
  Set<String> urls() {
    return byUrl.keySet();
  }

  /// The types that those may be of.
  Set<String> types() {
    Set<String> types = new TreeSet<>();
    byUrl.values().forEach(canonicals -> canonicals.values().forEach(types::addAll));
    return types;
  }

  /// Those of a URL that may lead to a resource of the type.
  Set<Canonical> canonicals(String url, String type) {
    Set<Canonical> canonicals = new LinkedHashSet<>();
    byUrl
        .getOrDefault(url, Map.of())
        .forEach((canonical, types) -> {
          if (types.contains(type)) {
            canonicals.add(canonical);
          }
        });
    return canonicals;
  }
}
