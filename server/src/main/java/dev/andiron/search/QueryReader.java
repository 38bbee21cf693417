package dev.andiron.search;

import dev.andiron.pg.Statement;
import dev.andiron.resource.Issue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads the parameters of one search. Collects every fault, so that a person mends them at once.
final class QueryReader {
  private static final int MOST_PARAMETERS = 100;
  private static final int MOST_VALUES = 500;
  // PostgreSQL takes 65,535 in one statement, in which each condition stands up to three times.
  private static final int MOST_BOUND = 21_000;
  private static final int MOST_CHARACTERS = 2_000;
  // They say how the answer is to look, not what is in it: whoever writes the answer reads them.
  private static final Set<String> OF_THE_ANSWER = Set.of("_format", "_pretty");
  private static final Set<String> NOT_OF_THE_RESULT =
      Set.of("_cursor", "_page", "_count", "_total", "_summary", "_elements", "_format", "_pretty");

  private final SearchParameters parameters;
  private final Map<String, ComputedParameter> computed;
  private final DateKind dates;
  private final String type;
  private final boolean lenient;
  private final ResultParameters result;

  private final List<Issue> issues = new ArrayList<>();
  private final List<QueryParameter> used = new ArrayList<>();
  private final List<Sql> conditions = new ArrayList<>();
  private final Map<SearchParameter, List<List<String>>> ranges = new LinkedHashMap<>();
  private @Nullable Candidates candidates;

  QueryReader(
      SearchParameters parameters,
      Map<String, ComputedParameter> computed,
      DateKind dates,
      String type,
      boolean lenient) {
    this.parameters = parameters;
    this.computed = computed;
    this.dates = dates;
    this.type = type;
    this.lenient = lenient;
    this.result = new ResultParameters(parameters, computed, type);
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
    ranges.forEach((parameter, values) -> conditions.add(Conditions.matchesAll(parameter, values)));
    if (conditions.stream().mapToInt(Sql::bound).sum() > MOST_BOUND) {
      issue(Issue.Kind.VALUE, "", "The search has too many values in all; search in parts.");
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
        used,
        fingerprint);
  }

  /// Whether the parameter is used; an issue is noted where it can be neither used nor passed over.
  private boolean accepted(QueryParameter parameter) {
    int colon = parameter.name().indexOf(':');
    String code = colon < 0 ? parameter.name() : parameter.name().substring(0, colon);
    String modifier = colon < 0 ? null : parameter.name().substring(colon + 1);
    return ResultParameters.has(code)
        ? ofTheResult(code, modifier, parameter)
        : OF_THE_ANSWER.contains(code) || filter(code, modifier, parameter);
  }

  private boolean ofTheResult(String code, @Nullable String modifier, QueryParameter parameter) {
    String unknown =
        modifier == null
            ? result.read(code, parameter.value())
            : "the modifier :" + shown(modifier);
    return unknown == null || unknown(parameter, unknown);
  }

