package dev.andiron.search;

import dev.andiron.pg.Statement.SqlArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A condition of which few resources come into question, as a rule: they are looked up in the
/// index first, and what else is asked is asked of these alone ([PageSql#among]). Then one plan is
/// good for all values.
///
/// @param rank the lower, the fewer are to be expected
/// @param ids SQL of an array of the ids of all that meet the condition; of more than [#MOST],
///   whatever they are, where there are too many
record Candidates(int rank, Sql ids) {
  /// Beyond these the search is planned as a whole, for its values.
  static final int MOST = 500;

  private static final int MOST_VALUES = 8;
  private static final Set<String> IDENTIFYING =
      Set.of("Identifier", "ContactPoint", "string", "id", "uri", "url", "oid", "uuid");

  static @Nullable Candidates ofIds(List<String> orValues) {
    return orValues.size() > MOST
        ? null
        : new Candidates(
            0,
            new Sql()
                .add(
                    "?::text[]",
                    new SqlArray("text", orValues.stream().map(Escapes::unescape).toArray())));
  }

  /// Null where the condition may well match many, or no index leads to what it matches.
  static @Nullable Candidates of(
      SearchParameter parameter, @Nullable String modifier, List<String> orValues) {
    int rank = rank(parameter, modifier);
    if (rank < 0
        || orValues.size() > MOST_VALUES
        || !orValues.stream().allMatch(parameter.kind()::leadsTo)) {
      return null;
    }
    List<Sql> each = new ArrayList<>();
    for (String value : orValues) {
      each.add(
          new Sql()
              .add("(select x.id from " + parameter.kind().table().table() + " x")
              .add(" where x.key = ? and ", parameter.key())
              .add(parameter.kind().condition(modifier, value))
              .add(" limit ?)", MOST + 1L));
    }
    return new Candidates(
        rank, new Sql().add("array(").add(Sql.join(" union all ", each)).add(")"));
  }

  /// Those of any of these conditions.
  static Candidates anyOf(List<Candidates> any) {
    return new Candidates(
        any.stream().mapToInt(Candidates::rank).max().orElse(0),
        Sql.join(" || ", any.stream().map(Candidates::ids).toList()));
  }

  private static int rank(SearchParameter parameter, @Nullable String modifier) {
    return switch (parameter.kind()) {
      case TokenKind _ -> modifier == null && isIdentifying(parameter.selector()) ? 1 : -1;
      case ReferenceKind kind -> modifier == null || kind.targets().contains(modifier) ? 2 : -1;
      case UriKind _ -> modifier == null ? 3 : -1;
      case StringKind _ -> modifier == null || modifier.equals("exact") ? 4 : -1;
      case IdentifierTypeKind _ -> 1;
      case ReferenceIdentifierKind _ -> 2;
      case DateKind _,
          NumberKind _,
          QuantityKind _,
          CompositeKind _,
          TokenTextKind _,
          LongStringKind _ ->
          -1;
    };
  }

  /// Whether it finds what differs from one resource to the next, not the codes that many share.
  private static boolean isIdentifying(Selector selector) {
    return switch (selector) {
      case Selector.Path path -> IDENTIFYING.contains(path.type());
      case Selector.Any(List<? extends Selector> any) ->
          any.stream().allMatch(Candidates::isIdentifying);
      case Selector.Test _ -> false;
    };
  }
}
