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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The events that go with no write: they wait here, are written in their order, many at once, and
/// none is dropped in silence. Thread-safe.
///
/// Two threads write in turns: while one waits for the database, the other makes the next rows
/// ready.
///
/// Where more come than are written, requests wait a little, so that few events do: there is then
/// as much to do, and less to hold. Where the database does not take them at all, they wait, and
/// when no more have room, so do requests, which are then refused; or, by the setting, they go on,
/// and what is lost is counted and told in the log.
final class EventQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);

  private static final int ROOM = 10_000;

  /// So many wait while the database takes them.
  private static final int EASY = 1_000;

  /// For how long a request waits to be one of them.
  static final Duration PRESSED = Duration.ofMillis(250);

  private static final int AT_ONCE = 200;

  /// Of how many resources those are at most that are written at once, but for the last. Few enough
  /// for young garbage: what outlives a collection of that fills the heap.
  private static final int RESOURCES_AT_ONCE = 500;

  private static final int WRITERS = 2;

  /// For how long the first of several waits for others: what one transaction costs is the same for
  /// many.
  private static final Duration GATHERED = Duration.ofMillis(50);

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration RETRIED_EVERY = Duration.ofMillis(500);
  private static final Duration DRAINED_WITHIN = Duration.ofSeconds(10);
  private static final Duration TOLD_EVERY = Duration.ofSeconds(10);

  private final EventJson json;
  private final Supplier<String> ids;
  private final Appender store;
  private final boolean blocks;
  private final Duration pressed;
  private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(ROOM);
  private final Semaphore easy = new Semaphore(EASY);
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final List<Thread> writers = new ArrayList<>();
  private final ReentrantLock gathering = new ReentrantLock();

  /// Done when all that was gathered so far is written or lost. By who gathers.
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

  private volatile boolean stuck;
  private volatile boolean closed;
  private volatile long closedAt;
  private volatile long toldAt = System.nanoTime() - TOLD_EVERY.toNanos();

  /// Where new resources are written.
  interface Appender {
    /// Writes them, all or none.
    ///
    /// @param turn to be run when they are ready, before anything is written
    void append(List<JsonObject> resources, Runnable turn);
  }

  /// @param easy whether it is one of those that may wait at any time
  private record Waiting(Event event, boolean easy) {}

  /// Some that are written together.
  ///
  /// @param before done when those that were gathered before are written or lost
  /// @param done likewise of these
  private record Batch(
      List<JsonObject> resources, CompletableFuture<Void> before, CompletableFuture<Void> done) {}

  /// @param blocks whether requests wait where there is no room, rather than go on unrecorded
  /// @param pressed for how long they wait where there is room, and more wait than need to
  EventQueue(
      EventJson json, Supplier<String> ids, Appender store, boolean blocks, Duration pressed) {
    this.json = json;
    this.ids = ids;
    this.store = store;
    this.blocks = blocks;
    this.pressed = pressed;
    for (int i = 1; i <= WRITERS; i++) {
      writers.add(Thread.ofPlatform().daemon().name("audit-events-" + i).unstarted(this::work));
    }
  }

  void start() {
    writers.forEach(Thread::start);
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
    boolean eased = false;
    try {
      eased = easy.tryAcquire() || eases();
      Waiting added = new Waiting(event, eased);
      if (waiting.offer(added)
          || (blocks && waiting.offer(added, PATIENCE.toMillis(), TimeUnit.MILLISECONDS))) {
        return;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (eased) {
      easy.release();
    }
    if (blocks) {
      throw new HttpProblem(
          503,
          "It cannot be recorded just now that you asked for this; try again.",
          Headers.NONE.with("Retry-After", "5"));
    }
    lose(1, "too many wait");
  }

  /// Waits to be one of those, unless somebody did in vain since any were last written.
  private boolean eases() throws InterruptedException {
    boolean eased = !stuck && easy.tryAcquire(pressed.toMillis(), TimeUnit.MILLISECONDS);
    stuck = !eased;
    return eased;
  }

  /// Writes it now; it is on the disk when this returns.
  ///
  /// @throws DatabaseException where it cannot be
  void write(Event event) {
    store.append(List.of(json.of(event, ids.get())), () -> {});
    written.incrementAndGet();
  }

  private void work() {
    while (!closed || !waiting.isEmpty()) {
      Batch batch = gathered();
      if (batch != null) {
        try {
          write(batch.resources(), batch.before()::join);
        } finally {
          boolean _ = batch.done().complete(null);
        }
      }
    }
  }

  private @Nullable Batch gathered() {
    gathering.lock();
    try {
      List<Waiting> some = gather();
      if (some.isEmpty()) {
        return null;
      }
      easy.release((int) some.stream().filter(Waiting::easy).count());
      Batch batch =
          new Batch(
              some.stream().map(each -> json.of(each.event(), ids.get())).toList(),
              last,
              new CompletableFuture<>());
      last = batch.done();
      return batch;
    } finally {
      gathering.unlock();
    }
  }

  private List<Waiting> gather() {
    List<Waiting> some = new ArrayList<>(AT_ONCE);
    try {
      Waiting first = waiting.poll(GATHERED.toMillis(), TimeUnit.MILLISECONDS);
      if (first == null) {
        return some;
      }
      some.add(first);
      if (!closed && waiting.size() < AT_ONCE) {
        Thread.sleep(GATHERED);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // nobody does, but the end of the JVM
      closed = true;
    }
    int resources = some.stream().mapToInt(EventQueue::resources).sum();
    while (some.size() < AT_ONCE && resources < RESOURCES_AT_ONCE) {
      Waiting next = waiting.poll();
      if (next == null) {
        break;
      }
      some.add(next);
      resources += resources(next);
    }
    return some;
  }

  private static int resources(Waiting one) {
    return one.event().touched().size() + one.event().patients().size();
  }

  private void write(List<JsonObject> resources, Runnable turn) {
    while (true) {
      try {
        store.append(resources, turn);
        written.addAndGet(resources.size());
        stuck = false;
        return;
      } catch (DatabaseException e) {
        if (!e.isUnavailable() && !e.isRetryable()) {
          writeEach(resources, turn, e);
          return;
        }
        stuck = true;
        LOG.warn(
            "The records of {} requests wait for the database ({})", resources.size(), e.state());
      } catch (RuntimeException e) {
        LOG.error("Records could not be written", e);
        writeEach(resources, turn, e);
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
  private void writeEach(List<JsonObject> resources, Runnable turn, RuntimeException failure) {
    if (resources.size() == 1) {
      lose(1, failure.getClass().getSimpleName());
    } else {
      resources.forEach(resource -> write(List.of(resource), turn));
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
    try {
      for (Thread writer : writers) {
        if (writer.getState() != Thread.State.NEW) {
          boolean _ = writer.join(DRAINED_WITHIN.plusSeconds(5));
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
