package dev.andiron.identity;

import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Statement;
import dev.andiron.pg.Upkeep;
import dev.andiron.resource.Removal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes sessions that have been over for long, in the background and in small steps: closed ones
/// counted from their closing, others from the end of their last token. All nodes do so; what one
/// of them has at hand the others pass over. Thread-safe.
public final class SessionPurge implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SessionPurge.class);

  private static final Duration EVERY = Duration.ofMinutes(10);
  private static final int AT_ONCE = 500;

  private final Removal removal;
  private final Duration retention;
  private final Clock clock;
  private final Upkeep purging = new Upkeep("sessions", EVERY, this::purgeAndTell);

  /// @param retention how long sessions are kept that are over
  public SessionPurge(Removal removal, Duration retention, Clock clock) {
    this.removal = removal;
    this.retention = retention;
    this.clock = clock;
  }

  /// Begins to remove what is old.
  public void start() {
    purging.start();
  }

  private void purgeAndTell() {
    int removed = purge();
    if (removed > 0) {
      LOG.info("{} sessions are removed that were over for {} or longer", removed, retention);
    }
  }

  /// Removes all that are old by now.
  ///
  /// @return how many
  int purge() {
    Instant before = clock.instant().minus(retention);
    int all = 0;
    try {
      int removed;
      do {
        removed = removal.remove(SessionHook.TYPE, transaction -> old(transaction, before));
        all += removed;
      } while (removed == AT_ONCE && !purging.isClosed());
    } catch (DatabaseException e) {
      LOG.warn("old sessions are not removed, and tried again ({})", e.state());
    }
    return all;
  }

  private static Removal.Gone old(Database.Transaction transaction, Instant before) {
    List<String> ids =
        transaction.query(
            Statement.of(
                """
                select id from session_state
                where least(closed_at, greatest(exp, refresh_exp)) <= ?
                order by least(closed_at, greatest(exp, refresh_exp)) limit ?
                for update skip locked
                """,
                before,
                AT_ONCE),
            row -> row.text(1));
    Statement.SqlArray all = new Statement.SqlArray("text", ids.toArray());
    return new Removal.Gone(
        ids,
        List.of(
            Statement.of("delete from access_token where session_id = any(?)", all),
            Statement.of("delete from session_state where id = any(?)", all)));
  }

  /// Ends it, between two steps.
  @Override
  public void close() {
    purging.close();
  }
}
