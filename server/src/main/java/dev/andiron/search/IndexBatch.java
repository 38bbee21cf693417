package dev.andiron.search;

import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.pg.Statement;
import dev.andiron.pg.Statement.SqlArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rows of some parameters of some resources of a type, worked out anew.
final class IndexBatch {
  private static final Logger LOG = LoggerFactory.getLogger(IndexBatch.class);

  private final String type;
  private final Map<IndexTable, List<SearchParameter>> parameters = new LinkedHashMap<>();
  private final Map<IndexTable, List<Placed>> rows = new LinkedHashMap<>();
  private final List<String> ids = new ArrayList<>();
  private int failed;
  private @Nullable String error;

  /// A row of the index and the resource it is of.
  private record Placed(String id, IndexTable.Row row) {}

  IndexBatch(String type, List<SearchParameter> parameters) {
    this.type = type;
    for (SearchParameter parameter : parameters) {
      IndexTable table = parameter.kind().table();
      this.parameters.computeIfAbsent(table, _ -> new ArrayList<>()).add(parameter);
      rows.computeIfAbsent(table, _ -> new ArrayList<>());
    }
  }

  /// A resource whose values cannot be taken keeps none of these parameters' rows; the others go
  /// on.
  void add(String id, String text) {
    ids.add(id);
    try {
      add(id, (JsonObject) JsonReader.read(text));
    } catch (RuntimeException e) {
      // Whatever a defect of ours makes of it: one resource must not stop a million others. What
      // the
      // exception says may be of the resource: it is not for logs.
      failed++;
      error = type + "/" + id + ": " + e.getClass().getSimpleName();
      LOG.warn("{} cannot be indexed; the others go on.", error);
    }
  }

  private void add(String id, JsonObject resource) {
    Map<IndexTable, List<Placed>> its = new LinkedHashMap<>();
    parameters.forEach((table, all) -> {
      List<Placed> placed = its.computeIfAbsent(table, _ -> new ArrayList<>());
      for (SearchParameter parameter : all) {
        parameter.rows(resource).forEach(row -> placed.add(new Placed(id, row)));
      }
    });
    its.forEach((table, placed) -> rows.getOrDefault(table, List.of()).addAll(placed));
  }

  int failed() {
    return failed;
  }

  @Nullable String error() {
    return error;
  }

  /// The statements that make the rows of the resources what they should be; rows that are right
  /// stay as they are.
  List<Statement> statements() {
    List<Statement> statements = new ArrayList<>();
    rows.forEach((table, placed) -> statements.add(replace(table, placed)));
    return statements;
  }

  private Statement replace(IndexTable table, List<Placed> placed) {
    String name = table.table();
    SqlArray all = new SqlArray("text", ids.toArray());
    String same =
        table.columns().stream()
            .map(column -> " and n.%1$s = t.%1$s".formatted(column.name()))
            .collect(
                Collectors.joining("", "n.id = t.id and n.key = t.key and n.edge = t.edge", ""));
    List<String> types = new ArrayList<>(List.of("?::text[]", "?::int4[]", "?::int2[]"));
    table.columns().forEach(column -> types.add("?::" + column.sqlType() + "[]"));
    Sql sql =
        new Sql()
            .add("with n as materialized (select * from unnest(" + String.join(", ", types))
            .add(") as n(id, key, edge, " + names(table, "") + ")")
            .add("", array("text", placed, Placed::id))
            .add("", array("int4", placed, each -> each.row().key()))
            .add("", array("int2", placed, each -> each.row().edge()));
    for (int i = 0; i < table.columns().size(); i++) {
      int column = i;
      sql.add(
          "",
          array(table.columns().get(i).sqlType(), placed, each -> each.row().values().get(column)));
    }
    return sql.add("), gone as (delete from " + name + " t where t.id = any(?)", all)
        .add(" and t.key = any(?)", keys(table))
        .add(" and not exists (select from n where " + same + "))")
        .add(" insert into " + name + " (key, " + names(table, "") + ", edge, id)")
        .add(" select n.key, " + names(table, "n.") + ", n.edge, n.id from n where not exists")
        .add(" (select from " + name + " t where t.id = any(?) and " + same + ")", all)
        .statement();
  }

  /// Deletes the rows of these parameters whose resource is no more, from one id (without) to
  /// another (with it; null for the end). A resource comes and goes together with its rows, so that
  /// a statement sees both or neither.
  List<Statement> withoutResource(String from, @Nullable String to) {
    List<Statement> statements = new ArrayList<>();
    for (IndexTable table : parameters.keySet()) {
      Sql sql =
          new Sql()
              .add("delete from " + table.table() + " x where x.key = any(?)", keys(table))
              .add(" and x.id > ?", from);
      if (to != null) {
        sql.add(" and x.id <= ?", to);
      }
      sql.add(
          " and not exists (select from " + IndexPlan.resources(type) + " r where r.id = x.id)");
      statements.add(sql.statement());
    }
    return statements;
  }

  private SqlArray keys(IndexTable table) {
    return new SqlArray(
        "int4",
        parameters.getOrDefault(table, List.of()).stream().map(SearchParameter::key).toArray());
  }

  private static String names(IndexTable table, String alias) {
    return table.columns().stream()
        .map(column -> alias + column.name())
        .collect(Collectors.joining(", "));
  }

  private static SqlArray array(String type, List<Placed> rows, Function<Placed, Object> value) {
    return new SqlArray(type, rows.stream().map(value).toArray());
  }
}
