package dev.andiron;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what must come true.
public final class Await {
  private Await() {}

  /// Looks until the condition holds; how long it took.
  ///
  /// @param what said when it does not come true within the limit
  public static Duration until(String what, Duration limit, BooleanSupplier condition) {
    long began = System.nanoTime();
    while (true) {
      boolean holds = condition.getAsBoolean();
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      assertThat(took).as(what).isLessThanOrEqualTo(limit);
      if (holds) {
        return took;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }
}
