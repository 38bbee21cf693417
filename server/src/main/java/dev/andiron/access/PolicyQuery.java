package dev.andiron.access;

import java.util.List;
import java.util.Set;

/// A query of the engine `sql`, read.
///
/// @param parts what it is made of, in order
/// @param words every name in it, which tables are among
record PolicyQuery(List<Part> parts, Set<String> words) {

  sealed interface Part {
    /// SQL as it is; a question mark of its own stands doubled.
    record Sql(String text) implements Part {}

    /// `{{path}}`: a value, bound.
    record Value(RequestPath path) implements Part {}

    /// `{{!path}}`: the name of a table, from a closed list.
    record Table(RequestPath path) implements Part {}
  }

  PolicyQuery {
    parts = List.copyOf(parts);
    words = Set.copyOf(words);
  }
}
