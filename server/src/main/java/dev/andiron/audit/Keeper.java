package dev.andiron.audit;

import dev.andiron.pg.DatabaseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes room for the months to come, and removes those that are past their retention, once an
/// hour.
final class Keeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
  private static final long EVERY_MINUTES = 60;

  private final Partitions partitions;
  private final Clock clock;
  private final Duration retention;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /// @param retention zero for ever
  Keeper(Partitions partitions, Clock clock, Duration retention) {
    this.partitions = partitions;
    this.clock = clock;
    this.retention = retention;
    this.thread = Thread.ofPlatform().daemon().name("audit-keeper").unstarted(this::keep);
  }

  void start() {
    thread.start();
  }

  private void keep() {
    try {
      do {
        look();
      } while (!closed.await(EVERY_MINUTES, TimeUnit.MINUTES));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    Instant now = clock.instant();
    try {
      partitions.ahead(now);
    } catch (DatabaseException e) {
      // Until then such events go into the part for others, where they are found as well.
      LOG.warn("There is no part of the records' table for each month to come ({})", e.state());
    }
    if (retention.isZero()) {
      return;
    }
    try {
      int dropped = partitions.drop(now.minus(retention));
      if (dropped > 0) {
        LOG.info("Records past their retention were removed: {} months", dropped);
      }
    } catch (DatabaseException e) {
      LOG.warn("Records past their retention are not removed yet ({})", e.state());
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      boolean _ = thread.getState() == Thread.State.NEW || thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
