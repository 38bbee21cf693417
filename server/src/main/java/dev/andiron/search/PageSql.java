package dev.andiron.search;

import dev.andiron.pg.Statement;
import dev.andiron.search.Query.Total;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The one statement that answers a query: a page and its total of one snapshot.
///
/// ```
/// with a as (the resources that have a value of the first sort key, in its index's order, limited)
///    , b as (those that have none, by their id; only where a did not fill the page)
///    , p as (the page of both)
/// select total, sort values, resource from p
/// ```
///
/// Backwards, everything is turned round: b before a, each key's order the other way.
final class PageSql {
  /// Beyond this, matches are counted only when that is asked for.
  static final long COUNTED = 10_000;

  private final Query query;
  private final String table;
  private final boolean forward;

  private PageSql(Query query) {
    this.query = query;
    this.table = '"' + query.type().toLowerCase(Locale.ROOT) + '"';
    Cursor cursor = query.cursor();
    this.forward = cursor == null || cursor.forward();
  }

  /// Columns: total, whether the first key has a value, id, version, ts, text, then the sort values
  /// as a cursor has them. One row more than the page has where there are more. One row with only a
  /// total where there are none.
  ///
  /// @param without types that have no table
  static Statement of(Query query, Set<String> without) {
    PageSql page = new PageSql(query);
    Sql total = page.total();
    Sql sql =
        query.count() == 0
            ? new Sql().add("select (").add(total).add("), false, null, null, null, null")
            : page.page(total);
    return Links.withoutTables(sql, without).statement();
  }

  /// The same of the query's candidates alone, where they are few: all of them are sorted, and the
  /// conditions are asked of each by itself (as subqueries of their own, which PostgreSQL does not
  /// turn into joins). The values are hidden from the planner: PostgreSQL keeps a plan only where
  /// one that knows the values is not thought to be cheaper. One row with a total of null where the
  /// candidates are too many.
  static Statement among(Query query, Set<String> without) {
    return Links.withoutTables(new PageSql(query).amongCandidates(), without)
        .statementOfHiddenValues();
  }

