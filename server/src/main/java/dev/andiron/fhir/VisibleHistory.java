package dev.andiron.fhir;

import dev.andiron.access.View;
import dev.andiron.resource.History;
import dev.andiron.resource.HistoryPage;
import dev.andiron.resource.HistoryPage.Entry;
import dev.andiron.resource.HistoryQuery;
import dev.andiron.resource.HistoryQuery.Among;
import dev.andiron.resource.HistoryQuery.Place;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.search.Search;
import dev.andiron.search.Visibility;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Histories, as far as somebody may see them: of the resources that they see now, the versions
/// that they would have seen then. So what is hidden is found neither by the order, nor by a total
/// (there is none), nor by pages: only versions of resources that they see are read at all, and a
/// page has a next one where there is something on it.
///
/// With one exception: a request looks at no more than some versions. Where so many in a row are
/// hidden that were written to resources that they see now, it stops there. So a page may be short
/// and yet have a next one. The number of the version that it stopped at is no news to who sees the
/// number of the current one. Thread-safe.
record VisibleHistory(VisibleResources visible, Search search, History history) {
  /// How many versions a request looks at, about.
  private static final int MOST_LOOKED_AT = 1000;

  /// Of so many resources of a type the versions are read, and no others.
  private static final int FEW = 1000;

  private static final int SOME = 100;

  HistoryPage page(HistoryQuery query, View view) {
    if (view.isAll()) {
      return history.page(query);
    }
    if (query.count() == 0) {
      return new HistoryPage(List.of(), null, null);
    }
    Seen seen = new Seen(query.count());
    HistoryQuery asked =
        query.id() == null ? among(query, view) : query.among(query.types(), Map.of());
    Place place = query.after();
    int looked = 0;
    int size = query.count() + 1;
    while (true) {
      HistoryPage page = history.page(asked.after(place, size));
      if (!seen.takes(page.entries(), shown(page.entries(), view))) {
        return new HistoryPage(seen.entries, null, seen.entries.getLast().place());
      }
      looked += page.entries().size();
      place = page.next();
      if (place == null || looked >= MOST_LOOKED_AT) {
        return new HistoryPage(seen.entries, null, place);
      }
      size = Math.max(SOME, size);
    }
  }

  /// When a version was written, if its resource is seen now.
  @Nullable Instant time(ResourceKey key, long number, View view) {
    if (visible.find(key, view) == null) {
      return null;
    }
    ResourceVersion version = visible.store().read(key, number);
    return version == null ? null : version.lastUpdated();
  }

  /// The versions that a page consists of, in the making.
  private static final class Seen {
    private final int count;
    private final List<Entry> entries = new ArrayList<>();
    private long bytes;

    Seen(int count) {
      this.count = count;
    }

    /// Takes those that are shown.
    ///
    /// @return false where one of them has no room any more
    boolean takes(List<Entry> from, Set<Place> shown) {
      for (Entry entry : from) {
        if (shown.contains(entry.place())) {
          bytes += entry.version().text().length;
          if (entries.size() == count || (!entries.isEmpty() && bytes > History.PAGE_BYTES)) {
            return false;
          }
          entries.add(entry);
        }
      }
      return true;
    }
  }

  private Set<Place> shown(List<Entry> entries, View view) {
    Map<String, List<ResourceVersion>> byType = new HashMap<>();
    for (Entry entry : entries) {
      byType.computeIfAbsent(entry.version().type(), _ -> new ArrayList<>()).add(entry.version());
    }
    Set<Place> shown = new HashSet<>();
    byType.forEach((type, versions) ->
        visible
            .shown(type, versions, view.of(type))
            .forEach(version -> shown.add(Place.of(version))));
    return shown;
  }

  /// The query, of the resources that are seen now.
  private HistoryQuery among(HistoryQuery query, View view) {
    List<String> types = new ArrayList<>();
    Map<String, Among> among = new HashMap<>();
    for (String type : history.written(query.types())) {
      Visibility visibility = view.of(type);
      if (visibility.hasAll()) {
        types.add(type);
        continue;
      }
      List<String> ids = search.ids(type, visibility, FEW + 1);
      if (!ids.isEmpty()) {
        types.add(type);
        among.put(
            type,
            ids.size() <= FEW
                ? new Among.Ids(ids)
                : new Among.Found(search.selecting(type, visibility)));
      }
    }
    return query.among(types, among);
  }
}
