package dev.andiron.pg;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Rows to be inserted into one table. However many they are, it is the same SQL, so that it is
/// prepared once; and two of the same table are made one.
///
/// @param rows the values of each, in the order of the columns
public record Insert(String table, List<Column> columns, List<List<@Nullable Object>> rows)
    implements Statement {

  /// A column and PostgreSQL's name of its type.
  public record Column(String name, String type) {}

  public Insert {
    columns = List.copyOf(columns);
  }

  /// One for each table, always in the same order, so that the statements are prepared once.
  public static List<Insert> byTable(List<Insert> inserts) {
    TreeMap<String, List<Insert>> byTable = new TreeMap<>();
    for (Insert insert : inserts) {
      List<Insert> same = byTable.computeIfAbsent(insert.table(), _ -> new ArrayList<>());
      if (!same.isEmpty() && !same.getFirst().columns().equals(insert.columns())) {
        same = byTable.computeIfAbsent(insert.table() + insert.columns(), _ -> new ArrayList<>());
      }
      same.add(insert);
    }
    return byTable.values().stream().map(Insert::all).toList();
  }

  /// The rows of all of them, which are of one table.
  static Insert all(List<Insert> inserts) {
    if (inserts.size() == 1) {
      return inserts.getFirst();
    }
    List<List<@Nullable Object>> rows = new ArrayList<>();
    inserts.forEach(insert -> rows.addAll(insert.rows));
    Insert first = inserts.getFirst();
    return new Insert(first.table, first.columns, rows);
  }

  @Override
  public String sql() {
    return "insert into %s (%s) select * from unnest(%s)"
        .formatted(
            table,
            columns.stream().map(Column::name).collect(Collectors.joining(", ")),
            columns.stream()
                .map(column -> "?::" + column.type() + "[]")
                .collect(Collectors.joining(", ")));
  }

  @Override
  public List<@Nullable Object> parameters() {
    List<@Nullable Object> arrays = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      @Nullable Object[] values = new @Nullable Object[rows.size()];
      for (int row = 0; row < values.length; row++) {
        values[row] = rows.get(row).get(i);
      }
      arrays.add(new SqlArray(columns.get(i).type(), values));
    }
    return arrays;
  }

  /// The same rows in several, none of which has many more bytes than this.
  public List<Insert> parts(long most) {
    List<Insert> parts = new ArrayList<>();
    long weight = 0;
    int from = 0;
    for (int i = 0; i < rows.size(); i++) {
      weight += weight(rows.get(i));
      if (weight >= most || i == rows.size() - 1) {
        parts.add(
            from == 0 && i == rows.size() - 1
                ? this
                : new Insert(table, columns, rows.subList(from, i + 1)));
        from = i + 1;
        weight = 0;
      }
    }
    return parts;
  }

  /// About how many bytes the rows have.
  public long weight() {
    long weight = 0;
    for (List<@Nullable Object> row : rows) {
      weight += weight(row);
    }
    return weight;
  }

  private static long weight(List<@Nullable Object> row) {
    long weight = 0;
    for (Object value : row) {
      weight += value instanceof String text ? text.length() : 8;
    }
    return weight;
  }
}
