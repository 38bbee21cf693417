package dev.andiron.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;

/// Lets everybody do something a number of times at once, and after that so many times a second;
/// all together a multiple of that. Thread-safe.
final class Rate {
  private static final int ALL_TOGETHER = 10;
  private static final int REMEMBERED = 10_000;

  private final Clock clock;
  private final int atOnce;
  private final double perSecond;
  private final Bucket all;
  private final Cache<String, Bucket> each = Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  Rate(Clock clock, int atOnce, double perSecond) {
    this.clock = clock;
    this.atOnce = atOnce;
    this.perSecond = perSecond;
    this.all = new Bucket(clock.millis(), atOnce * ALL_TOGETHER, perSecond * ALL_TOGETHER);
  }

  /// Whether this one may do it now; if so it counts.
  boolean admits(String who) {
    long now = clock.millis();
    return each.get(who, _ -> new Bucket(now, atOnce, perSecond)).take(now) && all.take(now);
  }

  /// Fills with time and is emptied by use.
  private static final class Bucket {
    private final double size;
    private final double perMilli;
    private double left;
    private long last;

    Bucket(long now, double size, double perSecond) {
      this.size = size;
      this.perMilli = perSecond / 1000;
      this.left = size;
      this.last = now;
    }

    synchronized boolean take(long now) {
      left = Math.min(size, left + Math.max(0, now - last) * perMilli);
      last = Math.max(last, now);
      if (left < 1) {
        return false;
      }
      left--;
      return true;
    }
  }
}
