package dev.andiron.search;

import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Statement;
import dev.andiron.resource.ChangeListener;
import dev.andiron.resource.ResourceKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the index to what the search parameters are (docs/adr/0009-reindexing.md): compares when
/// the server starts and whenever stored parameters change
/// (docs/adr/0018-stored-search-parameters.md), indexes in the background what changed, and tells
/// this node what it may search by. Thread-safe.
public final class Reindexing implements ChangeListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reindexing.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration SETTLES_IN = Duration.ofMillis(10);
  private static final Duration SAY_EVERY = Duration.ofSeconds(10);

  private final SearchParameters parameters;
  private final Database database;
  private final Readiness readiness;
  private final int batch;
  private final String nodeId = UUID.randomUUID().toString();
  private final Thread thread;
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean closed;

  // Of the thread alone, once it runs.
  private IndexFingerprints expected;
  private Nodes nodes;
  private IndexWalk walk;
  private long stored = -1;
  private boolean settled = true;
  private boolean planned;
  private long revision = -1;
  private boolean pending;
  private long lastBeat;
  private long lastLook;
  private long lastSaid;
  private boolean waits;

  public Reindexing(SearchParameters parameters, Database database, Readiness readiness) {
    this(parameters, database, readiness, IndexWalk.BATCH);
  }

  Reindexing(SearchParameters parameters, Database database, Readiness readiness, int batch) {
    this.parameters = parameters;
    this.database = database;
    this.readiness = readiness;
    this.batch = batch;
    this.expected = new IndexFingerprints(parameters.current());
    this.nodes = new Nodes(nodeId, expected.whole());
    this.walk = new IndexWalk(database, expected, nodes, batch);
    this.thread = Thread.ofPlatform().daemon().name("search-index").unstarted(this::run);
  }

  /// Compares, and goes on in the background.
  ///
  /// @throws DatabaseException where the database cannot be asked
  public void start() {
    look();
    thread.start();
  }

  /// Renews every index row of a type's resources in the background, while they are searched as
  /// always.
  ///
  /// @return false where there is no such type
  public boolean renew(String type) {
    boolean known = !parameters.of(type).isEmpty();
    if (known) {
      database.transaction(transaction -> {
        transaction.first(Statement.of(IndexPlan.LOCKED_STATE), row -> row.text(1));
        return transaction.execute(
            List.of(
                Statement.of(
                    """
                    insert into search_reindex (type, whole) values (?, true)
                    on conflict (type) do update set whole = true, position = '', done = 0,
                      failed = 0, total = null, error = null, started = now(), finished = null
                    """,
                    type),
                IndexPlan.nextRevision()));
      });
      wake.release();
    }
    return known;
  }

  @Override
  public void changed(ResourceKey key) {
    if (key.type().equals(StoredParameter.TYPE)) {
      readiness.hear();
      wake.release();
    }
  }

  /// The next look, which is within a second, finds what there is to find.
  @Override
  public void reset() {}

  /// The types whose index is being made, and those where that is over; sorted.
  public List<IndexProgress> progress() {
    readiness.await();
    return made();
  }

  private List<IndexProgress> made() {
    Map<String, TreeSet<String>> waiting = new HashMap<>();
    record Parameter(String type, String code) {}
    database
        .query(
            Statement.of("select type, code from search_parameter_state where not ready"),
            row -> new Parameter(row.text(1), row.text(2)))
        .forEach(
            each -> waiting.computeIfAbsent(each.type(), _ -> new TreeSet<>()).add(each.code()));
    return database.query(
        Statement.of(
            """
            select type, whole, done, total, failed, started, finished, error,
              (extract(epoch from coalesce(finished, now()) - started) * 1000)::int8
            from search_reindex order by type
            """),
        row ->
            new IndexProgress(
                row.text(1),
                List.copyOf(waiting.getOrDefault(row.text(1), new TreeSet<>())),
                row.flag(2),
                row.number(3),
                row.numberOrNull(4),
                row.number(5),
                row.instant(6),
                row.instantOrNull(7),
                row.textOrNull(8),
                Duration.ofMillis(row.number(9))));
  }

  @Override
  public void close() {
    closed = true;
    wake.release();
    try {
      if (thread.isAlive()) { // it is not where the start failed
        boolean _ = thread.join(Duration.ofSeconds(5));
      }
      nodes.leave(database);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (DatabaseException e) {
      LOG.debug("The other nodes will notice by themselves that this one stopped.", e);
    }
  }

  private void run() {
    boolean failing = false;
    while (!closed) {
      Duration pause = LOOK_EVERY;
      try {
        if (System.nanoTime() - lastLook >= LOOK_EVERY.toNanos()) {
          look();
        }
        if (!settled) {
          pause = SETTLES_IN;
          lastLook = System.nanoTime() - LOOK_EVERY.toNanos();
        } else if (pending) {
          pause = work();
        }
        failing = false;
      } catch (DatabaseException e) {
        if (!e.isLockTimeout() && !e.isRetryable() && !failing && !closed) {
          LOG.warn("The search index cannot be worked on ({}); it goes on later.", e.state(), e);
          failing = true;
        }
      } catch (RuntimeException e) {
        LOG.error("Indexing failed; it goes on later.", e);
      }
      await(pause);
    }
  }

  private void await(Duration pause) {
    try {
      if (wake.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        wake.drainPermits();
        lastLook = System.nanoTime() - LOOK_EVERY.toNanos();
      }
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /// Does a batch, and says for how long to leave the database to others: as long as it took.
  private Duration work() {
    long began = System.nanoTime();
    IndexWalk.Step step = walk.step();
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    if (step == IndexWalk.Step.WAITS && !waits) {
      LOG.info("The search index waits: nodes with other search parameters run, or ran just now.");
    }
    waits = step == IndexWalk.Step.WAITS;
    boolean due = System.nanoTime() - lastSaid >= SAY_EVERY.toNanos();
    switch (step) {
      case NOTHING -> pending = false;
      case BEGAN, FINISHED -> say();
      case WENT_ON -> {
        if (due) {
          say();
        }
      }
      case ELSEWHERE, WAITS -> {
        return LOOK_EVERY;
      }
    }
    if (step == IndexWalk.Step.FINISHED) {
      look();
    }
    return took.plusMillis(1);
  }

  private void say() {
    lastSaid = System.nanoTime();
    for (IndexProgress each : made()) {
      if (!each.type().equals(walk.type())) {
        continue;
      }
      if (each.finished() == null) {
        LOG.info(
            "Indexing {}: {}{}{}",
            each.type(),
            each.words(),
            each.waiting().isEmpty()
                ? ""
                : ", waiting for " + each.waiting().size() + " parameters",
            failures(each));
      } else {
        LOG.info(
            "Indexed {}: {} resources in {} s{}",
            each.type(),
            each.done(),
            each.running().toSeconds(),
            failures(each));
      }
    }
  }

  private static String failures(IndexProgress progress) {
    return progress.failed() == 0 ? "" : ", " + progress.failed() + " failed";
  }

  /// Hears what there is to do, and what may be searched by.
  private void look() {
    lastLook = System.nanoTime();
    long heard = readiness.heard();
    State state = state();
    if (state.stored() != stored) {
      takeUp();
    }
    if (!settled && parameters.writes().isSettled()) {
      settled = true;
      nodes = new Nodes(nodeId, expected.whole());
      walk = new IndexWalk(database, expected, nodes, batch);
      lastBeat = 0;
    }
    if (lastBeat == 0 || lastLook - lastBeat >= Nodes.BEAT.toNanos()) {
      nodes.beat(database);
      lastBeat = lastLook;
    }
    if (!settled) {
      return;
    }
    if (!state.fingerprint().equals(expected.whole()) && (!planned || !othersRun())) {
      IndexPlan.make(database, expected, nodes);
      state = state();
    }
    planned = true;
    pending = state.pending();
    if (pending || state.revision() != revision) {
      readiness.set(unready(expected));
      revision = state.revision();
    }
    readiness.take(heard);
  }

  /// Searches and writes by the stored parameters as they are now. Until the writes are over that
  /// were planned before, this node says that it has the earlier ones, so that nobody begins to
  /// index: what such a write leaves without rows, the walk finds.
  private void takeUp() {
    StoredParametersSql.Active active = StoredParametersSql.read(database);
    ParameterSet next = parameters.with(active.parameters());
    IndexFingerprints fingerprints = new IndexFingerprints(next);
    Map<String, Readiness.Unready> unready = unready(fingerprints);
    readiness.add(unready);
    parameters.use(next);
    readiness.set(unready);
    expected = fingerprints;
    planned = false;
    settled = false;
    revision = -1;
    stored = active.revision();
  }

  private boolean othersRun() {
    return database.transaction(nodes::othersRun);
  }

  private record State(String fingerprint, long revision, boolean pending, long stored) {}

  private State state() {
    State state =
        database.first(
            Statement.of(
                """
                select fingerprint, revision, exists (select from search_reindex
                  where finished is null) or exists (select from search_index_leftover),
                  (select p.revision from search_parameter_revision p)
                from search_index_state
                """),
            row -> new State(row.text(1), row.number(2), row.flag(3), row.number(4)));
    if (state == null) {
      throw new IllegalStateException("search_index_state has no row");
    }
    return state;
  }

  private Map<String, Readiness.Unready> unready(IndexFingerprints fingerprints) {
    record Held(int key, long fingerprint, boolean ready) {}
    Map<Integer, Held> held = new HashMap<>();
    database
        .query(
            Statement.of("select key, fingerprint, ready from search_parameter_state"),
            row -> new Held((int) row.number(1), row.number(2), row.flag(3)))
        .forEach(row -> held.put(row.key(), row));
    Map<String, TreeSet<String>> codes = new TreeMap<>();
    fingerprints
        .byKey()
        .forEach((key, each) -> {
          Held row = held.get(key);
          if (row == null || !row.ready() || row.fingerprint() != each.fingerprint()) {
            SearchParameter parameter = each.parameter();
            codes.computeIfAbsent(parameter.type(), _ -> new TreeSet<>()).add(parameter.code());
          }
        });
    if (codes.isEmpty()) {
      return Map.of();
    }
    Map<String, IndexProgress> progress = new HashMap<>();
    made().forEach(each -> progress.put(each.type(), each));
    Map<String, Readiness.Unready> unready = new HashMap<>();
    codes.forEach((type, of) ->
        unready.put(
            type,
            new Readiness.Unready(of, progress.getOrDefault(type, IndexProgress.unknown(type)))));
    return unready;
  }
}
