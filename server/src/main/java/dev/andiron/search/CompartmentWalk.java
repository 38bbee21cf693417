package dev.andiron.search;

import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import dev.andiron.resource.CurrentVersions;
import dev.andiron.resource.ResourceKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads one page of a compartment: itself, what belongs to it by type and id, then what those
/// refer to that is of no type that could belong to it (practitioners, organisations, places) - so
/// that nothing of another patient comes along. Ids are read in pieces until the page is full of
/// what the caller may see; texts are read for the page alone.
final class CompartmentWalk {
  /// How many ids are read at once.
  private static final int PIECE = 1000;

  private static final long MOST_BYTES = 16_000_000;

  private final SearchParameters parameters;
  private final Database database;
  private final Duration longest;
  private final CompartmentQuery query;
  private final VisibleKeys readable;
  private final Function<String, List<Sql>> filters;
  private final CompartmentSql sql;
  private final Map<String, List<Integer>> keys = new TreeMap<>();
  private final Map<String, List<Sql>> conditions = new HashMap<>();

  /// @param filters the conditions that the query's parameters put on resources of a type
  CompartmentWalk(
      SearchParameters parameters,
      Database database,
      Duration longest,
      CompartmentQuery query,
      VisibleKeys readable,
      Function<String, List<Sql>> filters) {
    this.parameters = parameters;
    this.database = database;
    this.longest = longest;
    this.query = query;
    this.readable = readable;
    this.filters = filters;
    this.sql = new CompartmentSql(query.compartment());
  }

  Page page() {
    CompartmentPlace from = query.cursor() == null ? null : CompartmentPlace.read(query.cursor());
    CareDates care = CareDates.of(query.start(), query.end());
    find(care);
    List<CompartmentPlace> places = new ArrayList<>();
    if (from == null && query.whole() && query.wants(query.compartment().type())) {
      places.add(new CompartmentPlace(false, null));
    }
    if (from == null || !from.outside()) {
      inside(from == null ? null : from.after(), places);
    }
    if (query.whole() && places.size() <= query.count()) {
      outside(from != null && from.outside() ? from.after() : null, places);
    }
    return page(places);
  }

  private Page page(List<CompartmentPlace> places) {
    int size = Math.min(places.size(), query.count());
    while (true) {
      List<CompartmentPlace> wanted = places.subList(0, size);
      CurrentVersions.Found found =
          new CurrentVersions(database)
              .of(wanted.stream().map(this::key).toList(), size > 1 ? MOST_BYTES : Long.MAX_VALUE);
      if (found.complete()) {
        String next = size < places.size() ? wanted.getLast().written() : null;
        return new Page(readable.shown(found.versions()), null, next, null, query.filters());
      }
      size = size / 2;
    }
  }

  private ResourceKey key(CompartmentPlace place) {
    return place.after() == null ? query.compartment() : place.after();
  }

  /// Which types there are anything of, and what is asked of each.
  private void find(CareDates care) {
    Map<Integer, String> types = new HashMap<>();
    query
        .members()
        .forEach((type, codes) -> {
          // what is not wanted itself may refer to what is
          if (query.whole() || query.wants(type)) {
            new Membership(query.compartment(), codes)
                .keys(parameters, type)
                .forEach(key -> types.put(key, type));
          }
        });
    for (Integer key :
        database.query(sql.present(types.keySet()), longest, row -> (int) row.number(1))) {
      String type = types.getOrDefault(key, "");
      keys.computeIfAbsent(type, _ -> new ArrayList<>()).add(key);
    }
    for (String type : keys.keySet()) {
      List<Sql> all = new ArrayList<>(filters.apply(type));
      Sql dates = care.condition(parameters, type);
      if (dates != null) {
        all.add(dates);
      }
      conditions.put(type, all);
    }
  }

  /// Adds what belongs to the compartment, until there is one more than the page has.
  private void inside(@Nullable ResourceKey after, List<CompartmentPlace> into) {
    Map<String, List<Integer>> wanted = new TreeMap<>(keys);
    wanted.keySet().removeIf(type -> !query.wants(type));
    ResourceKey last = after;
    while (into.size() <= query.count()) {
      List<ResourceKey> piece = members(wanted, last);
      for (ResourceKey key : seen(piece).keySet()) {
        if (into.size() <= query.count()) {
          into.add(new CompartmentPlace(false, key));
        }
      }
      if (piece.size() < PIECE) {
        return;
      }
      last = piece.getLast();
    }
  }

  private List<ResourceKey> members(
      Map<String, List<Integer>> wanted, @Nullable ResourceKey after) {
    Statement statement = sql.members(wanted, conditions, after, PIECE);
    return database.queryPlannedAnew(statement, longest, CompartmentSql::key);
  }

