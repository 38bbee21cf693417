package dev.andiron.search;

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

  static Condition of(Basis basis, Sql sql, @Nullable Candidates candidates) {
    return new Condition(basis, sql, Conditions.ofEach(sql), candidates);
  }
}
