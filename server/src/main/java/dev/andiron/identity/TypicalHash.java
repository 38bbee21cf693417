package dev.andiron.identity;

import dev.andiron.crypto.Decoy;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the hashes of most users cost to verify, so that a name that nobody has takes as long.
/// After an import these are those of another program, for as long as people have not signed in.
///
/// Looks at a sample, at the start and every few minutes. Thread-safe.
public final class TypicalHash implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TypicalHash.class);
  private static final Duration EVERY = Duration.ofMinutes(5);
  private static final int SAMPLE = 2_000;

  private final Database database;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("typical-hash").unstarted(this::run);
  private volatile @Nullable Decoy decoy;

  public TypicalHash(Database database) {
    this.database = database;
  }

  /// Looks, and goes on in the background.
  ///
  /// @throws DatabaseException where the database cannot be asked
  public void start() {
    look();
    thread.start();
  }

  /// Null while nobody has a password.
  @Nullable Decoy decoy() {
    return decoy;
  }

  private void run() {
    try {
      while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          look();
        } catch (DatabaseException e) {
          LOG.warn("The hashes of users cannot be looked at ({})", e.state());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    long credentials =
        Objects.requireNonNull(
            database.first(
                Statement.of(
                    "select greatest(reltuples, 0)::int8 from pg_class"
                        + " where oid = 'credential'::regclass"),
                row -> row.number(1)));
    // Whole pages of the table, so many that some thousands are on them.
    double percent = Math.min(100, 100.0 * 2 * SAMPLE / Math.max(1, credentials));
    List<String> hashes =
        database.query(
            Statement.of(
                """
                select value from credential tablesample system (?)
                where owner_type = ? and field = ? limit ?
                """,
                percent,
                Users.TYPE,
                UserHook.PASSWORD,
                SAMPLE),
            row -> row.text(1));
    decoy = Decoy.ofMost(hashes);
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