  // The very condition that the candidates were made of; one that is equal but stands twice may be
  // asked for twice.
  @SuppressWarnings("ReferenceEquality")
  private Sql amongCandidates() {
    Candidates candidates = Objects.requireNonNull(query.candidates());
    List<Column> order = new ArrayList<>();
    StringBuilder written = new StringBuilder();
    Sql from = new Sql();
    for (int i = 0; i < query.sort().size(); i++) {
      further(i, from, order, written);
    }
    SortKey first = query.sort().getFirst();
    Cursor cursor = query.cursor();
    if (!query.sort().getLast().isId()) {
      order.add(new Column("r.id", down(first), cursor == null ? null : cursor.id()));
    }
    Sql sql =
        new Sql()
            .add("with c as materialized (select ")
            .add(candidates.ids())
            .add(" as ids), f as (select cardinality(ids) <= ? as few from c)", Candidates.MOST)
            .add(", m as materialized (select r.id, ")
            .add(first.parameter() == null ? "true" : "not " + order.getFirst().expression())
            .add(" as valued" + written);
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      Column column = order.get(i);
      sql.add(", " + column.expression() + " as o" + i);
      columns.add(new Column("m.o" + i, column.descending(), column.from()));
    }
    sql.add(" from (select distinct unnest(ids) as id from c where (select few from f)) i")
        .add(" join " + table + " r on r.id = i.id")
        .add(Conditions.ofEach(from))
        .add(" where true");
    for (Condition condition : query.conditions()) {
      if (condition.candidates() != candidates) {
        sql.add(" and (select ").add(condition.each()).add(")");
      }
    }
    sql.add("), p as (select m.*, row_number() over (" + ordered(columns) + ") as n from m");
    if (cursor != null) {
      sql.add(" where ").add(after(columns));
    }
    return sql.add(ordered(columns))
        .add(" limit ? offset ?)", query.count() == 0 ? 0L : query.count() + 1L, offset())
        .add(" select case when few then (select count(*) from m) end, p.valued")
        .add(", r.id, r.version, r.ts, r.text" + values())
        .add(" from f left join (p join " + table + " r on r.id = p.id) on true order by p.n");
  }

  private String values() {
    return IntStream.range(0, query.sort().size())
        .mapToObj(i -> ", p.v" + i)
        .collect(Collectors.joining());
  }

  private static String ordered(List<Column> order) {
    return order.stream()
        .map(column -> column.expression() + (column.descending() ? " desc" : " asc"))
        .collect(Collectors.joining(", ", " order by ", ""));
  }

  /// What is ordered by: an expression that is never null, and the cursor's value of it.
  private record Column(String expression, boolean descending, @Nullable Object from) {}

  private Sql page(Sql total) {
    List<Boolean> arms = arms();
    Sql sql = new Sql().add("with ");
    for (int i = 0; i < arms.size(); i++) {
      sql.add(i == 0 ? "a0 as materialized (" : ", a1 as materialized (")
          .add(arm(arms.get(i), i > 0))
          .add(")");
    }
    return sql.add(", p as (select 0 as arm, a0.* from a0")
        .add(arms.size() > 1 ? " union all select 1, a1.* from a1" : "")
        .add(" order by arm, n limit ? offset ?)", query.count() + 1L, offset())
        .add(" select t.total, p.valued, r.id, r.version, r.ts, r.text" + values())
        .add(" from (select (")
        .add(total)
        .add(") as total) t")
        .add(" left join (p join " + table + " r on r.id = p.id) on true order by p.arm, p.n");
  }

  /// Which arms can hold rows of the page, in order: those with a value of the first key, those
  /// without.
  private List<Boolean> arms() {
    if (query.sort().getFirst().parameter() == null) {
      return List.of(true);
    }
    Cursor cursor = query.cursor();
    if (cursor == null) {
      return List.of(true, false);
    }
    if (forward) {
      return cursor.valued() ? List.of(true, false) : List.of(false);
    }
    return cursor.valued() ? List.of(true) : List.of(false, true);
  }

  private Sql arm(boolean valued, boolean second) {
    SortKey first = query.sort().getFirst();
    SearchParameter driver = first.parameter();
    Cursor cursor = query.cursor();
    boolean bounded = cursor != null && cursor.valued() == valued;
    List<Column> order = new ArrayList<>();
    Sql from = new Sql();
    Sql where = new Sql();
    StringBuilder written = new StringBuilder();
    String id = "r.id";
    if (driver == null) {
      from.add(table + " r");
      where.add("true");
      if (!first.isId()) {
        order.add(new Column("r." + first.column(), down(first), value(0)));
      }
      written.append(", ").append(first.written("r." + first.column())).append(" as v0");
    } else if (valued) {
      id = "k.id";
      from.add(driver.kind().table().table() + " k join " + table + " r on r.id = k.id");
      where.add("k.key = ? and k.edge in (?, 3)", driver.key(), first.descending() ? 2 : 1);
      order.add(new Column("k." + first.column(), down(first), value(0)));
      written.append(", ").append(first.written("k." + first.column())).append(" as v0");
    } else {
      from.add(table + " r");
      where
          .add("not exists (select from " + driver.kind().table().table() + " k", new Object[0])
          .add(" where k.key = ? and k.id = r.id)", driver.key());
      written.append(", null::text as v0");
    }
    for (int i = 1; i < query.sort().size(); i++) {
      further(i, from, order, written);
    }
    order.add(new Column(id, down(first), cursor == null ? null : cursor.id()));

    Sql arm = new Sql().add("select row_number() over () as n, q.* from (select ");
    arm.add(valued + " as valued, " + id + " as id" + written + " from ").add(from);
    arm.add(" where ").add(where);
    for (Condition condition : query.conditions()) {
      arm.add(" and ").add(condition.whole());
    }
    if (bounded) {
      arm.add(" and ")
          .add(order.getFirst().expression())
          .add(order.getFirst().descending() ? " <= ?" : " >= ?", bound(order.getFirst()))
          .add(" and (")
          .add(after(order))
          .add(")");
    }
    if (second) {
      arm.add(" and (select count(*) from a0) < ?", limit());
    }
    return arm.add(ordered(order)).add(" limit ?) q", limit());
  }

  /// A key after the first: its value is looked up for each row; rows without one come last.
  private void further(int i, Sql from, List<Column> order, StringBuilder written) {
    SortKey key = query.sort().get(i);
    SearchParameter parameter = key.parameter();
    if (parameter == null) {
      order.add(new Column("r." + key.column(), down(key), value(i)));
      written.append(", ").append(key.written("r." + key.column())).append(" as v").append(i);
      return;
    }
    String alias = "s" + i;
    String column = alias + "." + key.column();
    from.add(" left join lateral (select x." + key.column())
        .add(" from " + parameter.kind().table().table() + " x")
        .add(" where x.key = ? and x.id = r.id", parameter.key())
        .add(" and x.edge in (?, 3) limit 1) " + alias + " on true", key.descending() ? 2 : 1);
    Object value = value(i);
    order.add(new Column("(" + column + " is null)", !forward, value == null));
    order.add(
        new Column(
            "coalesce(" + column + ", " + key.placeholder() + ")",
            down(key),
            value == null ? key.placeholderValue() : value));
    written.append(", ").append(key.written(column)).append(" as v").append(i);
  }

  /// `a > ? or a = ? and (b > ? or …)`: after the cursor in the order of the columns; the last of
  /// them, of which no two rows have the same, may be `>=`.
  private Sql after(List<Column> order) {
    Column first = order.getFirst();
    boolean itself = order.size() == 1 && query.cursor() != null && query.cursor().itself();
    String sign = (first.descending() ? " <" : " >") + (itself ? "= " : " ");
    Sql sql = new Sql().add(first.expression() + sign).add("?", bound(first));
    if (order.size() > 1) {
      sql.add(" or " + first.expression() + " = ? and (", bound(first))
          .add(after(order.subList(1, order.size())))
          .add(")");
    }
    return sql;
  }

  private Sql total() {
    if (query.total() == Total.NONE) {
      return new Sql().add("null::int8");
    }
    Sql sql = new Sql().add("select count(*) from (select from " + table + " r");
    String glue = " where ";
    for (Condition condition : query.conditions()) {
      sql.add(glue).add(condition.whole());
      glue = " and ";
    }
    if (query.total() == Total.BOUNDED) {
      sql.add(" limit ?", COUNTED + 1);
    }
    return sql.add(") c");
  }

  private boolean down(SortKey key) {
    return key.descending() == forward;
  }

  private @Nullable Object value(int i) {
    Cursor cursor = query.cursor();
    String written = cursor == null ? null : cursor.values().get(i);
    return written == null ? null : query.sort().get(i).read(written);
  }

  private static Object bound(Column column) {
    return Objects.requireNonNull(column.from());
  }

  private long offset() {
    return query.cursor() == null ? query.offset() : 0;
  }

  private long limit() {
    return query.count() + 1L + offset();
  }
}
