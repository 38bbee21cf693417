package dev.andiron.pg;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Work on the database that is done again and again in the background, on a thread of its own:
/// removing what is old, writing what was gathered. What goes wrong with it is the work's to tell;
/// it is done again. Thread-safe.
public final class Upkeep implements AutoCloseable {
  private static final Duration LAST_WAIT = Duration.ofSeconds(5);

  private final Duration every;
  private final Runnable work;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /// @param name of the thread
  /// @param work throws nothing
  public Upkeep(String name, Duration every, Runnable work) {
    this.every = every;
    this.work = work;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  /// Begins, with doing it at once.
  public void start() {
    thread.start();
  }

  /// Whether it is to end: what takes long should not begin another part.
  public boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void run() {
    try {
      do {
        work.run();
      } while (!closed.await(every.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // nobody does, but to stop it
    }
  }

  /// Ends it, and waits a little for what is being done.
  @Override
  public void close() {
    closed.countDown();
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    try {
      boolean _ = thread.join(LAST_WAIT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
