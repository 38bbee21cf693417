package dev.andiron.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The elements, by the types of resources, that somebody does not see of a resource which they
/// see: of the resource itself, and of those that it contains.
public record HiddenElements(Map<String, Set<ElementPath>> byType) {
  public static final HiddenElements NONE = new HiddenElements(Map.of());

  public HiddenElements {
    Map<String, Set<ElementPath>> some = new HashMap<>();
    byType.forEach((type, paths) -> {
      if (!paths.isEmpty()) {
        some.put(type, Set.copyOf(paths));
      }
    });
    byType = Map.copyOf(some);
  }

  public boolean isNone() {
    return byType.isEmpty();
  }

  /// What both hide.
  public HiddenElements and(HiddenElements other) {
    Map<String, Set<ElementPath>> both = new HashMap<>();
    byType.forEach((type, paths) -> {
      Set<ElementPath> common = new LinkedHashSet<>();
      for (ElementPath path : paths) {
        for (ElementPath theirs : other.byType.getOrDefault(type, Set.of())) {
          if (path.touches(theirs)) {
            common.add(path.holds(theirs) ? theirs : path);
          }
        }
      }
      both.put(type, common);
    });
    return new HiddenElements(both);
  }

  /// Whether nothing would be seen by this that the other hides.
  public boolean hidesAllOf(HiddenElements other) {
    return other.and(this).equals(other);
  }

  /// What either hides.
  public HiddenElements or(HiddenElements other) {
    Map<String, Set<ElementPath>> either = new HashMap<>();
    List.of(this, other)
        .forEach(each ->
            each.byType.forEach((type, paths) ->
                either.computeIfAbsent(type, _ -> new LinkedHashSet<>()).addAll(paths)));
    return new HiddenElements(either);
  }

  /// Those of a type's elements of which something is hidden, or all.
  public List<ElementPath> among(String type, Collection<ElementPath> elements) {
    List<ElementPath> touched = new ArrayList<>();
    for (ElementPath path : byType.getOrDefault(type, Set.of())) {
      if (elements.stream().anyMatch(path::touches)) {
        touched.add(path);
      }
    }
    return touched;
  }
}
