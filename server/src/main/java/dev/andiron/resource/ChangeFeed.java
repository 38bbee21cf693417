package dev.andiron.resource;

import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Statement;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells this node what changed, on whichever node it was written, and knows how far it may be
/// believed.
///
/// The table `feed` is read by polling; a notification only makes the next poll come at once. Rows
/// are read by transaction id, not by a sequence, which would commit out of order: each poll
/// applies every visible row from the watermark on, and the watermark moves only to the snapshot's
/// `xmin`, below which no transaction is running. A row may be seen several times; applying it
/// again is harmless and is mostly avoided by remembering it.
public final class ChangeFeed implements Trust, AutoCloseable {
  /// The channel of the notifications.
  public static final String CHANNEL = "andiron_feed";

  private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);
  private static final Duration TRUSTED = Duration.ofSeconds(1);
  private static final Duration INTERVAL = Duration.ofMillis(150);
  private static final Duration FORGET_FILLS_AFTER = Duration.ofSeconds(60);
  private static final Duration KEEP_ROWS = Duration.ofMinutes(30);
  private static final long PURGE_EVERY_POLLS = 1000;

  private final Database database;
  private final Set<String> cachedTypes;
  private final Set<String> cachedOneByOne;
  private final List<ChangeListener> listeners = new CopyOnWriteArrayList<>();
  private final Semaphore hint = new Semaphore(0);
  private final Thread poller;
  private volatile boolean closed;

  private volatile boolean polled;
  private volatile long lastPollStarted;

  private final AtomicLong position = new AtomicLong();
  private final Map<ResourceKey, Invalidation> invalidations = new ConcurrentHashMap<>();
  private volatile long oldestFill;

  private @Nullable String watermark;
  private @Nullable String server;
  private Set<Entry> seen = Set.of();

  private record Invalidation(long position, long at) {}

  private record Entry(String xid, String type, String id) {}

  private record Look(String xmin, String server, boolean standby, @Nullable Entry entry) {}

  /// @param cachedTypes the types whose changes nodes want to hear of; no others are announced
  /// @param cachedOneByOne those of them of which nodes keep single resources that they found, and
  ///   never a list or that there is none: a new one changes nothing that anybody keeps
  public ChangeFeed(Database database, Set<String> cachedTypes, Set<String> cachedOneByOne) {
    this.database = database;
    this.cachedTypes = Set.copyOf(cachedTypes);
    this.cachedOneByOne = Set.copyOf(cachedOneByOne);
    this.poller = Thread.ofPlatform().daemon().name("change-feed").unstarted(this::run);
  }

  public void listen(ChangeListener listener) {
    listeners.add(listener);
  }

  /// Reads the feed's position and goes on polling until closed.
  ///
  /// @throws DatabaseException when the database cannot be asked
  public void start() {
    poll();
    poller.start();
  }

  /// Something may have changed: look now rather than at the next turn.
  public void hint() {
    hint.release();
  }

  /// Whether the first version of a resource of this type is to be announced.
  boolean announcesNew(String type) {
    return !cachedOneByOne.contains(type);
  }

  /// The statements that announce changes to the other nodes, in the transaction that makes them.
  public List<Statement> announce(List<ResourceKey> keys) {
    List<Statement> statements = new ArrayList<>();
    for (ResourceKey key : keys) {
      if (cachedTypes.contains(key.type())) {
        statements.add(
            Statement.of("insert into feed (type, id) values (?, ?)", key.type(), key.id()));
      }
    }
    if (!statements.isEmpty()) {
      // Identical notifications of one transaction are sent once. Only for cached types: NOTIFY
      // takes a lock at commit.
      statements.add(Statement.of("notify " + CHANNEL));
    }
    return statements;
  }

  /// Changes resources of a type, and announces each of them to all nodes, this one included.
  ///
  /// @param change a statement that changes them and returns their ids
  public static Statement announceEach(String type, Statement change) {
    List<@Nullable Object> values = new ArrayList<>(change.parameters());
    values.add(type);
    return Statement.of(
        """
        with changed (id) as (
        %s),
        announced as (insert into feed (type, id) select ?, id from changed returning id)
        select pg_notify('%s', '') from announced limit 1
        """
            .formatted(change.sql(), CHANNEL),
        values.toArray());
  }

  /// This node has committed a change itself: its caches must not wait for the feed.
  public void applied(List<ResourceKey> keys) {
    keys.forEach(this::apply);
  }

  @Override
  public boolean holds() {
    return polled && System.nanoTime() - lastPollStarted < TRUSTED.toNanos();
  }

  /// How long ago the last look at the feed began that was good; nothing that was written before
  /// then is unknown here.
  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - lastPollStarted);
  }

  @Override
  public long position() {
    return position.get();
  }

  @Override
  public boolean keeps(ResourceKey key, long from) {
    Invalidation last = invalidations.get(key);
    return from >= oldestFill && (last == null || last.position() <= from);
  }

  @Override
  public void close() {
    closed = true;
    hint.release();
    try {
      if (poller.isAlive()) { // it is not where the start failed
        boolean _ = poller.join(Duration.ofSeconds(2));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    boolean failing = false;
    long polls = 0;
    while (!closed) {
      try {
        poll();
        if (polls++ % PURGE_EVERY_POLLS == 0) {
          purge();
        }
        failing = false;
      } catch (DatabaseException e) {
        if (!failing && !closed) {
          LOG.warn(
              "The change feed cannot be read ({}); caches are not used until it can.", e.state());
        }
        failing = true;
      } catch (RuntimeException e) {
        // A defect of ours or a listener's. The thread outlives it, or nothing in memory would be
        // believed ever again.
        LOG.error("The change feed failed; it goes on.", e);
      }
      awaitHint();
    }
  }

  private void awaitHint() {
    try {
      if (hint.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        hint.drainPermits();
      }
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  private void poll() {
    long started = System.nanoTime();
    List<Look> looks =
        database.query(
            Statement.of(
                """
                select pg_snapshot_xmin(pg_current_snapshot())::text,
                  pg_postmaster_start_time()::text || coalesce(inet_server_addr()::text, ''),
                  pg_is_in_recovery(), feed.xid::text, feed.type, feed.id
                from (values (1)) as one(n) left join feed on feed.xid >= ?::text::xid8
                """,
                watermark == null ? "18446744073709551615" : watermark),
            row -> {
              String xid = row.textOrNull(4);
              return new Look(
                  row.text(1),
                  row.text(2),
                  row.flag(3),
                  xid == null ? null : new Entry(xid, row.text(5), row.text(6)));
            });
    Look first = looks.getFirst();
    boolean sameServer = first.server().equals(server);
    boolean sinceLong = polled && started - lastPollStarted > KEEP_ROWS.toNanos() / 2;
    if (first.standby() || !sameServer || sinceLong) {
      resetAll();
      seen = Set.of();
    } else {
      applyNew(looks);
    }
    server = first.server();
    watermark = first.xmin();
    if (first.standby()) {
      polled = false;
      return;
    }
    forgetOldInvalidations(started);
    lastPollStarted = started;
    polled = true;
  }

  private void applyNew(List<Look> looks) {
    BigInteger xmin = new BigInteger(looks.getFirst().xmin());
    Set<Entry> remembered = new HashSet<>();
    for (Look look : looks) {
      Entry entry = look.entry();
      if (entry == null) {
        continue;
      }
      if (!seen.contains(entry)) {
        apply(new ResourceKey(entry.type(), entry.id()));
      }
      if (new BigInteger(entry.xid()).compareTo(xmin) >= 0) {
        remembered.add(entry);
      }
    }
    seen = remembered;
  }

  /// The position moves before the listeners drop the key, so that a fill that began earlier finds
  /// itself refused.
  private void apply(ResourceKey key) {
    invalidations.put(key, new Invalidation(position.incrementAndGet(), System.nanoTime()));
    listeners.forEach(listener -> listener.changed(key));
  }

  private void resetAll() {
    oldestFill = position.incrementAndGet();
    listeners.forEach(ChangeListener::reset);
  }

  /// Fills take milliseconds; one that began a minute ago is refused without looking.
  private void forgetOldInvalidations(long now) {
    invalidations
        .values()
        .removeIf(invalidation -> {
          boolean old = now - invalidation.at() > FORGET_FILLS_AFTER.toNanos();
          if (old) {
            oldestFill = Math.max(oldestFill, invalidation.position());
          }
          return old;
        });
  }

  private void purge() {
    database.execute(
        Statement.of(
            "delete from feed where ts < now() - make_interval(mins => ?)",
            (int) KEEP_ROWS.toMinutes()));
  }
}
