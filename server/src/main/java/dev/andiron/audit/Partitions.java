package dev.andiron.audit;

import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/// The parts of the table of AuditEvents: one for each month, by the ids, of which the first 48
/// bits are the time (RFC 9562 §5.7); and one for what has another id. Any node may do any of this,
/// again and again. Methods throw `DatabaseException`.
final class Partitions {
  private static final int MONTHS_AHEAD = 2;
  private static final int AT_ONCE = 1_000;

  private final Database database;
  private final Function<List<String>, List<Statement>> unindexed;

  /// @param unindexed the statements that remove the index rows of events, by their ids
  Partitions(Database database, Function<List<String>, List<Statement>> unindexed) {
    this.database = database;
    this.unindexed = unindexed;
  }

  /// Makes the parts that will be needed, this month's among them.
  void ahead(Instant now) {
    List<YearMonth> there = months();
    YearMonth first = YearMonth.from(now.atOffset(ZoneOffset.UTC));
    for (int i = 0; i <= MONTHS_AHEAD; i++) {
      YearMonth month = first.plusMonths(i);
      if (!there.contains(month)) {
        alter(
            "create table if not exists %s partition of auditevent for values from ('%s') to ('%s')"
                .formatted(name(month), bound(month), bound(month.plusMonths(1))));
      }
    }
  }

  /// Removes the months of which all is older than this, and what is older in the part that is for
  /// other ids; the events of these first leave the index.
  ///
  /// @return how many months
  int drop(Instant before) {
    int dropped = 0;
    for (YearMonth month : months()) {
      if (!start(month.plusMonths(1)).isAfter(before)) {
        String last = "";
        for (List<String> ids = ids(name(month), last); !ids.isEmpty(); ) {
          execute(unindexed.apply(ids));
          last = ids.getLast();
          ids = ids(name(month), last);
        }
        alter("drop table if exists " + name(month));
        dropped++;
      }
    }
    for (List<String> ids = others(before); !ids.isEmpty(); ids = others(before)) {
      List<String> some = ids;
      database.transaction(transaction -> {
        List<Integer> _ = transaction.execute(unindexed.apply(some));
        return transaction.execute(
            Statement.of(
                "delete from auditevent_other where id = any(?)",
                new Statement.SqlArray("text", some.toArray())));
      });
    }
    return dropped;
  }

  private void execute(List<Statement> statements) {
    List<Integer> _ = database.transaction(transaction -> transaction.execute(statements));
  }

  /// Needs the table for itself for a moment; where others are at it for long, another time will
  /// do.
  private void alter(String sql) {
    execute(List.of(Statement.of("set local lock_timeout = '3s'"), Statement.of(sql)));
  }

  private List<String> ids(String table, String after) {
    return database.query(
        Statement.of(
            "select id from " + table + " where id > ? order by id limit ?", after, AT_ONCE),
        row -> row.text(1));
  }

  private List<String> others(Instant before) {
    return database.query(
        Statement.of("select id from auditevent_other where ts < ? limit ?", before, AT_ONCE),
        row -> row.text(1));
  }

  private List<YearMonth> months() {
    return database.query(
        Statement.of(
            """
            select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = 'auditevent'::regclass
            and c.relname ~ '^auditevent_[0-9]{4}_[0-9]{2}$' order by c.relname
            """),
        row -> {
          String[] parts = row.text(1).split("_", -1);
          return YearMonth.of(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
        });
  }

  private static String name(YearMonth month) {
    return "auditevent_%04d_%02d".formatted(month.getYear(), month.getMonthValue());
  }

  /// What the ids of a month begin with, or are greater than.
  private static String bound(YearMonth month) {
    String hex = HexFormat.of().toHexDigits(start(month).toEpochMilli(), 12);
    return hex.substring(0, 8) + "-" + hex.substring(8);
  }

  private static Instant start(YearMonth month) {
    return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
  }
}
