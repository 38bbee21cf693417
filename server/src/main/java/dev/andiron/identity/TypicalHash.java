package dev.andiron.identity;

import dev.andiron.crypto.Decoy;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Statement;
import dev.andiron.pg.Upkeep;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
  private final Upkeep looking = new Upkeep("typical-hash", EVERY, this::look);
  private volatile @Nullable Decoy decoy;

  public TypicalHash(Database database) {
    this.database = database;
  }

  /// Looks at once, and goes on in the background.
  public void start() {
    looking.start();
  }

  /// Null before the first look, and while nobody has a password.
  @Nullable Decoy decoy() {
    return decoy;
  }

  private void look() {
    try {
      decoy = Decoy.ofMost(sample());
    } catch (DatabaseException e) {
      LOG.warn("The hashes of users cannot be looked at ({})", e.state());
    }
  }

  private List<String> sample() {
    long credentials =
        Objects.requireNonNull(
            database.first(
                Statement.of(
                    "select greatest(reltuples, 0)::int8 from pg_class"
                        + " where oid = 'credential'::regclass"),
                row -> row.number(1)));
    // Whole pages of the table, so many that some thousands are on them.
    double percent = Math.min(100, 100.0 * 2 * SAMPLE / Math.max(1, credentials));
    return database.query(
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
  }

  @Override
  public void close() {
    looking.close();
  }
}
