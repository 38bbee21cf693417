package dev.andiron.search;

import dev.andiron.pg.Database;
import dev.andiron.pg.Database.Transaction;
import dev.andiron.pg.Statement;
import dev.andiron.pg.Statement.SqlArray;
import dev.andiron.search.IndexFingerprints.Expected;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Compares what the index holds with what this program makes of the parameters, and writes down
/// what is to be done about it. One transaction, behind the lock of `search_index_state`.
final class IndexPlan {
  /// The row that stands for the index as a whole.
  static final String LOCKED_STATE = "select fingerprint from search_index_state for update";

  private final Transaction transaction;
  private final IndexFingerprints expected;
  private final Nodes nodes;

  private final List<Expected> changed = new ArrayList<>();
  private final List<Row> gone = new ArrayList<>();
  private final List<Row> leftover = new ArrayList<>();

  /// What the table `search_parameter_state` says.
  private record Row(int key, String type, String table, long fingerprint) {}

  private IndexPlan(Transaction transaction, IndexFingerprints expected, Nodes nodes) {
    this.transaction = transaction;
    this.expected = expected;
    this.nodes = nodes;
  }

  /// Does nothing where all is as expected.
  static void make(Database database, IndexFingerprints expected, Nodes nodes) {
    database.transaction(transaction -> {
      String held = transaction.first(Statement.of(LOCKED_STATE), row -> row.text(1));
      if (!expected.whole().equals(held)) {
        new IndexPlan(transaction, expected, nodes).make();
      }
      return null;
    });
  }

  /// The table of a type's resources.
  static String resources(String type) {
    return '"' + type.toLowerCase(Locale.ROOT) + '"';
  }

  static Statement nextRevision() {
    return Statement.of("update search_index_state set revision = revision + 1");
  }

  private void make() {
    compare();
    // Were nodes with other parameters to run, one of them could be writing the first resource.
    Set<String> written =
        nodes.othersRun(transaction)
            ? Set.copyOf(changed.stream().map(each -> each.parameter().type()).toList())
            : written();
    record(written);
    transaction.execute(
        Statement.of(
            "update search_index_state set fingerprint = ?, revision = revision + 1",
            expected.whole()));
  }

  private void compare() {
    Map<Integer, Row> held = new HashMap<>();
    transaction
        .query(
            Statement.of("select key, type, table_name, fingerprint from search_parameter_state"),
            row -> new Row((int) row.number(1), row.text(2), row.text(3), row.number(4)))
        .forEach(row -> held.put(row.key(), row));
    expected
        .byKey()
        .forEach((key, each) -> {
          Row row = held.remove(key);
          if (row == null || row.fingerprint() != each.fingerprint()) {
            changed.add(each);
            if (row != null && !row.table().equals(each.table())) {
              leftover.add(row);
            }
          }
        });
    gone.addAll(held.values());
    leftover.addAll(held.values());
  }

  /// The changed types of which there are resources.
  private Set<String> written() {
    Set<String> tables =
        new HashSet<>(
            transaction.query(
                Statement.of(
                    """
                    select c.relname::text from pg_class c
                    where c.relkind in ('r', 'p') and pg_table_is_visible(c.oid)
                    """),
                row -> row.text(1)));
    List<String> asked =
        new TreeSet<>(changed.stream().map(each -> each.parameter().type()).toList())
            .stream().filter(type -> tables.contains(type.toLowerCase(Locale.ROOT))).toList();
    if (asked.isEmpty()) {
      return Set.of();
    }
    // Types are names of definitions, never free text.
    String sql =
        String.join(
            " union all ",
            asked.stream()
                .map(type ->
                    "select '%s' where exists (select from %s)".formatted(type, resources(type)))
                .toList());
    return Set.copyOf(transaction.query(Statement.of(sql), row -> row.text(1)));
  }

  private void record(Set<String> written) {
    Function<Expected, Boolean> isReady = each -> !written.contains(each.parameter().type());
    transaction.execute(
        List.of(
            Statement.of(
                """
                insert into search_parameter_state (key, type, code, table_name, fingerprint, ready)
                select * from unnest(?::int4[], ?::text[], ?::text[], ?::text[], ?::int8[], ?::bool[])
                on conflict (key) do update set table_name = excluded.table_name,
                  fingerprint = excluded.fingerprint, ready = excluded.ready
                """,
                column("int4", changed, each -> each.parameter().key()),
                column("text", changed, each -> each.parameter().type()),
                column("text", changed, each -> each.parameter().code()),
                column("text", changed, Expected::table),
                column("int8", changed, Expected::fingerprint),
                column("bool", changed, isReady)),
            Statement.of(
                """
                insert into search_index_leftover (key, table_name)
                select * from unnest(?::int4[], ?::text[]) on conflict do nothing
                """,
                column("int4", leftover, Row::key),
                column("text", leftover, Row::table)),
            Statement.of(
                "delete from search_parameter_state where key = any(?)",
                column("int4", gone, Row::key)),
            // What came back is not left over; the walk puts it in order.
            Statement.of(
                """
                delete from search_index_leftover l using search_parameter_state p
                where p.key = l.key and p.table_name = l.table_name
                """),
            Statement.of(
                """
                insert into search_reindex (type, whole)
                select distinct type, false from search_parameter_state
                where key = any(?) and not ready
                on conflict (type) do update set whole =
                    search_reindex.finished is null and search_reindex.whole,
                  position = '', done = 0, failed = 0, total = null, error = null,
                  started = now(), finished = null
                """,
                column("int4", changed, each -> each.parameter().key()))));
  }

  private static <T> SqlArray column(String type, List<T> of, Function<T, ?> value) {
    return new SqlArray(type, of.stream().map(value).toArray());
  }
}
