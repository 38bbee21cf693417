package dev.andiron.search;

import dev.andiron.json.JsonObject;
import dev.andiron.pg.Insert;
import dev.andiron.pg.Statement.SqlArray;
import dev.andiron.resource.ResourceVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// Asks whether a version that is not in the index (it is of long ago, or not written yet) meets a
/// condition: the same SQL as of a search, in which the version's own rows stand in the place of
/// those that its resource has in the index. So there is no second opinion of what matches.
final class Probe {
  private Probe() {}

  /// One row where it does, none where it does not.
  static Sql sql(SearchParameters parameters, ResourceVersion version, Condition condition) {
    JsonObject resource = version.resource();
    ParameterSet.OfType ofType = parameters.current().of(version.type());
    Map<IndexTable, List<IndexTable.Row>> rows = new HashMap<>();
    for (SearchParameter parameter : ofType.byCode().values()) {
      if (condition.each().mentions(parameter.kind().table().table())) {
        rows.computeIfAbsent(parameter.kind().table(), _ -> new ArrayList<>())
            .addAll(parameter.rows(resource));
      }
    }
    Sql sql = new Sql();
    String glue = "with ";
    for (Map.Entry<IndexTable, List<IndexTable.Row>> each : rows.entrySet()) {
      List<Integer> keys = ofType.keys().getOrDefault(each.getKey(), List.of());
      sql.add(glue)
          .add(table(each.getKey(), version.id(), each.getValue()))
          .add(" where not (t.id = ? and t.key = any(?::int4[])))", version.id())
          .add("", new SqlArray("int4", keys.toArray()));
      glue = ", ";
    }
    return sql.add(
            " select 1 from (select ?::text as id, ?::timestamptz as ts) r where ",
            version.id(),
            version.lastUpdated())
        .add(condition.each());
  }

  private static Sql table(IndexTable table, String id, List<IndexTable.Row> rows) {
    Insert insert = table.insert(id, rows);
    String names =
        insert.columns().stream().map(Insert.Column::name).collect(Collectors.joining(", "));
    String arrays =
        insert.columns().stream()
            .map(column -> "?::" + column.type() + "[]")
            .collect(Collectors.joining(", "));
    Sql sql = new Sql().add(table.table() + " as not materialized (select " + names);
    sql.add(" from unnest(" + arrays + ") as n(" + names + ")");
    insert.parameters().forEach(array -> sql.add("", Objects.requireNonNull(array)));
    return sql.add(" union all select " + names + " from " + table.table() + " t");
  }
}
