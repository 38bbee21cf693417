package dev.andiron.crypto;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// A steady pace: so many go through at once as may in a second, and who comes faster waits, in the
/// order they came. Safe for use by many threads; a virtual thread that waits here holds nothing.
final class Pace {
  private static final long SECOND = 1_000_000_000;

  private final long interval;
  private final long longest;
  private final LongSupplier nanoTime;

  /// When the next one goes, of those who come at the pace.
  private final AtomicLong next;

  /// @param aSecond how many go through in a second
  /// @param longest how long one waits at most
  Pace(int aSecond, Duration longest, LongSupplier nanoTime) {
    this.interval = SECOND / aSecond;
    this.longest = longest.toNanos();
    this.nanoTime = nanoTime;
    this.next = new AtomicLong(nanoTime.getAsLong() - SECOND);
  }

  /// Waits for one's turn. Who is interrupted goes at once, and stays interrupted.
  void pass() {
    long wait = turn();
    if (wait <= 0) {
      return;
    }
    try {
      Thread.sleep(Duration.ofNanos(wait));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// How long to wait, in nanoseconds; none where it is not positive.
  long turn() {
    long now = nanoTime.getAsLong();
    long mine =
        next.getAndUpdate(
            due -> Math.clamp(due - now, -SECOND, longest - interval) + now + interval);
    return Math.min(mine - now, longest);
  }
}
