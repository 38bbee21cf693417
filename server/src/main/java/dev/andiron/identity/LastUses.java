package dev.andiron.identity;

import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Statement;
import dev.andiron.pg.Upkeep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When sessions were last used (docs/adr/0030-sessions-end.md): kept in memory, and written for
/// many at once every half minute and at the end. Thread-safe.
public final class LastUses implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LastUses.class);

  static final Duration WRITTEN_EVERY = Duration.ofSeconds(30);

  /// A use is written at once where the session would have ended this soon without it: others must
  /// know of it before they believe that nobody uses it. Twice the above, so that one write that
  /// comes late does no harm.
  static final Duration MARGIN = WRITTEN_EVERY.multipliedBy(2);

  private static final Duration EXACT_TO = Duration.ofSeconds(1);
  private static final int WRITTEN_AT_ONCE = 1_000;

  private final Database database;
  private final SessionStates states;
  private final Map<String, Instant> unwritten = new ConcurrentHashMap<>();
  private final Upkeep writing;

  public LastUses(Database database) {
    this(database, WRITTEN_EVERY);
  }

  LastUses(Database database, Duration every) {
    this.database = database;
    this.states = new SessionStates(database);
    this.writing = new Upkeep("last-uses", every, this::write);
  }

  /// Notes that a session is used, unless it has lain unused for too long by now.
  ///
  /// @param written the last use of which it is known that every node can know it, in milliseconds
  ///   since the epoch; moved on here
  /// @return whether it is in use
  boolean use(SessionState session, AtomicLong written, Instant now) {
    Duration idle = session.idleTimeout();
    if (idle == null
        || now.isBefore(Instant.ofEpochMilli(written.get()).plus(idle).minus(MARGIN))) {
      note(session.id(), now);
      return true;
    }
    // The end is near, or past unless another node knows better.
    Instant here = unwritten.get(session.id());
    boolean used = states.use(session.id(), now, here == null ? session.started() : here);
    if (used) {
      long _ = written.accumulateAndGet(now.toEpochMilli(), Math::max);
    }
    return used;
  }

  private void note(String id, Instant now) {
    Instant before = unwritten.get(id);
    if (before == null || !before.plus(EXACT_TO).isAfter(now)) {
      Instant _ = unwritten.merge(id, now, LastUses::later);
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /// When a session was last used, as far as this node knows.
  ///
  /// @param written what the database says
  @Nullable Instant of(String id, @Nullable Instant written) {
    Instant here = unwritten.get(id);
    return here == null || written == null ? here == null ? written : here : later(here, written);
  }

  /// Begins to write.
  public void start() {
    writing.start();
  }

  /// Writes what was noted. What cannot be written now is tried again.
  void write() {
    List<Map.Entry<String, Instant>> entries =
        unwritten.entrySet().stream().map(Map.Entry::copyOf).toList();
    try {
      for (int from = 0; from < entries.size(); from += WRITTEN_AT_ONCE) {
        write(entries.subList(from, Math.min(from + WRITTEN_AT_ONCE, entries.size())));
      }
    } catch (DatabaseException e) {
      LOG.warn("when sessions were last used is not written, and tried again ({})", e.state());
    }
  }

  /// All nodes lock in the same order.
  private void write(List<Map.Entry<String, Instant>> entries) {
    List<Object> ids = new ArrayList<>();
    List<Object> times = new ArrayList<>();
    for (Map.Entry<String, Instant> entry : entries) {
      ids.add(entry.getKey());
      times.add(entry.getValue());
    }
    int _ =
        database.execute(
            Statement.of(
                """
                with used as (
                  select s.id, u.at
                  from unnest(?::text[], ?::timestamptz[]) u (id, at)
                  join session_state s on s.id = u.id
                  where s.used_at is null or s.used_at < u.at
                  order by s.id for no key update of s)
                update session_state s set used_at = greatest(s.used_at, used.at)
                from used where s.id = used.id
                """,
                new Statement.SqlArray("text", ids.toArray()),
                new Statement.SqlArray("timestamptz", times.toArray())));
    entries.forEach(entry -> unwritten.remove(entry.getKey(), entry.getValue()));
  }

  /// Ends, with writing what was noted.
  @Override
  public void close() {
    writing.close();
    write();
  }
}
