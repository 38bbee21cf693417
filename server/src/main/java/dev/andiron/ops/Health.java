package dev.andiron.ops;

import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Statement;
import dev.andiron.resource.ChangeFeed;
import dev.andiron.search.Readiness;
import java.time.Duration;
import java.util.Set;

/// How the server is. Thread-safe.
public final class Health {
  /// Beyond that it is not late but gone: it is read several times a second.
  private static final Duration FEED_ALIVE = Duration.ofSeconds(10);

  private final Database database;
  private final ChangeFeed feed;
  private final Readiness index;
  private volatile boolean stopping;

  public Health(Database database, ChangeFeed feed, Readiness index) {
    this.database = database;
    this.feed = feed;
    this.index = index;
  }

  /// From now on the server takes no new work, though it still answers.
  public void stop() {
    stopping = true;
  }

  boolean isStopping() {
    return stopping;
  }

  boolean databaseAnswers() {
    try {
      database.query(Statement.of("select 1"), row -> row.number(1));
      return true;
    } catch (DatabaseException e) {
      return false;
    }
  }

  /// Whether this node hears what others write.
  boolean feedAnswers() {
    return feed.age().compareTo(FEED_ALIVE) < 0;
  }

  /// The types of which some searches wait for the index.
  Set<String> typesBeingIndexed() {
    return index.waitingTypes();
  }
}
