package dev.andiron.audit;

import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Upkeep;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes room for the months to come, and removes those that are past their retention, once an
/// hour.
final class Keeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
  private static final Duration EVERY = Duration.ofHours(1);

  private final Partitions partitions;
  private final Clock clock;
  private final Duration retention;
  private final Upkeep keeping = new Upkeep("audit-keeper", EVERY, this::look);

  /// @param retention zero for ever
  Keeper(Partitions partitions, Clock clock, Duration retention) {
    this.partitions = partitions;
    this.clock = clock;
    this.retention = retention;
  }

  void start() {
    keeping.start();
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
    keeping.close();
  }
}
