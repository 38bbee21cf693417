package dev.andiron.export;

import dev.andiron.pg.DatabaseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The threads of a node that work at exports: few, and each rests for as long as it worked, so
/// that the database is there for others. Thread-safe.
final class ExportWork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExportWork.class);

  /// How many exports a node works at; the rest wait.
  private static final int AT_ONCE = 2;

  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final Duration BEAT_EVERY = Duration.ofSeconds(5);
  private static final Duration LONGEST_REST = Duration.ofSeconds(1);

  /// A write is given its time when it is planned. Then it waits for a connection, five seconds at
  /// the most, and from there on is a transaction that can be seen. Some more for clocks that
  /// differ.
  private static final Duration SETTLES = Duration.ofSeconds(6);

  /// For how long transactions are waited for that may be writes of that time.
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  private final ExportRun.Tools tools;
  private final List<Thread> threads = new ArrayList<>();
  private final Semaphore wake = new Semaphore(0);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean closed;

  ExportWork(ExportRun.Tools tools) {
    this.tools = tools;
    for (int i = 0; i < AT_ONCE; i++) {
      threads.add(Thread.ofPlatform().daemon().name("export-" + i).unstarted(this::work));
    }
    threads.add(Thread.ofPlatform().daemon().name("export-keeper").unstarted(this::keep));
  }

  void start() {
    threads.forEach(Thread::start);
  }

  /// Says that there is something to do.
  void wake() {
    wake.release();
  }

  @Override
  public void close() {
    closed = true;
    wake.release(AT_ONCE);
    stopped.countDown();
    try {
      for (Thread thread : threads) {
        if (thread.isAlive()) {
          boolean _ = thread.join(Duration.ofSeconds(5));
        }
      }
      tools.store().release();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (DatabaseException e) {
      LOG.debug("The other nodes will notice by themselves that this one stopped.", e);
    }
  }

  private void work() {
    boolean failing = false;
    while (!closed) {
      try {
        ExportJob job = tools.store().take(tools.clock().instant().minus(SETTLES));
        if (job != null) {
          run(job);
        } else {
          awaitWork();
        }
        failing = false;
      } catch (DatabaseException e) {
        if (!e.isUnavailable()) {
          LOG.error("Exports cannot be worked at; they go on later.", e);
        } else if (!failing && !closed) {
          LOG.warn("Exports cannot be worked at ({}); they go on later.", e.state());
        }
        failing = true;
        pause(LOOK_EVERY);
      }
    }
  }

  /// Until the job is done, or lost, or the node stops.
  private void run(ExportJob job) {
    if (job.part() == 0 && job.position().isEmpty() && !settled()) {
      return;
    }
    LOG.info("Export {} begins, or goes on", job.id());
    ExportRun run = null;
    try {
      boolean more = true;
      while (more && !closed) {
        long began = System.nanoTime();
        run = run == null ? new ExportRun(tools, job) : run;
        more = step(run);
        rest(Duration.ofNanos(System.nanoTime() - began));
      }
    } catch (ExportStore.LostException e) {
      LOG.info("Export {} was removed, or another node works at it", job.id());
    } catch (DatabaseException e) {
      if (e.isUnavailable()) {
        throw e; // the job is still this node's, or its lease runs out
      }
      LOG.error("Export {} failed", job.id(), e);
      give(job, run);
    } catch (RuntimeException e) {
      LOG.error("Export {} failed", job.id(), e);
      give(job, run);
    }
    if (!closed) {
      LOG.info("Export {} is not worked at any more here", job.id());
    }
  }

  private boolean step(ExportRun run) {
    try {
      return run.step();
    } catch (ExportRights.UnknownException e) {
      LOG.warn("An export waits: it cannot be told who may have what: {}", e.getMessage());
    } catch (DatabaseException e) {
      if (!e.isUnavailable() && !e.isRetryable() && !e.isCancelled()) {
        throw e;
      }
      LOG.warn("An export waits: the database cannot be asked ({})", e.state());
    }
    pause(LOOK_EVERY);
    return true;
  }

  private void give(ExportJob job, @Nullable ExportRun run) {
    String error = "The export failed. The server's log tells more under " + job.id() + ".";
    try {
      (run == null ? new ExportRun(tools, job) : run).fail(error);
    } catch (ExportStore.LostException e) {
      LOG.debug("Export {} was removed already", job.id());
    }
  }

  /// Waits until whatever was being written at the moment of the export is written.
  ///
  /// @return false where the node stops meanwhile
  private boolean settled() {
    long began = System.nanoTime();
    long next = tools.store().horizon().next();
    while (!closed && System.nanoTime() - began < LONGEST_WAIT.toNanos()) {
      if (tools.store().horizon().oldest() >= next) {
        return true;
      }
      pause(Duration.ofMillis(200));
    }
    return !closed;
  }

  private void rest(Duration worked) {
    Duration rest = worked.compareTo(LONGEST_REST) < 0 ? worked : LONGEST_REST;
    pause(rest.plusMillis(1));
  }

  /// Says that the node lives, and removes what is over.
  private void keep() {
    while (!closed) {
      try {
        tools.store().beat();
        while (tools.store().sweep(tools.clock().instant()) && !closed) {
          tools.store().beat();
        }
      } catch (DatabaseException e) {
        LOG.debug("The exports cannot be kept just now", e);
      }
      pause(BEAT_EVERY);
    }
  }

  private void awaitWork() {
    try {
      boolean _ = wake.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /// Ends early where the node stops.
  private void pause(Duration longest) {
    try {
      boolean _ = stopped.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      closed = true;
    }
  }
}
