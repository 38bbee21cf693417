package dev.andiron.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A condition on `r`, the row of a resource in the table of its type.
///
/// @param whole how it is asked of all resources of the type at once
/// @param each how it is asked of one resource after the other: by the index of ids, whatever the
///   planner thinks of how many have the value
/// @param candidates those that meet it, where these are few as a rule; null where they are not
record Condition(Basis basis, Sql whole, Sql each, @Nullable Candidates candidates) {
  /// What of the row a condition looks at.
  enum Basis {
    /// The id; it is true only of resources that are there, because their values are in the index.
    VALUES,
    /// The id, of whatever resource.
    ID,
    /// Columns of the row.
    ROW
  }

  /// Both. The candidates of the one are asked whether they meet the other too.
  Condition and(Condition other) {
    Condition first = isBefore(other) ? this : other;
    Condition second = isBefore(other) ? other : this;
    Candidates few = first.candidates;
    return new Condition(
        basis == Basis.ROW || other.basis == Basis.ROW
            ? Basis.ROW
            : basis == Basis.VALUES || other.basis == Basis.VALUES ? Basis.VALUES : Basis.ID,
        joined(" and ", List.of(first.whole, second.whole)),
        joined(" and ", List.of(first.each, second.each)),
        few == null || second.basis == Basis.ROW
            ? null
            : new Candidates(few.rank(), Links.meeting(few.ids(), second.each)));
  }

  private boolean isBefore(Condition other) {
    return other.candidates == null
        || (candidates != null && candidates.rank() <= other.candidates.rank());
  }

  /// Any of them; none at all is met by nothing.
  static Condition anyOf(List<Condition> any) {
    if (any.isEmpty()) {
      return of(Basis.VALUES, new Sql().add("false"), Candidates.ofIds(List.of()));
    }
    if (any.size() == 1) {
      return any.getFirst();
    }
    boolean few = any.stream().allMatch(each -> each.candidates != null);
    return new Condition(
        any.stream().allMatch(each -> each.basis == Basis.VALUES)
            ? Basis.VALUES
            : any.stream().anyMatch(each -> each.basis == Basis.ROW) ? Basis.ROW : Basis.ID,
        joined(" or ", any.stream().map(Condition::whole).toList()),
        joined(" or ", any.stream().map(Condition::each).toList()),
        few ? Candidates.anyOf(any.stream().map(Condition::candidates).toList()) : null);
  }

  private static Sql joined(String glue, List<Sql> conditions) {
    return new Sql().add("(").add(Sql.join(glue, conditions)).add(")");
  }

  static Condition of(Basis basis, Sql sql, @Nullable Candidates candidates) {
    return new Condition(basis, sql, Conditions.ofEach(sql), candidates);
  }
}
