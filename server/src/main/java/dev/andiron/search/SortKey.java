package dev.andiron.search;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/// One key of `_sort` (https://hl7.org/fhir/R4/search.html#sort).
///
/// @param column the column that is ordered by, without its table
/// @param parameter what it is a value of; null for a column of the resource's own table
/// @param form how the column's values are written in a cursor
record SortKey(
    String column,
    @org.jspecify.annotations.Nullable SearchParameter parameter,
    Form form,
    boolean descending) {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]++(?:\\.[0-9]++)?+");
  private static final int LONGEST_NUMBER = 2500;

  enum Form {
    TEXT,
    INSTANT,
    NUMBER
  }

  static SortKey id(boolean descending) {
    return new SortKey("id", null, Form.TEXT, descending);
  }

  static SortKey lastUpdated(boolean descending) {
    return new SortKey("ts", null, Form.INSTANT, descending);
  }

  static SortKey of(SearchParameter parameter, boolean descending) {
    IndexTable.Column column = parameter.kind().table().sortColumn();
    Form form =
        switch (column.sqlType()) {
          case "timestamptz" -> Form.INSTANT;
          case "numeric" -> Form.NUMBER;
          default -> Form.TEXT;
        };
    return new SortKey(column.name(), parameter, form, descending);
  }

  /// Whether this is the id, after which nothing is left to order.
  boolean isId() {
    return parameter == null && column.equals("id");
  }

  /// The SQL that writes a value as a cursor has it: instants in microseconds since 1970.
  String written(String expression) {
    return switch (form) {
      case TEXT -> expression;
      case INSTANT -> "(extract(epoch from " + expression + ") * 1000000)::int8::text";
      case NUMBER -> expression + "::text";
    };
  }

  /// A value that a cursor has, to be bound.
  ///
  /// @throws IllegalArgumentException where it is none
  Object read(String written) {
    return switch (form) {
      case TEXT -> written;
      case INSTANT -> Instant.EPOCH.plus(Long.parseLong(written), ChronoUnit.MICROS);
      case NUMBER -> number(written);
    };
  }

  /// As PostgreSQL writes a number, which needs no exponent, of those that resources may hold.
  private static BigDecimal number(String written) {
    if (written.length() > LONGEST_NUMBER || !NUMBER.matcher(written).matches()) {
      throw new IllegalArgumentException("it is no number of ours");
    }
    return new BigDecimal(written);
  }

  /// What stands for a missing value where values are compared; that it is missing is compared
  /// before.
  String placeholder() {
    return switch (form) {
      case TEXT -> "''";
      case INSTANT -> "timestamptz 'epoch'";
      case NUMBER -> "0";
    };
  }

  /// The same as a value to be bound.
  Object placeholderValue() {
    return switch (form) {
      case TEXT -> "";
      case INSTANT -> Instant.EPOCH;
      case NUMBER -> BigDecimal.ZERO;
    };
  }
}
