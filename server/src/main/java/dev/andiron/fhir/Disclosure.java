package dev.andiron.fhir;

import dev.andiron.access.View;
import dev.andiron.audit.Recording;
import dev.andiron.json.JsonWriter;
import dev.andiron.resource.ReadHooks;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Written;
import dev.andiron.search.HiddenElements;
import dev.andiron.search.Search;
import dev.andiron.search.Shown;
import dev.andiron.search.Visibility;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How resources are given out to somebody who may see them: with what is computed when they are
/// read, and without the elements that every policy hides which shows them. Thread-safe.
record Disclosure(ReadHooks hooks, Search search) {
  /// A current version.
  ResourceVersion of(ResourceVersion current, View view) {
    return concealed(hooks.shown(current), hidden(current, view));
  }

  /// What was written.
  Written of(Written written, View view) {
    return written.as(of(written.version(), view));
  }

  /// A version of long ago.
  ResourceVersion ofOld(ResourceVersion version, View view) {
    return concealed(version, hidden(version, view));
  }

  /// Current versions that were found, in their order.
  List<ResourceVersion> of(List<ResourceVersion> found, View view) {
    Recording.found(found);
    return view.isAll() ? hooks.shown(found) : ofEach(found, view::of);
  }

  /// As above.
  ///
  /// @param visible what is seen of a type
  List<ResourceVersion> of(List<ResourceVersion> found, Function<String, Visibility> visible) {
    Recording.found(found);
    return ofEach(found, visible);
  }

  private List<ResourceVersion> ofEach(
      List<ResourceVersion> found, Function<String, Visibility> visible) {
    Looks looks = new Looks(search, found);
    List<ResourceVersion> disclosed = new ArrayList<>(found.size());
    for (ResourceVersion each : hooks.shown(found)) {
      Map<HiddenElements, Visibility> parts = parts(visible.apply(each.type()));
      HiddenElements hidden =
          parts.size() == 1
              ? parts.keySet().iterator().next()
              : hidden(parts, part -> looks.shows(each, part));
      // What was changed since it was found is shown by none, maybe: then all of it goes.
      disclosed.add(concealed(each, hidden == null ? all(parts) : hidden));
    }
    return disclosed;
  }

  /// Those of some current versions that are seen, in their order: each as it is given out.
  ///
  /// @param visible what is seen where a resource is
  List<ResourceVersion> ofSeen(
      List<ResourceVersion> current, Function<ResourceKey, Visibility> visible) {
    Looks looks = new Looks(search, current);
    List<ResourceVersion> shown = hooks.shown(current);
    List<ResourceVersion> disclosed = new ArrayList<>(current.size());
    for (int i = 0; i < current.size(); i++) {
      ResourceVersion stored = current.get(i);
      Visibility of = visible.apply(stored.key());
      Map<HiddenElements, Visibility> parts = parts(of);
      HiddenElements hidden =
          of.isAll() ? HiddenElements.NONE : hidden(parts, part -> looks.shows(stored, part));
      if (hidden == null) {
        hidden = hidden(parts, part -> search.meets(stored, part));
      }
      if (hidden != null) {
        Recording.found(List.of(stored));
        disclosed.add(concealed(shown.get(i), hidden));
      }
    }
    return disclosed;
  }

  /// Those of some resources that are seen, and what is hidden in each.
  Map<String, HiddenElements> seen(String type, Set<String> ids, Visibility visible) {
    Map<String, HiddenElements> seen = new HashMap<>();
    parts(visible)
        .forEach((hidden, part) -> {
          Set<String> shown = part.hasAll() ? ids : search.visible(type, ids, part).keySet();
          shown.forEach(id -> seen.merge(id, hidden, HiddenElements::and));
        });
    return seen;
  }

  /// What is left out of a version, which is seen.
  HiddenElements hidden(ResourceVersion version, View view) {
    return hidden(version, view.of(version.type()));
  }

  /// As above.
  HiddenElements hidden(ResourceVersion version, Visibility visible) {
    Map<HiddenElements, Visibility> parts = parts(visible);
    if (parts.size() == 1) {
      return parts.keySet().iterator().next();
    }
    HiddenElements hidden = hidden(parts, part -> search.meets(version, part));
    return hidden == null ? all(parts) : hidden;
  }

  /// What is seen, by what is hidden in it.
  private static Map<HiddenElements, Visibility> parts(Visibility visible) {
    return visible.any().stream()
        .collect(
            Collectors.groupingBy(
                Shown::hidden,
                LinkedHashMap::new,
                Collectors.collectingAndThen(Collectors.toList(), Visibility::new)));
  }

  /// The common part of what is hidden by all that shows a version; null where none does.
  private static @Nullable HiddenElements hidden(
      Map<HiddenElements, Visibility> parts, Predicate<Visibility> shows) {
    HiddenElements common = null;
    for (Map.Entry<HiddenElements, Visibility> part : parts.entrySet()) {
      boolean nothing = common != null && common.isNone();
      if (!nothing && (part.getValue().hasAll() || shows.test(part.getValue()))) {
        common = common == null ? part.getKey() : common.and(part.getKey());
      }
    }
    return common;
  }

  private static HiddenElements all(Map<HiddenElements, Visibility> parts) {
    return parts.keySet().stream().reduce(HiddenElements.NONE, HiddenElements::or);
  }

  /// The same without these elements.
  ResourceVersion concealed(ResourceVersion version, HiddenElements hidden) {
    if (hidden.isNone() || version.text().length == 0) {
      return version;
    }
    return new ResourceVersion(
        version.type(),
        version.id(),
        version.version(),
        version.lastUpdated(),
        version.deleted(),
        JsonWriter.utf8(concealment(hidden).of(version.resource())));
  }

  Concealment concealment(HiddenElements hidden) {
    return new Concealment(hidden, search.definitions());
  }

  /// Which of some current versions a part shows, looked up once for each part.
  private static final class Looks {
    private final Search search;
    private final Map<String, Set<String>> ids;
    private final Map<String, Map<Visibility, Map<String, Long>>> known = new HashMap<>();

    Looks(Search search, List<ResourceVersion> versions) {
      this.search = search;
      this.ids =
          versions.stream()
              .collect(
                  Collectors.groupingBy(
                      ResourceVersion::type,
                      Collectors.mapping(
                          ResourceVersion::id, Collectors.toCollection(HashSet::new))));
    }

    boolean shows(ResourceVersion version, Visibility part) {
      String type = version.type();
      Long seen =
          known
              .computeIfAbsent(type, _ -> new HashMap<>())
              .computeIfAbsent(
                  part, _ -> search.visible(type, ids.getOrDefault(type, Set.of()), part))
              .get(version.id());
      return seen != null && seen == version.version();
    }
  }
}
