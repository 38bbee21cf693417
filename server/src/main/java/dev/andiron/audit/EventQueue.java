package dev.andiron.audit;

import dev.andiron.http.Headers;
import dev.andiron.http.HttpProblem;
import dev.andiron.json.JsonObject;
import dev.andiron.pg.DatabaseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The events that go with no write: they wait here, are written in their order, many at once, and
/// none is dropped in silence. Thread-safe.
///
/// Where the database does not take them, they wait, and when no more have room, so do requests,
/// which are then refused; or, by the setting, they go on, and what is lost is counted and told in
/// the log.
final class EventQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);

  private static final int ROOM = 10_000;
  private static final int AT_ONCE = 500;

  /// For how long the first of several waits for others: what one transaction costs is the same for
  /// many.
  private static final Duration GATHERED = Duration.ofMillis(50);

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration RETRIED_EVERY = Duration.ofMillis(500);
  private static final Duration DRAINED_WITHIN = Duration.ofSeconds(10);
  private static final Duration TOLD_EVERY = Duration.ofSeconds(10);

  private final EventJson json;
  private final Supplier<String> ids;
  private final Consumer<List<JsonObject>> store;
  private final boolean blocks;
  private final BlockingQueue<Event> waiting = new ArrayBlockingQueue<>(ROOM);
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread;
  private volatile boolean closed;
  private volatile long closedAt;
  private volatile long toldAt = System.nanoTime() - TOLD_EVERY.toNanos();

  /// @param blocks whether requests wait where there is no room, rather than go on unrecorded
  EventQueue(
      EventJson json, Supplier<String> ids, Consumer<List<JsonObject>> store, boolean blocks) {
    this.json = json;
    this.ids = ids;
    this.store = store;
    this.blocks = blocks;
    this.thread = Thread.ofPlatform().daemon().name("audit-events").unstarted(this::work);
  }

  void start() {
    thread.start();
  }

  long waiting() {
    return waiting.size();
  }

  long written() {
    return written.get();
  }

  long lost() {
    return lost.get();
  }

  /// Has it written soon.
  ///
  /// @throws HttpProblem 503 where there is no room for it and it must not be lost
  void add(Event event) {
    if (waiting.offer(event)) {
      return;
    }
    if (!blocks) {
      lose(1, "too many wait");
      return;
    }
    try {
      if (waiting.offer(event, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    throw new HttpProblem(
        503,
        "It cannot be recorded just now that you asked for this; try again.",
        Headers.NONE.with("Retry-After", "5"));
  }

  /// Writes it now; it is on the disk when this returns.
  ///
  /// @throws DatabaseException where it cannot be
  void write(Event event) {
    store.accept(List.of(json.of(event, ids.get())));
    written.incrementAndGet();
  }

  private void work() {
    List<Event> batch = new ArrayList<>(AT_ONCE);
    while (!closed || !waiting.isEmpty()) {
      if (gather(batch)) {
        write(batch);
        batch.clear();
      }
    }
  }

  private boolean gather(List<Event> batch) {
    try {
      Event first = waiting.poll(GATHERED.toMillis(), TimeUnit.MILLISECONDS);
      if (first == null) {
        return false;
      }
      batch.add(first);
      if (!closed && waiting.size() < AT_ONCE) {
        Thread.sleep(GATHERED);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // nobody does, but the end of the JVM
      closed = true;
    }
    waiting.drainTo(batch, AT_ONCE - batch.size());
    return !batch.isEmpty();
  }

  private void write(List<Event> batch) {
    List<JsonObject> resources = batch.stream().map(event -> json.of(event, ids.get())).toList();
    while (true) {
      try {
        store.accept(resources);
        written.addAndGet(resources.size());
        return;
      } catch (DatabaseException e) {
        if (!e.isUnavailable() && !e.isRetryable()) {
          writeEach(resources);
          return;
        }
        LOG.warn("The records of {} requests wait for the database ({})", batch.size(), e.state());
      } catch (RuntimeException e) {
        LOG.error("Records could not be written together", e);
        writeEach(resources);
        return;
      }
      if (closed && System.nanoTime() - closedAt > DRAINED_WITHIN.toNanos()) {
        lose(resources.size() + waiting.size(), "the database was out of reach to the end");
        waiting.clear();
        return;
      }
      LockSupport.parkNanos(RETRIED_EVERY.toNanos());
    }
  }

  /// One that cannot be written keeps no other from it.
  private void writeEach(List<JsonObject> resources) {
    for (JsonObject resource : resources) {
      try {
        store.accept(List.of(resource));
        written.incrementAndGet();
      } catch (RuntimeException e) {
        lose(1, e.getClass().getSimpleName());
      }
    }
  }

  private void lose(long number, String why) {
    long all = lost.addAndGet(number);
    long now = System.nanoTime();
    if (now - toldAt >= TOLD_EVERY.toNanos()) {
      toldAt = now;
      LOG.error("Requests are not recorded: {} since the start; {}", all, why);
    }
  }

  /// Writes what waits, and ends.
  @Override
  public void close() {
    closedAt = System.nanoTime();
    closed = true;
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    try {
      boolean _ = thread.join(DRAINED_WITHIN.plusSeconds(5));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
