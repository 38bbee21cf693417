package dev.andiron.search;

import dev.andiron.pg.Insert;
import dev.andiron.pg.Statement;
import dev.andiron.pg.Statement.SqlArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A table of the index, layout 1 (docs/adr/0003-search-index-layout.md,
/// migration/0002-search-index.sql, 0005-search-quantity-composite.sql).
///
/// @param columns of values; the first is the one that is sorted by
/// @param inserted every column, as rows are inserted
record IndexTable(String table, List<Column> columns, List<Insert.Column> inserted) {
  static final IndexTable STRING =
      of("search_string_1", new Column("value", "text"), new Column("exact", "int8"));
  static final IndexTable TOKEN =
      of("search_token_1", new Column("code", "text"), new Column("system", "int8"));
  static final IndexTable REFERENCE =
      of("search_reference_1", new Column("target", "text"), new Column("target_type", "text"));
  static final IndexTable DATE =
      of("search_date_1", new Column("low", "timestamptz"), new Column("high", "timestamptz"));
  static final IndexTable NUMBER = of("search_number_1", new Column("value", "numeric"));

  static final IndexTable QUANTITY =
      of(
          "search_quantity_1",
          new Column("canonical", "numeric"),
          new Column("canonical_high", "numeric"),
          new Column("unit", "int8"),
          new Column("value", "numeric"),
          new Column("value_high", "numeric"),
          new Column("code", "text"),
          new Column("unit_text", "text"));

  /// One for each combination of kinds that the composites of R4 have.
  private static final Map<List<IndexTable>, IndexTable> COMPOSITES =
      composites(
          List.of(TOKEN, QUANTITY),
          List.of(TOKEN, TOKEN),
          List.of(TOKEN, STRING),
          List.of(TOKEN, DATE),
          List.of(REFERENCE, TOKEN),
          List.of(TOKEN, NUMBER, NUMBER));

  /// A column and its type.
  record Column(String name, String sqlType) {}

  /// One row of a resource.
  ///
  /// @param values in the order of the table's columns
  /// @param edge 1 for the first of the resource's values of this parameter, 2 for the last, 3 for
  ///   both
  record Row(int key, List<Object> values, int edge) {}

  /// The table that holds the values of these together, in this order; null where there is none.
  static @Nullable IndexTable composite(List<IndexTable> parts) {
    return COMPOSITES.get(parts);
  }

  /// What the names of the columns of a component begin with.
  static String component(int index) {
    return (char) ('a' + index) + "_";
  }

  @SafeVarargs
  private static Map<List<IndexTable>, IndexTable> composites(List<IndexTable>... combinations) {
    Map<List<IndexTable>, IndexTable> tables = new HashMap<>();
    for (List<IndexTable> parts : combinations) {
      String kinds =
          parts.stream()
              .map(part -> part.table().replace("search_", "").replace("_1", ""))
              .collect(Collectors.joining("_"));
      List<Column> columns = new ArrayList<>();
      for (int i = 0; i < parts.size(); i++) {
        for (Column column : parts.get(i).columns()) {
          columns.add(new Column(component(i) + column.name(), column.sqlType()));
        }
      }
      tables.put(parts, of("search_" + kinds + "_1", columns.toArray(Column[]::new)));
    }
    return Map.copyOf(tables);
  }

  private static IndexTable of(String table, Column... columns) {
    List<Insert.Column> inserted = new ArrayList<>(columns.length + 3);
    inserted.add(new Insert.Column("key", "int4"));
    for (Column column : columns) {
      inserted.add(new Insert.Column(column.name(), column.sqlType()));
    }
    inserted.add(new Insert.Column("edge", "int2"));
    inserted.add(new Insert.Column("id", "text"));
    return new IndexTable(table, List.of(columns), List.copyOf(inserted));
  }

  Column sortColumn() {
    return columns.getFirst();
  }

  Insert insert(String id, List<Row> rows) {
    List<List<@Nullable Object>> values = new ArrayList<>(rows.size());
    for (Row row : rows) {
      List<@Nullable Object> each = new ArrayList<>(columns.size() + 3);
      each.add(row.key());
      each.addAll(row.values());
      each.add(row.edge());
      each.add(id);
      values.add(each);
    }
    return new Insert(table, inserted, values);
  }

  // Tables are few, and keys of maps on the way of every write: their names tell them apart.
  @Override
  public int hashCode() {
    return table.hashCode();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IndexTable one && one.table.equals(table);
  }

  /// Deletes the rows that went and inserts those that came.
  ///
  /// @param keys every key that the resource may have rows of here
  Statement replace(String id, List<Integer> keys, List<Row> rows) {
    String same =
        columns.stream()
            .map(column -> " and n.%1$s = t.%1$s".formatted(column.name()))
            .collect(Collectors.joining("", "n.key = t.key and n.edge = t.edge", ""));
    return new Sql()
        .add("with n as materialized (select * from ")
        .add(given(rows))
        .add("), gone as (delete from " + table + " t where t.id = ?", id)
        .add(" and t.key = any(?)", new SqlArray("int4", keys.toArray()))
        .add(" and not exists (select from n where " + same + "))")
        .add(" insert into " + table + " (key, " + names("") + ", edge, id)")
        .add(" select n.key, " + names("n.") + ", n.edge, ? from n", id)
        .add(" where not exists (select from " + table + " t where t.id = ? and " + same + ")", id)
        .statement();
  }

  Statement delete(String id, List<Integer> keys) {
    return Statement.of(
        "delete from " + table + " where id = ? and key = any(?)",
        id,
        new SqlArray("int4", keys.toArray()));
  }

  Statement delete(List<String> ids, List<Integer> keys) {
    return Statement.of(
        "delete from " + table + " where id = any(?) and key = any(?)",
        new SqlArray("text", ids.toArray()),
        new SqlArray("int4", keys.toArray()));
  }

  private Sql given(List<Row> rows) {
    List<String> types = new ArrayList<>(List.of("?::int4[]", "?::int2[]"));
    Sql given = new Sql();
    columns.forEach(column -> types.add("?::" + column.sqlType() + "[]"));
    given.add("unnest(" + String.join(", ", types) + ")");
    given.add(
        " as n(key, edge, " + names("") + ")",
        array("int4", rows, Row::key),
        array("int2", rows, Row::edge));
    IntStream.range(0, columns.size())
        .forEach(
            i -> given.add("", array(columns.get(i).sqlType(), rows, row -> row.values().get(i))));
    return given;
  }

  private static SqlArray array(String type, List<Row> rows, Function<Row, Object> value) {
    return new SqlArray(type, rows.stream().map(value).toArray());
  }

  private String names(String alias) {
    return columns.stream().map(column -> alias + column.name()).collect(Collectors.joining(", "));
  }
}
