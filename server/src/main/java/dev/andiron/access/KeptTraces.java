package dev.andiron.access;

import dev.andiron.crypto.TimeOrderedIds;
import dev.andiron.http.Request;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Why requests were denied, to be looked up by their ids for a day (docs/adr/0024-why-denied.md).
/// Thread-safe.
///
/// Of a denial there is kept who asked for which operation, by which method and path, and what each
/// policy said: no query, no header field, no body. A denied caller can make no more of it than a
/// few a second, and all together not more than a table of some megabytes. It is written in the
/// background; where that fails, or is too slow, traces are lost and no request is.
public final class KeptTraces implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeptTraces.class);

  private static final Duration KEPT = Duration.ofDays(1);
  private static final int MOST = 5_000;
  private static final int WAITING = 500;
  private static final int WRITTEN_AT_ONCE = 50;
  private static final Duration PURGED_EVERY = Duration.ofMinutes(1);
  private static final int LONGEST_PATH = 300;

  private final TraceStore store;
  private final Clock clock;
  private final TimeOrderedIds ids;
  private final Rate rate;
  private final BlockingQueue<TraceStore.Row> waiting = new ArrayBlockingQueue<>(WAITING);
  private final Thread thread;
  private final TraceStore.Row end;
  private volatile boolean closed;

  public KeptTraces(Database database, Clock clock) {
    this.store = new TraceStore(database);
    this.clock = clock;
    this.ids = new TimeOrderedIds(clock);
    this.rate = new Rate(clock, 20, 1);
    this.end = new TraceStore.Row("", "", Instant.EPOCH, JsonObject.EMPTY);
    this.thread = Thread.ofPlatform().daemon().name("access-traces").unstarted(this::write);
  }

  /// Begins to write.
  public void start() {
    thread.start();
  }

  /// Keeps why a request is denied, soon.
  ///
  /// @param trace asked for only where there is room for it; whatever it throws is no concern of
  ///   the request's
  void denied(Caller caller, Request request, String operation, Supplier<Trace> trace) {
    if (rate.admits(Decider.subject(caller).toString())) {
      TraceStore.Row row = row(caller, request, operation, trace);
      if (row != null && !waiting.offer(row)) {
        LOG.debug("request {}: too many denials wait; this one is not kept", request.id());
      }
    }
  }

  /// Keeps how a request was decided before it is answered, for somebody who asked for that.
  ///
  /// @return whether it can be looked up now
  boolean asked(Caller caller, Request request, String operation, Supplier<Trace> trace) {
    if (!rate.admits("debug " + Decider.subject(caller))) {
      return false;
    }
    TraceStore.Row row = row(caller, request, operation, trace);
    return row != null && added(List.of(row));
  }

  private TraceStore.@Nullable Row row(
      Caller caller, Request request, String operation, Supplier<Trace> trace) {
    Instant now = clock.instant();
    try {
      return new TraceStore.Row(
          request.id(),
          ids.next().toString(),
          now,
          told(caller, request, operation, trace.get(), now));
    } catch (RuntimeException e) {
      // It was decided before; what fails in telling why (a body that cannot be parsed, a database
      // that went away) must not become another answer. Its words may quote the body.
      LOG.warn(
          "request {}: why it is denied cannot be told ({})",
          request.id(),
          e.getClass().getSimpleName());
      return null;
    }
  }

  private static JsonObject told(
      Caller caller, Request request, String operation, Trace trace, Instant now) {
    String path = request.path();
    JsonObject json = trace.json();
    return JsonObject.builder()
        .put("allowed", trace.allowed())
        .put("time", now.toString())
        .put(
            "request",
            JsonObject.of("method", request.method())
                .with(
                    "path",
                    path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) + "…" : path)
                .with("operation", operation))
        .putIfPresent("user", caller.userId())
        .putIfPresent("client", caller.clientId())
        .putAll(json.without("allowed"))
        .build();
  }

  /// What is kept of a request: each decision that denied something of it; null where there is
  /// none.
  ///
  /// @throws dev.andiron.http.HttpProblem 503 when it cannot be told just now
  public @Nullable JsonObject find(String request) {
    try {
      List<JsonObject> found = store.find(request, clock.instant().minus(KEPT));
      return found.isEmpty()
          ? null
          : JsonObject.of("id", Json.of(request)).with("decisions", JsonArray.of(found));
    } catch (DatabaseException e) {
      throw Guard.problem(e);
    }
  }

  private void write() {
    Instant purged = Instant.EPOCH;
    List<TraceStore.Row> rows = new ArrayList<>();
    while (true) {
      TraceStore.Row next = next();
      if (end.equals(next) || (closed && waiting.isEmpty())) {
        return;
      }
      if (next != null) {
        rows.add(next);
        waiting.drainTo(rows, WRITTEN_AT_ONCE - 1);
        rows.remove(end);
        var _ = added(rows);
        rows.clear();
      }
      Instant now = clock.instant();
      if (purged.plus(PURGED_EVERY).isBefore(now)) {
        purged = now;
        purge(now);
      }
    }
  }

  private TraceStore.@Nullable Row next() {
    try {
      return waiting.poll(PURGED_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      return end; // nobody interrupts it but to stop it
    }
  }

  private boolean added(List<TraceStore.Row> rows) {
    try {
      store.add(rows);
      return true;
    } catch (DatabaseException e) {
      LOG.warn("{} traces of requests are lost ({})", rows.size(), e.state());
      return false;
    }
  }

  private void purge(Instant now) {
    try {
      store.purge(now.minus(KEPT), MOST);
    } catch (DatabaseException e) {
      LOG.warn("old traces of requests are not removed ({})", e.state());
    }
  }

  /// Writes what waits, and ends.
  @Override
  public void close() {
    closed = true;
    boolean _ =
        waiting.offer(end); // where it is full, the thread is awake and sees that it is over
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    try {
      boolean _ = thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
