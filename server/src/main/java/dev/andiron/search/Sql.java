package dev.andiron.search;

import dev.andiron.pg.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// SQL that grows piece by piece with its values. The text is ours; what came from outside is only
/// ever a value.
final class Sql {
  /// A mark of a value; `??` is an operator.
  private static final Pattern VALUE = Pattern.compile("(?<!\\?)\\?(?!\\?)");

  private static final Pattern COLUMN = Pattern.compile("\\bx\\.");

  private final StringBuilder text = new StringBuilder();
  private final List<@Nullable Object> values = new ArrayList<>();

  Sql add(String sql, Object... bound) {
    text.append(sql);
    values.addAll(List.of(bound));
    return this;
  }

  Sql add(Sql other) {
    text.append(other.text);
    values.addAll(other.values);
    return this;
  }

  Sql add(Statement statement) {
    text.append(statement.sql());
    values.addAll(statement.parameters());
    return this;
  }

  /// The pieces with a word between.
  static Sql join(String between, List<Sql> pieces) {
    Sql all = new Sql();
    String glue = "";
    for (Sql piece : pieces) {
      all.add(glue).add(piece);
      glue = between;
    }
    return all;
  }

  /// The same condition on other columns of `x`: `x.code` becomes `x.b_code` with `b_`. Conditions
  /// hold no texts of their own that could look like a column.
  Sql ofColumns(String prefix) {
    Sql other = new Sql();
    other.text.append(COLUMN.matcher(text).replaceAll("x." + prefix));
    other.values.addAll(values);
    return other;
  }

  /// Whether it names this table.
  boolean mentions(String table) {
    return Pattern.compile("\\b" + table + "\\b").matcher(text).find();
  }

  /// How many values are bound.
  int bound() {
    return values.size();
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  /// The same with other text where the pattern matches, of the same values in the same order.
  Sql rewritten(Pattern pattern, String replacement) {
    Sql other = new Sql();
    other.text.append(pattern.matcher(text).replaceAll(replacement));
    other.values.addAll(values);
    return other;
  }

  /// The same statement, of which PostgreSQL does not see the values when it plans it: each is the
  /// result of a subquery.
  Statement statementOfHiddenValues() {
    return Statement.of(VALUE.matcher(text).replaceAll("(select ?)"), values.toArray());
  }

  Statement statement() {
    return Statement.of(text.toString(), values.toArray());
  }
}