  /// Adds what the compartment's resources refer to, until there is one more than the page has. It
  /// goes through all of them again, keeping no more than a page.
  private void outside(@Nullable ResourceKey after, List<CompartmentPlace> into) {
    List<String> targets =
        parameters.types().stream()
            .filter(type -> query.wants(type) && !query.members().containsKey(type))
            .filter(type -> !type.equals(query.compartment().type()))
            .toList();
    int room = query.count() + 1 - into.size();
    NavigableSet<ResourceKey> found = new TreeSet<>(CompartmentWalk::compare);
    refer(readable.of(List.of(query.compartment())), targets, after, found, room);
    ResourceKey last = null;
    while (true) {
      List<ResourceKey> piece = members(keys, last);
      refer(seen(piece), targets, after, found, room);
      if (piece.size() < PIECE) {
        break;
      }
      last = piece.getLast();
    }
    found.forEach(key -> into.add(new CompartmentPlace(true, key)));
  }

  /// Those that may be seen, and may be seen to belong to the compartment.
  private Map<ResourceKey, HiddenElements> seen(List<ResourceKey> piece) {
    Map<ResourceKey, HiddenElements> seen = readable.of(piece);
    seen.entrySet()
        .removeIf(each -> !each.getValue().isNone() && !isTold(each.getKey(), each.getValue()));
    return seen;
  }

  private boolean isTold(ResourceKey key, HiddenElements hidden) {
    if (looked(key.type()).stream().anyMatch(parameter -> hides(hidden, parameter))) {
      return false;
    }
    List<SearchParameter> members = members(key.type());
    List<SearchParameter> open = members.stream().filter(member -> !hides(hidden, member)).toList();
    return open.size() == members.size() || refers(key, open);
  }

  /// The parameters by which resources of a type may belong to the compartment.
  private List<SearchParameter> members(String type) {
    List<Integer> ofType = keys.getOrDefault(type, List.of());
    return parameters.of(type).values().stream()
        .filter(parameter -> ofType.contains(parameter.key()))
        .toList();
  }

  /// The parameters by which those of a type are chosen.
  private List<SearchParameter> looked(String type) {
    List<SearchParameter> looked = new ArrayList<>();
    for (QueryParameter filter : query.filters()) {
      SearchParameter parameter = parameters.find(type, filter.name().split(":", 2)[0]);
      if (parameter != null) {
        looked.add(parameter);
      }
    }
    SearchParameter date = CareDates.date(parameters, type);
    if (date != null && (query.start() != null || query.end() != null)) {
      looked.add(date);
    }
    return looked;
  }

  private boolean hides(HiddenElements hidden, SearchParameter parameter) {
    return !hidden.isNone()
        && !hidden
            .among(parameter.type(), LookedAt.by(parameter, parameters.definitions()))
            .isEmpty();
  }

  private boolean refers(ResourceKey key, List<SearchParameter> by) {
    return !by.isEmpty()
        && !database
            .query(
                sql.refers(key.id(), by.stream().map(SearchParameter::key).toList()),
                longest,
                row -> row.text(1))
            .isEmpty();
  }

  /// @param from with what is hidden in each, and so leads nowhere
  private void refer(
      Map<ResourceKey, HiddenElements> from,
      List<String> targets,
      @Nullable ResourceKey after,
      NavigableSet<ResourceKey> found,
      int room) {
    if (from.isEmpty() || targets.isEmpty()) {
      return;
    }
    Map<CompartmentSql.Referring, List<String>> ids = new LinkedHashMap<>();
    Map<String, Map<HiddenElements, List<Integer>>> references = new HashMap<>();
    from.forEach((key, hidden) -> {
      List<Integer> by =
          references
              .computeIfAbsent(key.type(), _ -> new HashMap<>())
              .computeIfAbsent(hidden, _ -> references(key.type(), hidden));
      ids.computeIfAbsent(new CompartmentSql.Referring(key.type(), by), _ -> new ArrayList<>())
          .add(key.id());
    });
    ResourceKey last = after;
    while (true) {
      List<ResourceKey> piece =
          database.query(
              CompartmentSql.referred(ids, targets, last, PIECE), longest, CompartmentSql::key);
      found.addAll(readable.of(piece).keySet());
      while (found.size() > room) {
        found.pollLast();
      }
      if (piece.size() < PIECE) {
        return;
      }
      if (found.size() == room && compare(piece.getLast(), found.last()) >= 0) {
        return; // what is left comes after them
      }
      last = piece.getLast();
    }
  }

  private List<Integer> references(String type, HiddenElements hidden) {
    return parameters.of(type).values().stream()
        .filter(parameter -> parameter.kind() instanceof ReferenceKind)
        .filter(parameter -> !hides(hidden, parameter))
        .map(SearchParameter::key)
        .toList();
  }

  /// As the database orders them: by type and id, each by its characters.
  private static int compare(ResourceKey one, ResourceKey other) {
    int order = one.type().compareTo(other.type());
    return order != 0 ? order : one.id().compareTo(other.id());
  }
}
