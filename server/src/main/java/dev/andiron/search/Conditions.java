package dev.andiron.search;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The SQL conditions that parameters put on `r`, the row of a resource in the table of its type.
final class Conditions {
  private static final Pattern VALUES_OF =
      Pattern.compile("from (search_\\w+) x where x\\.key = \\? and x\\.id = r\\.id");

  private Conditions() {}

  /// The resource has a value of the parameter that matches one of those asked for.
  static Sql matches(SearchParameter parameter, @Nullable String modifier, List<String> orValues) {
    if ("missing".equals(modifier)) {
      return missing(parameter, orValues);
    }
    boolean not = "not".equals(modifier); // true also for what has no value
    return new Sql()
        .add(not ? "not " : "")
        .add(exists(parameter))
        .add(" and ")
        .add(any(parameter, not ? null : modifier, orValues))
        .add(")");
  }

  /// The resource has a code of the parameter that is in one of the value sets; or has none that
  /// is.
  static Sql among(SearchParameter parameter, boolean not, List<ValueSets.SystemCodes> systems) {
    return new Sql()
        .add(not ? "not " : "")
        .add(exists(parameter))
        .add(" and ")
        .add(TokenKind.among(systems))
        .add(")");
  }

  /// Several conditions on a parameter of which no resource has two values: all of its one value,
  /// so that PostgreSQL sees where a range begins and ends. (With several values, each may meet
  /// another condition.)
  static Sql matchesAll(SearchParameter parameter, List<List<String>> andOrValues) {
    Sql sql = exists(parameter);
    Sql between = parameter.kind() instanceof DateKind dates ? dates.between(andOrValues) : null;
    if (between != null) {
      sql.add(" and ").add(between);
    }
    for (List<String> orValues : andOrValues) {
      sql.add(" and ").add(any(parameter, null, orValues));
    }
    return sql.add(")");
  }

  private static Sql any(
      SearchParameter parameter, @Nullable String modifier, List<String> orValues) {
    List<Sql> any =
        orValues.stream()
            .map(value -> parameter.kind().condition(modifier, value))
            .map(condition -> new Sql().add("(").add(condition).add(")"))
            .toList();
    return new Sql().add("(").add(Sql.join(" or ", any)).add(")");
  }

  /// https://hl7.org/fhir/R4/search.html#modifiers: `:missing=true`, `:missing=false`.
  private static Sql missing(SearchParameter parameter, List<String> orValues) {
    return new Sql().add(asksMissing(orValues) ? "not " : "").add(exists(parameter)).add(")");
  }

  /// Whether [#matches] is true only of what has a value.
  static boolean findsValues(@Nullable String modifier, List<String> orValues) {
    return switch (modifier) {
      case "missing" -> !asksMissing(orValues);
      case "not" -> false;
      case null, default -> true;
    };
  }

  private static boolean asksMissing(List<String> orValues) {
    return switch (String.join(",", orValues)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("with :missing it is true or false");
    };
  }

  private static Sql exists(SearchParameter parameter) {
    return new Sql()
        .add(
            "exists (select from "
                + parameter.kind().table().table()
                + " x"
                + " where x.key = ? and x.id = r.id",
            parameter.key());
  }

  /// The same condition, asked of one resource after the other: by the index of ids, whatever the
  /// planner thinks of how many have the value. (OFFSET 0 keeps it from joining the two.)
  static Sql ofEach(Sql condition) {
    return condition.rewritten(
        VALUES_OF, "from (select * from $1 y where y.id = r.id offset 0) x where x.key = ?");
  }

  static Sql id(boolean not, List<String> orValues) {
    Object[] ids = orValues.stream().map(Escapes::unescape).toArray();
    return new Sql()
        .add(
            not ? "r.id <> all(?::text[])" : "r.id = any(?::text[])",
            new dev.andiron.pg.Statement.SqlArray("text", ids));
  }

  /// What every resource has: `_id:missing`.
  static Sql neverMissing(List<String> orValues) {
    return new Sql().add(asksMissing(orValues) ? "false" : "true");
  }

  /// `meta.lastUpdated`.
  static Sql lastUpdated(DateKind dates, List<String> orValues) {
    List<Sql> any =
        orValues.stream()
            .map(value -> new Sql().add("(").add(dates.onInstant("r.ts", value)).add(")"))
            .toList();
    return new Sql().add("(").add(Sql.join(" or ", any)).add(")");
  }
}
