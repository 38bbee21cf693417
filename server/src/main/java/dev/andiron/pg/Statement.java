package dev.andiron.pg;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One SQL statement and the values of its `?` marks. Values may be `String`, `Integer`, `Long`,
/// `Short`, `Boolean`, `byte[]`, `BigDecimal`, `Instant` (as `timestamptz`), `UUID`, [SqlArray] or
/// null. A literal question mark operator of PostgreSQL is written `??`.
public sealed interface Statement permits Statement.Text, Insert {
  String sql();

  List<@Nullable Object> parameters();

  static Statement of(String sql, @Nullable Object... parameters) {
    return new Text(sql, Collections.unmodifiableList(Arrays.asList(parameters.clone())));
  }

  /// Any statement.
  record Text(String sql, List<@Nullable Object> parameters) implements Statement {}

  /// An array parameter.
  ///
  /// @param elementType PostgreSQL's name of the elements' type: `text`, `int8`, `timestamptz`, …
  record SqlArray(String elementType, @Nullable Object[] elements) {}
}
