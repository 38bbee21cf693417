package dev.andiron.resource;

import dev.andiron.crypto.Sha256;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Insert;
import dev.andiron.pg.Statement;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Keeps two callers from both making the resource that "if there is none" asks for, on whichever
/// nodes they are (docs/adr/0014-transactions.md).
///
/// Whoever looks for what meets a condition first asks how often it was claimed; whoever finds
/// nothing and writes claims it once more, in the transaction of the write. The key of the table
/// lets one of two do so. Thread-safe.
public final class Claims {
  private static final String TABLE = "conditional_claim";
  private static final List<Insert.Column> COLUMNS =
      List.of(
          new Insert.Column("condition", "bytea"),
          new Insert.Column("number", "int8"),
          new Insert.Column("ts", "timestamptz"));

  /// Far longer than anybody is between looking and writing.
  private static final int KEPT_MINUTES = 60;

  private static final int PURGE_EVERY = 5_000;

  private final Database database;
  private final AtomicLong claimed = new AtomicLong();

  public Claims(Database database) {
    this.database = database;
  }

  /// The claim on a condition. To be asked for before looking for what meets it.
  ///
  /// @param type of the resource
  /// @param condition in whatever words, the same for the same condition
  /// @throws DatabaseException where the database cannot be asked
  public Claim claim(String type, String condition) {
    return claims(type, List.of(condition)).getFirst();
  }

  /// Claims on several conditions, in their order; one round trip.
  public List<Claim> claims(String type, List<String> conditions) {
    if (claimed.addAndGet(conditions.size()) % PURGE_EVERY < conditions.size()) {
      purge();
    }
    byte[][] known =
        conditions.stream().map(each -> Sha256.of(type + "?" + each)).toArray(byte[][]::new);
    return database.query(
        Statement.of(
            """
            select c.condition, coalesce((select max(number) from conditional_claim d
              where d.condition = c.condition), 0) + 1
            from unnest(?::bytea[]) with ordinality c(condition, place) order by c.place
            """,
            new Statement.SqlArray("bytea", known)),
        row -> new Claim(row.bytes(1), row.number(2)));
  }

  private void purge() {
    database.execute(
        Statement.of(
            "delete from conditional_claim where ts < now() - make_interval(mins => ?)",
            KEPT_MINUTES));
  }

  /// The row by which a write claims.
  static Insert insert(Claim claim, Clock clock) {
    return new Insert(
        TABLE, COLUMNS, List.of(List.of(claim.condition(), claim.number(), clock.instant())));
  }

  /// Whether it was the table's key that a write met.
  static boolean isLost(DatabaseException e) {
    return e.isUniqueViolation() && (TABLE + "_pkey").equals(e.constraint());
  }
}
