package dev.andiron.search;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A number that a query asks for: `100` is what rounds to it, `100.00` is narrower
/// (https://hl7.org/fhir/R4/search.html#number).
///
/// @param low the least number that rounds to it
/// @param high the least number above those
record AskedNumber(Prefix prefix, BigDecimal number, BigDecimal low, BigDecimal high) {
  private static final Pattern NUMBER =
      Pattern.compile("-?[0-9]{1,60}(?:\\.[0-9]{1,60})?(?:[eE][+-]?[0-9]{1,3})?");
  private static final BigDecimal HALF = new BigDecimal("0.5");
  private static final BigDecimal TENTH = new BigDecimal("0.1");

  /// Reads a number with or without a prefix; null where it is none.
  static @Nullable AskedNumber of(String text) {
    String bare = Prefix.strip(text);
    if (!NUMBER.matcher(bare).matches()) {
      return null;
    }
    BigDecimal number = new BigDecimal(bare);
    BigDecimal half = number.ulp().multiply(HALF);
    return new AskedNumber(Prefix.of(text), number, number.subtract(half), number.add(half));
  }

  /// "10% of the stated value"
  private BigDecimal tenth() {
    return number.abs().multiply(TENTH);
  }

  /// A condition on a column that holds one number.
  Sql matches(String column) {
    return switch (prefix) {
      case EQ -> new Sql().add(column + " >= ? and " + column + " < ?", low, high);
      case NE -> new Sql().add("(" + column + " < ? or " + column + " >= ?)", low, high);
      case GT, SA -> new Sql().add(column + " > ?", number);
      case LT, EB -> new Sql().add(column + " < ?", number);
      case GE -> new Sql().add(column + " >= ?", number);
      case LE -> new Sql().add(column + " <= ?", number);
      case AP ->
          new Sql()
              .add(
                  column + " >= ? and " + column + " <= ?",
                  number.subtract(tenth()),
                  number.add(tenth()));
    };
  }

  /// A condition on two columns that hold the first and the last number of a range. The prefixes
  /// compare ranges as they do with dates: `gt` where some of it is greater, `sa` where all of it.
  Sql matches(String column, String end) {
    return switch (prefix) {
      case EQ ->
          new Sql()
              .add(column + " >= ? and " + column + " < ? and " + end + " < ?", low, high, high);
      case NE -> new Sql().add("(" + column + " < ? or " + end + " >= ?)", low, high);
      case SA -> new Sql().add(column + " > ?", number);
      case GT -> ends(column, end, ">");
      case GE -> ends(column, end, ">=");
      case LT -> new Sql().add(column + " < ?", number);
      case LE -> new Sql().add(column + " <= ?", number);
      case EB -> new Sql().add(column + " < ? and " + end + " < ?", number, number);
      case AP ->
          new Sql()
              .add(column + " <= ? and ", number.add(tenth()))
              .add(
                  new AskedNumber(Prefix.GE, number.subtract(tenth()), low, high)
                      .matches(column, end));
    };
  }

  /// In a form that the index of the beginnings and that of the few ranges answer together.
  private Sql ends(String column, String end, String sign) {
    return new Sql()
        .add("(" + column + " " + sign + " ? or ", number)
        .add(end + " " + sign + " ? and " + end + " > " + column + ")", number);
  }

  /// The same number in another unit.
  AskedNumber in(Units.Canonical unit) {
    return new AskedNumber(prefix, unit.of(number), unit.of(low), unit.of(high));
  }
}
