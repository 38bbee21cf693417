package dev.andiron.search;

import dev.andiron.pg.Insert;
import dev.andiron.pg.Statement;
import dev.andiron.pg.Statement.SqlArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A table of the index, layout 1 (docs/adr/0003-search-index-layout.md,
/// migration/0002-search-index.sql).
///
/// @param columns of values; the first is the one that is sorted by
record IndexTable(String table, List<Column> columns) {
  static final IndexTable STRING =
      of("search_string_1", new Column("value", "text"), new Column("exact", "int8"));
  static final IndexTable TOKEN =
      of("search_token_1", new Column("code", "text"), new Column("system", "int8"));
  static final IndexTable REFERENCE =
      of("search_reference_1", new Column("target", "text"), new Column("target_type", "text"));
  static final IndexTable DATE =
      of("search_date_1", new Column("low", "timestamptz"), new Column("high", "timestamptz"));
  static final IndexTable NUMBER = of("search_number_1", new Column("value", "numeric"));

  /// A column and its type.
  record Column(String name, String sqlType) {}

  /// One row of a resource.
  ///
  /// @param values in the order of the table's columns
  /// @param edge 1 for the first of the resource's values of this parameter, 2 for the last, 3 for
  ///   both
  record Row(int key, List<Object> values, int edge) {}

  private static IndexTable of(String table, Column... columns) {
    return new IndexTable(table, List.of(columns));
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
    return new Insert(table, insertedColumns(), values);
  }

  private List<Insert.Column> insertedColumns() {
    List<Insert.Column> inserted = new ArrayList<>(columns.size() + 3);
    inserted.add(new Insert.Column("key", "int4"));
    columns.forEach(column -> inserted.add(new Insert.Column(column.name(), column.sqlType())));
    inserted.add(new Insert.Column("edge", "int2"));
    inserted.add(new Insert.Column("id", "text"));
    return inserted;
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
