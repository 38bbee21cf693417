package dev.andiron.search;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.SearchParameterDefinition;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Row;
import dev.andiron.pg.Statement;
import dev.andiron.resource.ResourceVersion;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the resources of a type (https://hl7.org/fhir/R4/search.html). Thread-safe.
public final class Search {
  /// Less than the driver waits for an answer, and than most callers do.
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final SearchParameters parameters;
  private final Database database;
  private final DateKind dates;
  private final Duration longest;
  private final Readiness readiness;
  private final ValueSets valueSets;
  private final Map<String, Map<String, ComputedParameter>> computed = new HashMap<>();
  private final SearchLimits limits;
  private final SeenResources seen;

  /// Over an index that holds every parameter.
  Search(
      SearchParameters parameters,
      Database database,
      Clock clock,
      List<ComputedParameter> computed) {
    this(
        parameters,
        database,
        clock,
        computed,
        new Readiness(),
        ValueSets.of(parameters.definitions()),
        LONGEST);
  }

  /// @param readiness which parameters may not be searched by yet
  /// @param valueSets what `:in` and `:not-in` look at
  public Search(
      SearchParameters parameters,
      Database database,
      Clock clock,
      List<ComputedParameter> computed,
      Readiness readiness,
      ValueSets valueSets) {
    this(parameters, database, clock, computed, readiness, valueSets, LONGEST);
  }

  /// @param longest after which a search is stopped
  Search(
      SearchParameters parameters,
      Database database,
      Clock clock,
      List<ComputedParameter> computed,
      Readiness readiness,
      ValueSets valueSets,
      Duration longest) {
    this.longest = longest;
    this.parameters = parameters;
    this.database = database;
    this.readiness = readiness;
    this.valueSets = valueSets;
    this.dates = new DateKind(clock);
    for (ComputedParameter each : computed) {
      this.computed.computeIfAbsent(each.type(), _ -> new HashMap<>()).put(each.code(), each);
    }
    this.limits = new SearchLimits(database, longest);
    this.seen = new SeenResources(parameters, this::unrestricted, limits, readiness);
  }

  /// Reads what is not somebody's search.
  private FilterReader unrestricted() {
    return new FilterReader(parameters, computed, dates, valueSets, Sight.ALL);
  }

  /// The codes that a type can be searched by, those that are computed included, sorted.
  public List<String> codes(String type) {
    java.util.TreeSet<String> codes = new java.util.TreeSet<>(parameters.codes(type));
    codes.addAll(computed.getOrDefault(type, Map.of()).keySet());
    return List.copyOf(codes);
  }

  /// The types of what is searched.
  public Definitions definitions() {
    return parameters.definitions();
  }

  /// The elements that search parameters of a type look at.
  public Set<ElementPath> lookedAt(String type, List<String> codes) {
    Set<ElementPath> elements = new LinkedHashSet<>();
    FilterReader reader = unrestricted();
    codes.forEach(
        code -> elements.addAll(reader.elements(type, new ParameterName.Own(code, null))));
    return elements;
  }

  /// Another number whenever what is offered may be another.
  public long revision() {
    readiness.await();
    return parameters.revision();
  }

  /// The defined parameters among those, by their codes.
  public List<OfferedParameter> offered(String type) {
    Map<String, SearchParameterDefinition> defined = parameters.definitions(type);
    List<OfferedParameter> offered = new ArrayList<>();
    for (String code : codes(type)) {
      SearchParameterDefinition definition = defined.get(code);
      if (definition != null) {
        boolean isComputed = computed.getOrDefault(type, Map.of()).containsKey(code);
        offered.add(
            new OfferedParameter(
                definition, isComputed ? Set.of() : parameters.modifiers(type, code)));
      }
    }
    return offered;
  }

  /// Whether something that is no parameter of a type is answered: `_include`, `_has`, ….
  public boolean answers(String code) {
    return UnansweredParameters.reason(code) == null;
  }

  /// Whether a search of the type would look at a parameter of this name, whatever its modifier and
  /// value.
  ///
  /// @param name also of a chain: `subject:Patient.family`
  public boolean knows(String type, String name) {
    try {
      return unrestricted().knows(type, ParameterName.of(name));
    } catch (IllegalArgumentException e) {
      return true; // it is refused, not passed over
    }
  }

  /// Reads a query of somebody who may see everything.
  public Query parse(String type, List<QueryParameter> query, boolean lenient) {
    return parse(type, query, lenient, Sight.ALL);
  }

  /// Reads a query.
  ///
  /// @param query names and values, decoded
  /// @param lenient whether parameters that are not known are passed over (`Prefer:
  ///   handling=lenient`); a malformed value of a known one never is
  /// @throws SearchRefusedException where it cannot be answered, with every reason
  /// @throws IndexNotReadyException where the index is not ready for it yet
  ///
  /// @param sight what the asker may see: it finds nothing else, and tells nothing of anything else
  public Query parse(String type, List<QueryParameter> query, boolean lenient, Sight sight) {
    readiness.await();
    return parse(reader(type, lenient, sight), type, query);
  }

  /// As [#parse(String, List, boolean, Sight)], of those resources alone that belong to a
  /// compartment.
  public Query parse(
      String type,
      List<QueryParameter> query,
      boolean lenient,
      Sight sight,
      Membership membership) {
    readiness.await();
    readiness.check(
        type, membership.codes().stream().map(code -> new QueryParameter(code, "")).toList());
    return parse(reader(type, lenient, sight).in(membership), type, query);
  }

  private QueryReader reader(String type, boolean lenient, Sight sight) {
    return new QueryReader(parameters, computed, dates, valueSets, type, lenient, sight);
  }

  /// Those of some resources of a type that may be seen, and their current versions.
  ///
  /// @throws DatabaseException where the database cannot be asked
  public Map<String, Long> visible(String type, Set<String> ids, Visibility visibility) {
    return seen.of(type, ids, visibility);
  }

  /// The ids of resources of a type that may be seen.
  ///
  /// @param most how many are looked for
  /// @throws DatabaseException where the database cannot be asked
  public List<String> ids(String type, Visibility visibility, int most) {
    return seen.ids(type, visibility, most);
  }

  /// The statement that finds the ids of all resources of a type that may be seen.
  ///
  /// @param type of which a resource was ever written
  /// @throws DatabaseException where the database cannot be asked
  public Statement selecting(String type, Visibility visibility) {
    return seen.selecting(type, visibility);
  }

  /// Whether a version, of long ago or not written yet, would be seen if it were current.
  ///
  /// @throws DatabaseException where the database cannot be asked
  public boolean meets(ResourceVersion version, Visibility visibility) {
    return seen.meets(version, visibility);
  }

  private Query parse(QueryReader reader, String type, List<QueryParameter> query) {
    Query read = reader.read(query);
    readiness.check(type, read.used());
    reader.looked().forEach(readiness::check);
    for (Include include : read.includes()) {
      if (include.reverse()) {
        include
            .parameters()
            .forEach(parameter ->
                readiness.check(
                    parameter.type(), List.of(new QueryParameter(parameter.code(), ""))));
      }
    }
    return read;
  }

  /// Answers a query: the page and its total are of one snapshot.
  ///
  /// @throws SearchRefusedException where it takes too long
  /// @throws DatabaseException where the database cannot be asked
  public Page run(Query query) {
    return run(query, Set.of(), System.nanoTime(), true);
  }

  /// @param without types of which no resource was ever written, so that they have no table
  /// @param again whether to ask once more where a table that was missing has come meanwhile
  private Page run(Query query, Set<String> without, long begun, boolean again) {
    try {
      List<Answer> answers = amongCandidates(query, without, left(begun));
      return page(query, answers == null ? amongAll(query, without, left(begun)) : answers);
    } catch (DatabaseException e) {
      if (e.isUndefinedTable()) {
        Set<String> absent = limits.withoutTable(types(List.of(query)));
        if (absent.contains(query.type())) {
          Long total = query.total() == Query.Total.NONE ? null : Long.valueOf(0);
          return new Page(List.of(), total, null, null, query.used());
        }
        if (again || !without.containsAll(absent)) {
          return run(query, absent, begun, !without.containsAll(absent));
        }
      }
      throw limits.stopped(e);
    }
  }

  /// What comes along with a page of the query's matches.
  ///
  /// @param rows of the page, as the caller sees them
  /// @param readable what the caller may see; what they may not is as if it were not there
  /// @throws SearchRefusedException where it takes too long
  /// @throws DatabaseException where the database cannot be asked
  public Included included(Query query, List<ResourceVersion> rows, VisibleKeys readable) {
    if (query.includes().isEmpty() || rows.isEmpty()) {
      return Included.NOTHING;
    }
    try {
      return new Inclusion(parameters, database, query.includes(), readable, longest).with(rows);
    } catch (DatabaseException e) {
      throw limits.stopped(e);
    }
  }

  /// Answers one search over several types: what any of the queries finds, in one order.
  ///
  /// @param queries of the same parameters, each of another type
  /// @throws SearchRefusedException where it cannot be answered as it was asked, or takes too long
  /// @throws DatabaseException where the database cannot be asked
  public Page across(List<Query> queries, AcrossTypes.Order order, @Nullable String cursor) {
    AcrossTypes across = new AcrossTypes(database, longest, order, cursor);
    try {
      return across.page(queries, Set.of());
    } catch (DatabaseException e) {
      if (!e.isUndefinedTable()) {
        throw limits.stopped(e);
      }
      Set<String> absent = limits.withoutTable(types(queries));
      try {
        return across.page(
            queries.stream().filter(query -> !absent.contains(query.type())).toList(), absent);
      } catch (DatabaseException again) {
        throw limits.stopped(again);
      }
    }
  }

  /// The last observations of each code among those that a query finds
  /// (https://hl7.org/fhir/R4/observation-operation-lastn.html), grouped by code, newest first.
  ///
  /// @param query of Observations
  /// @param most of each code
  /// @throws SearchRefusedException where there are too many, or it takes too long
  /// @throws DatabaseException where the database cannot be asked
  public List<ResourceVersion> last(Query query, int most) {
    try {
      return new LastObservations(parameters, database, longest).of(query, most);
    } catch (DatabaseException e) {
      if (e.isUndefinedTable() && !limits.withoutTable(types(List.of(query))).isEmpty()) {
        return List.of(); // there is nothing, or nothing that a chain leads to
      }
      throw limits.stopped(e);
    }
  }

  /// A page of a whole compartment, without a total.
  ///
  /// @param readable whether the caller may see a resource; what they may not is as if it were not
  ///   there
  /// @throws SearchRefusedException where it cannot be answered as it was asked, or takes too long
  /// @throws DatabaseException where the database cannot be asked
  public Page compartment(CompartmentQuery query, VisibleKeys readable) {
    try {
      return new CompartmentWalk(
              parameters,
              database,
              longest,
              query,
              readable,
              type ->
                  parse(type, query.filters(), query.lenient(), Sight.ALL).conditions().stream()
                      .map(Condition::whole)
                      .toList())
          .page();
    } catch (DatabaseException e) {
      throw limits.stopped(e);
    }
  }

  /// The types that queries are about.
  private static Set<String> types(List<Query> queries) {
    Set<String> types = new HashSet<>();
    for (Query query : queries) {
      types.add(query.type());
      types.addAll(query.joinedTypes());
    }
    return types;
  }

  /// Null where the resources that come into question are more than was thought.
  private @Nullable List<Answer> amongCandidates(Query query, Set<String> without, Duration left) {
    if (query.candidates() == null) {
      return null;
    }
    List<Answer> answers =
        database.query(PageSql.among(query, without), left, row -> answer(query, row));
    return answers.getFirst().total() == null ? null : answers;
  }

  private List<Answer> amongAll(Query query, Set<String> without, Duration left) {
    Statement statement = PageSql.of(query, without);
    return query.isPlain()
        ? database.query(statement, left, row -> answer(query, row))
        : database.queryPlannedAnew(statement, left, row -> answer(query, row));
  }

  /// In whole seconds, and never zero, which would be no limit.
  private Duration left(long begun) {
    long gone = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
    return Duration.ofSeconds(Math.max(1, longest.toSeconds() - gone));
  }

  /// A row of the answer; `found` is null where there is only a total.
  private record Answer(@Nullable Long total, @Nullable Found found) {}

  private record Found(ResourceVersion version, boolean valued, List<@Nullable String> values) {}

  private static Answer answer(Query query, Row row) {
    String id = row.textOrNull(3);
    if (id == null) {
      return new Answer(row.numberOrNull(1), null);
    }
    List<@Nullable String> values = new ArrayList<>();
    for (int i = 0; i < query.sort().size(); i++) {
      values.add(row.textOrNull(7 + i));
    }
    ResourceVersion version =
        new ResourceVersion(
            query.type(),
            id,
            row.number(4),
            row.instant(5),
            false,
            row.text(6).getBytes(StandardCharsets.UTF_8));
    return new Answer(row.numberOrNull(1), new Found(version, row.flag(2), values));
  }

  private static Page page(Query query, List<Answer> answers) {
    Long total = answers.isEmpty() ? null : answers.getFirst().total();
    if (query.total() == Query.Total.NONE) {
      total = null;
    }
    if (total != null && query.total() == Query.Total.BOUNDED && total > PageSql.COUNTED) {
      total = null;
    }
    List<Found> found = new ArrayList<>();
    for (Answer answer : answers) {
      if (answer.found() != null) {
        found.add(answer.found());
      }
    }
    boolean more = found.size() > query.count();
    if (more) {
      found.removeLast();
    }
    Cursor from = query.cursor();
    boolean forward = from == null || from.forward();
    if (!forward) {
      Collections.reverse(found);
    }
    if (found.isEmpty() && from != null && query.count() > 0) {
      // What was there is gone; the way back leads from where this page would have been.
      String back = from.turned().encoded(query.fingerprint());
      return new Page(List.of(), total, forward ? null : back, forward ? back : null, query.used());
    }
    boolean after = forward ? more : !found.isEmpty();
    boolean before = forward ? (from != null || query.offset() > 0) && !found.isEmpty() : more;
    return new Page(
        found.stream().map(Found::version).toList(),
        total,
        after ? cursor(query, found.getLast(), true) : null,
        before ? cursor(query, found.getFirst(), false) : null,
        query.used());
  }

  private static String cursor(Query query, Found found, boolean forward) {
    return new Cursor(forward, false, found.valued(), found.values(), found.version().id())
        .encoded(query.fingerprint());
  }
}
