package dev.andiron.search;

import dev.andiron.pg.Database;
import dev.andiron.resource.CurrentVersions;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.search.OutgoingReferences.Canonical;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds what comes along with the matches of a page (`_include`, `_revinclude`), level by level:
/// the references in the texts that are there, one lookup in the index of what refers to them, and
/// one read of all that is new. A page of whatever size costs two round trips for each level.
final class Inclusion {
  private final SearchParameters parameters;
  private final Database database;
  private final CurrentVersions current;
  private final List<Include> includes;
  private final VisibleKeys readable;
  private final Duration longest;

  private final Set<ResourceKey> known = new HashSet<>();
  private final List<ResourceVersion> included = new ArrayList<>();
  private long bytes;
  private boolean complete = true;

  /// @param readable whether the caller may see a resource; what they may not is as if it were not
  ///   there
  /// @param longest after which a lookup is stopped
  Inclusion(
      SearchParameters parameters,
      Database database,
      List<Include> includes,
      VisibleKeys readable,
      Duration longest) {
    this.parameters = parameters;
    this.database = database;
    this.current = new CurrentVersions(database);
    this.includes = includes;
    this.readable = readable;
    this.longest = longest;
  }

  Included with(List<ResourceVersion> matches) {
    matches.forEach(match -> known.add(match.key()));
    List<Include> iterating = includes.stream().filter(Include::iterate).toList();
    List<ResourceVersion> level = matches;
    for (int i = 0; !level.isEmpty() && i <= Included.MOST_LEVELS; i++) {
      List<Include> asked = i == 0 ? includes : iterating;
      if (asked.isEmpty()) {
        break;
      }
      Wanted wanted = wanted(level, asked);
      if (i == Included.MOST_LEVELS) {
        complete &= wanted.keys().isEmpty();
        break;
      }
      level = read(wanted);
      included.addAll(level);
    }
    return new Included(included, complete);
  }

  /// What the next level consists of.
  ///
  /// @param byUrl those that only canonical URLs lead to, and these
  private record Wanted(Set<ResourceKey> keys, Map<ResourceKey, Set<Canonical>> byUrl) {
    boolean has(ResourceVersion version) {
      Set<Canonical> asked = byUrl.get(version.key());
      return asked == null
          || asked.stream().anyMatch(each -> each.isMetBy(version.resource().string("version")));
    }
  }

  private Wanted wanted(List<ResourceVersion> level, List<Include> asked) {
    OutgoingReferences outgoing = new OutgoingReferences(parameters);
    level.forEach(version -> outgoing.add(version, asked));
    Set<ResourceKey> keys = new LinkedHashSet<>(outgoing.keys());
    Map<ResourceKey, Set<Canonical>> byUrl = new HashMap<>();
    Map<ResourceKey, Set<SearchParameter>> referring = new LinkedHashMap<>();
    for (IncludeSql.Found found : found(level, asked, outgoing)) {
      if (found.url() == null) {
        referring.computeIfAbsent(found.key(), _ -> new HashSet<>()).add(found.parameter());
      } else {
        byUrl
            .computeIfAbsent(found.key(), _ -> new LinkedHashSet<>())
            .addAll(outgoing.canonicals(found.url(), found.key().type()));
      }
    }
    byUrl.values().removeIf(Set::isEmpty);
    referring.keySet().removeAll(keys);
    byUrl.keySet().removeAll(keys);
    keys.addAll(referring.keySet());
    byUrl.keySet().removeAll(keys);
    keys.addAll(byUrl.keySet());
    keys.removeAll(known);
    Map<ResourceKey, HiddenElements> seen = readable.of(keys);
    keys.removeIf(key -> {
      HiddenElements hidden = seen.get(key);
      return hidden == null || isFoundByHidden(hidden, referring.getOrDefault(key, Set.of()));
    });
    return new Wanted(keys, byUrl);
  }

  /// Whether every reference by which a resource was found is hidden in it.
  private boolean isFoundByHidden(HiddenElements hidden, Set<SearchParameter> by) {
    return !by.isEmpty()
        && by.stream()
            .noneMatch(parameter ->
                hidden
                    .among(parameter.type(), LookedAt.by(parameter, parameters.definitions()))
                    .isEmpty());
  }

  /// One round trip, or none where no index is needed.
  private List<IncludeSql.Found> found(
      List<ResourceVersion> level, List<Include> asked, OutgoingReferences outgoing) {
    IncludeSql sql = new IncludeSql(Included.MOST + 1 + known.size());
    for (Include include : asked) {
      if (include.reverse()) {
        sql.referring(
            include.parameters(),
            level.stream().filter(version -> include.isTo(version.type())).toList());
      }
    }
    sql.ofUrls(
        outgoing.types().stream()
            .map(type -> parameters.find(type, "url"))
            .filter(parameter -> parameter != null && parameter.kind() instanceof UriKind)
            .toList(),
        outgoing.urls());
    if (sql.isEmpty()) {
      return List.of();
    }
    List<IncludeSql.Found> found = database.query(sql.statement(), longest, sql::found);
    complete &= found.size() < IncludeSql.MOST_ROWS;
    return found;
  }

  private List<ResourceVersion> read(Wanted wanted) {
    List<ResourceKey> keys = wanted.keys().stream().limit(Included.MOST - included.size()).toList();
    CurrentVersions.Found found = current.of(keys, Included.MOST_BYTES - bytes);
    complete &= found.complete() && keys.size() == wanted.keys().size();
    List<ResourceVersion> rows = found.versions().stream().filter(wanted::has).toList();
    for (ResourceVersion row : rows) {
      known.add(row.key());
      bytes += row.text().length;
    }
    return readable.shown(rows);
  }
}
