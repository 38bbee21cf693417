package dev.andiron.search;

import dev.andiron.resource.Issue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads the parameters of one search. Collects every fault, so that a person mends them at once.
final class QueryReader {
  private static final int MOST_PARAMETERS = 100;
  // PostgreSQL takes 65,535 in one statement, in which each condition stands up to three times.
  private static final int MOST_BOUND = 21_000;
  // They say how the answer is to look, not what is in it: whoever writes the answer reads them.
  private static final Set<String> OF_THE_ANSWER = Set.of("_format", "_pretty");
  private static final Set<String> NOT_OF_THE_RESULT =
      Set.of("_cursor", "_page", "_count", "_total", "_summary", "_elements", "_format", "_pretty");

  private final SearchParameters parameters;
  private final FilterReader filters;
  private final String type;
  private final boolean lenient;
  private final ResultParameters result;
  private final IncludeReader includes;
  private final Sight sight;
  private final Set<ElementPath> elements = new LinkedHashSet<>();

  private final List<Issue> issues = new ArrayList<>();
  private final List<QueryParameter> used = new ArrayList<>();
  private final List<Condition> conditions = new ArrayList<>();
  private final Map<SearchParameter, List<List<String>>> ranges = new LinkedHashMap<>();
  private @Nullable Candidates candidates;
  private String within = "";

  QueryReader(
      SearchParameters parameters,
      Map<String, Map<String, ComputedParameter>> computed,
      DateKind dates,
      ValueSets valueSets,
      String type,
      boolean lenient,
      Sight sight) {
    this.parameters = parameters;
    this.filters = new FilterReader(parameters, computed, dates, valueSets, sight);
    this.type = type;
    this.lenient = lenient;
    this.result = new ResultParameters(parameters, computed.getOrDefault(type, Map.of()), type);
    this.includes = new IncludeReader(parameters, type);
    this.sight = sight;
  }

  /// What of the index is looked at of other resources: the names of parameters, by their types.
  Map<String, List<QueryParameter>> looked() {
    return filters.looked();
  }

  /// Wants only what belongs to a compartment.
  QueryReader in(Membership membership) {
    Condition condition = membership.condition(parameters, type);
    conditions.add(condition);
    consider(condition.candidates());
    membership
        .codes()
        .forEach(
            code -> elements.addAll(filters.elements(type, new ParameterName.Own(code, null))));
    within = membership + "\n";
    return this;
  }

  Query read(List<QueryParameter> query) {
    if (!parameters.knows(type)) {
      throw refused(Issue.Kind.NOT_SUPPORTED, "", "There is no resource type " + type + ".");
    }
    if (query.size() > MOST_PARAMETERS) {
      throw refused(
          Issue.Kind.VALUE, "", "The search has more than " + MOST_PARAMETERS + " parameters.");
    }
    for (QueryParameter parameter : query) {
      try {
        if (accepted(parameter)) {
          used.add(parameter);
        }
      } catch (IllegalArgumentException e) {
        issue(Issue.Kind.VALUE, parameter.name(), "The value cannot be used: " + e.getMessage());
      }
    }
    see();
    ranges.forEach((parameter, values) ->
        conditions.add(
            Condition.of(Condition.Basis.VALUES, Conditions.matchesAll(parameter, values), null)));
    if (conditions.stream().mapToInt(condition -> condition.whole().bound()).sum() > MOST_BOUND) {
      issue(Issue.Kind.VALUE, "", "The search has too many values in all; search in parts.");
    }
    // https://hl7.org/fhir/R4/search.html#summary: "cannot be mixed with _summary=text"
    if (result.isOfTexts() && !includes.includes().isEmpty()) {
      issue(
          Issue.Kind.VALUE,
          "_summary",
          "_summary=text goes with no _include and no _revinclude; leave one of them out.");
    }
    String fingerprint = fingerprint();
    String cursor = result.cursor();
    Cursor from = cursor == null ? null : decoded(cursor, fingerprint);
    if (!issues.isEmpty()) {
      throw new SearchRefusedException(issues);
    }
    return new Query(
        type,
        conditions,
        candidates,
        result.sort(),
        result.count(),
        result.offset(),
        from,
        result.total(),
        result.elements(),
        includes.includes(),
        used,
        filters.joined(),
        filters.joinedTypes(),
        fingerprint);
  }

