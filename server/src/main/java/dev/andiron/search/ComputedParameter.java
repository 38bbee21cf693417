package dev.andiron.search;

import dev.andiron.pg.Statement;
import java.util.List;

/// A search parameter whose answer is not in the index but computed when it is asked for
/// (`Session.active`).
public interface ComputedParameter {
  String type();

  String code();

  /// An SQL condition and its values, true for the resources that match any of the values; it is
  /// combined with the rest of the query by AND.
  ///
  /// @param idColumn the SQL expression of the resource's id
  /// @param orValues the values between the commas, unescaped; never empty
  /// @throws IllegalArgumentException where a value cannot be read; its message is fit for the
  ///   person who sent it and says what would be right
  Statement condition(String idColumn, List<String> orValues);
}
