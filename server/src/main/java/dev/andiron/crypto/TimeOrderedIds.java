package dev.andiron.crypto;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.UUID;

/// UUIDs of version 7 (RFC 9562 §5.7): rows that are made together lie together in an index.
///
/// Within one instance the ids grow strictly: 48 bits of milliseconds, then a 12-bit counter that
/// is seeded at random in each millisecond and borrows from the next when it runs over (§6.2,
/// method 1), then 62 random bits. Safe for use by many threads.
public final class TimeOrderedIds {
  private final Clock clock;
  private long last; // milliseconds << 12 | counter

  public TimeOrderedIds(Clock clock) {
    this.clock = clock;
  }

  public UUID next() {
    ByteBuffer random = ByteBuffer.wrap(TokenBytes.random(10));
    long fresh = (clock.millis() << 12) | (random.getShort() & 0x7ff);
    long stamp;
    synchronized (this) {
      stamp = Math.max(fresh, last + 1);
      last = stamp;
    }
    long high = ((stamp >>> 12) << 16) | 0x7000 | (stamp & 0xfff);
    long low = (random.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