  /// Wants only what may be seen by somebody who looks at what the search looks at.
  private void see() {
    for (SortKey key : result.sort()) {
      if (key.parameter() != null) {
        elements.addAll(LookedAt.by(key.parameter(), parameters.definitions()));
      }
    }
    Condition visible = filters.visible(type, sight.of(type, elements));
    if (visible != null) {
      conditions.addFirst(visible);
      consider(visible.candidates());
    }
  }

  /// Whether the parameter is used; an issue is noted where it can be neither used nor passed over.
  private boolean accepted(QueryParameter parameter) {
    int colon = parameter.name().indexOf(':');
    String code = colon < 0 ? parameter.name() : parameter.name().substring(0, colon);
    String modifier = colon < 0 ? null : parameter.name().substring(colon + 1);
    if (IncludeReader.has(code)) {
      return include(code, modifier, parameter);
    }
    return ResultParameters.has(code)
        ? ofTheResult(code, modifier, parameter)
        : OF_THE_ANSWER.contains(code) || filter(parameter);
  }

  private boolean ofTheResult(String code, @Nullable String modifier, QueryParameter parameter) {
    String unknown =
        modifier == null
            ? result.read(code, parameter.value())
            : "the modifier :" + shown(modifier);
    return unknown == null || refusedOrIgnored(parameter, filters.unknown(type, unknown, null));
  }

  private boolean include(String code, @Nullable String modifier, QueryParameter parameter) {
    String unknown =
        modifier == null || IncludeReader.MODIFIERS.contains(modifier)
            ? includes.read(code, modifier != null, parameter.value())
            : "takes no modifier but :iterate";
    return unknown == null
        || refusedOrIgnored(parameter, shown(parameter.name()) + " " + unknown + ".");
  }

  private boolean filter(QueryParameter parameter) {
    try {
      ParameterName name = ParameterName.of(parameter.name());
      Condition condition = filters.read(type, name, parameter.value());
      elements.addAll(filters.elements(type, name));
      SearchParameter range = range(name);
      if (range == null) {
        conditions.add(condition);
        consider(condition.candidates());
      } else {
        ranges
            .computeIfAbsent(range, _ -> new ArrayList<>())
            .add(Escapes.split(parameter.value(), ','));
      }
      return true;
    } catch (UnknownParameterException e) {
      return refusedOrIgnored(parameter, e.getMessage());
    }
  }

  private void consider(@Nullable Candidates other) {
    if (other != null && (candidates == null || other.rank() < candidates.rank())) {
      candidates = other;
    }
  }

  /// The parameter of which several conditions are conditions on one value; null where each may
  /// meet another.
  private @Nullable SearchParameter range(ParameterName name) {
    SearchParameter parameter =
        name instanceof ParameterName.Own(String code, String modifier) && modifier == null
            ? filters.indexed(type, code)
            : null;
    return parameter != null
            && (parameter.kind() instanceof DateKind || parameter.kind() instanceof NumberKind)
            && parameter.selector().findsOne()
        ? parameter
        : null;
  }

  private @Nullable Cursor decoded(String encoded, String fingerprint) {
    try {
      return Cursor.decode(encoded, fingerprint, result.sort());
    } catch (IllegalArgumentException | ArithmeticException | java.time.DateTimeException e) {
      issue(
          Issue.Kind.VALUE,
          "_cursor",
          "It is no cursor of this search; follow the links of the first page as they are.");
      return null;
    }
  }

  /// What the order and the set of results depend on.
  private String fingerprint() {
    return used.stream()
        .filter(parameter ->
            !NOT_OF_THE_RESULT.contains(parameter.name())
                && !IncludeReader.has(parameter.name().split(":", 2)[0]))
        .map(parameter -> parameter.name() + "=" + parameter.value())
        .collect(Collectors.joining("\n", within + type + "\n", ""));
  }

  /// "Servers MAY ignore unknown parameters, and SHOULD say which they used"
  /// (https://hl7.org/fhir/R4/search.html#errors).
  private boolean refusedOrIgnored(QueryParameter parameter, String message) {
    if (!lenient) {
      issue(Issue.Kind.NOT_SUPPORTED, shown(parameter.name()), message);
    }
    return false;
  }

  /// As much of what was sent as is told again.
  static String shown(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }

  private void issue(Issue.Kind kind, String name, String message) {
    issues.add(new Issue(kind, name, message));
  }

  private static SearchRefusedException refused(Issue.Kind kind, String name, String message) {
    return new SearchRefusedException(List.of(new Issue(kind, name, message)));
  }
}