  private boolean filter(String code, @Nullable String modifier, QueryParameter parameter) {
    ComputedParameter computes = computed.get(code);
    SearchParameter indexed = parameters.find(type, code);
    boolean own = code.equals(SearchParameters.ID) || code.equals(SearchParameters.LAST_UPDATED);
    if (computes == null && indexed == null && !own) {
      return unknown(
          parameter, "the search parameter " + shown(code), parameters.reason(type, code));
    }
    Set<String> modifiers = computes == null ? parameters.modifiers(type, code) : Set.of();
    if (modifier != null && !modifiers.contains(modifier)) {
      return unknownModifier(parameter, code, modifier, modifiers);
    }
    List<String> values = Escapes.split(parameter.value(), ',');
    if (values.size() > MOST_VALUES) {
      throw new IllegalArgumentException("it has more than " + MOST_VALUES + " values");
    }
    for (String value : values) {
      // R4 leaves `name=` open; everything and nothing are both surprising answers.
      if (value.isEmpty()) {
        throw new IllegalArgumentException("it is empty");
      }
      if (value.length() > MOST_CHARACTERS) {
        throw new IllegalArgumentException("it has more than " + MOST_CHARACTERS + " characters");
      }
      if (value.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("it holds a NUL character");
      }
    }
    if (computes != null) {
      Statement condition =
          computes.condition("r.id", values.stream().map(Escapes::unescape).toList());
      conditions.add(new Sql().add("(").add(condition).add(")"));
    } else if (indexed != null) {
      if (modifier == null && isRange(indexed)) {
        Conditions.matches(indexed, null, values); // refuses what cannot be read
        ranges.computeIfAbsent(indexed, _ -> new ArrayList<>()).add(values);
      } else {
        conditions.add(indexed(indexed, modifier, values));
      }
    } else if ("missing".equals(modifier)) {
      conditions.add(Conditions.neverMissing(values));
    } else if (code.equals(SearchParameters.ID)) {
      Sql condition = Conditions.id("not".equals(modifier), values);
      conditions.add(condition);
      consider(modifier == null ? Candidates.ofIds(condition, values) : null);
    } else {
      conditions.add(Conditions.lastUpdated(dates, values));
    }
    return true;
  }

  private void consider(@Nullable Candidates other) {
    if (other != null && (candidates == null || other.rank() < candidates.rank())) {
      candidates = other;
    }
  }

  /// Whether several conditions on it are conditions on one value.
  private static boolean isRange(SearchParameter parameter) {
    return (parameter.kind() instanceof DateKind || parameter.kind() instanceof NumberKind)
        && parameter.selector().findsOne();
  }

  private Sql indexed(SearchParameter parameter, @Nullable String modifier, List<String> values) {
    SearchParameter aspect =
        modifier == null ? null : parameters.find(type, parameter.code(), modifier);
    if (aspect == null) {
      Sql condition = Conditions.matches(parameter, modifier, values);
      consider(Candidates.of(condition, parameter, modifier, values));
      return condition;
    }
    if (!parameter.kind().modifiers().contains(modifier)) {
      Sql condition = Conditions.matches(aspect, null, values);
      consider(Candidates.of(condition, aspect, null, values));
      return condition;
    }
    return new Sql()
        .add("(")
        .add(Conditions.matches(parameter, modifier, values))
        .add(" or ")
        .add(Conditions.matches(aspect, null, values))
        .add(")");
  }

  private boolean unknownModifier(
      QueryParameter parameter, String code, String modifier, Set<String> modifiers) {
    String reason = UnansweredParameters.modifier(modifier);
    return refusedOrIgnored(
        parameter,
        code
            + " is not searched with the modifier :"
            + shown(modifier)
            + (reason == null ? "" : ": " + reason)
            + ". It takes: "
            + (modifiers.isEmpty() ? "none" : ":" + String.join(", :", modifiers))
            + ".");
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
        .filter(parameter -> !NOT_OF_THE_RESULT.contains(parameter.name()))
        .map(parameter -> parameter.name() + "=" + parameter.value())
        .collect(Collectors.joining("\n", type + "\n", ""));
  }

  /// "Servers MAY ignore unknown parameters, and SHOULD say which they used"
  /// (https://hl7.org/fhir/R4/search.html#errors).
  private boolean unknown(QueryParameter parameter, String what) {
    return unknown(parameter, what, null);
  }

  /// @param reason what follows "because"; null where there is only that it is not known
  private boolean unknown(QueryParameter parameter, String what, @Nullable String reason) {
    return refusedOrIgnored(
        parameter,
        type
            + " is not searched with "
            + what
            + (reason == null ? "" : ": " + reason)
            + ". It knows: "
            + String.join(", ", codes())
            + ".");
  }

  private boolean refusedOrIgnored(QueryParameter parameter, String message) {
    if (!lenient) {
      issue(Issue.Kind.NOT_SUPPORTED, shown(parameter.name()), message);
    }
    return false;
  }

  private List<String> codes() {
    Set<String> codes = new java.util.TreeSet<>(parameters.codes(type));
    codes.addAll(computed.keySet());
    return List.copyOf(codes);
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
