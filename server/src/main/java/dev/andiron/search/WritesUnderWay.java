package dev.andiron.search;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Knows whether writes are under way that may have been planned with search parameters that are no
/// longer those of this node: only when there are none may the node say that it has the new ones.
/// Thread-safe.
final class WritesUnderWay {
  /// Those that began between two turns.
  private static final class Counted {
    final AtomicInteger writes = new AtomicInteger();
  }

  private volatile Counted current = new Counted();
  private final List<Counted> before = new ArrayList<>();

  <T> T during(Supplier<T> write) {
    Counted counted = entered();
    try {
      return write.get();
    } finally {
      counted.writes.decrementAndGet();
    }
  }

  /// What entered before the turn, and noticed too late, enters again: then it plans with the new
  /// parameters.
  private Counted entered() {
    while (true) {
      Counted counted = current;
      counted.writes.incrementAndGet();
      if (counted == current) {
        return counted;
      }
      counted.writes.decrementAndGet();
    }
  }

  /// The parameters are others now: what entered until now is counted apart from what comes.
  synchronized void turn() {
    before.add(current);
    current = new Counted();
  }

  /// Whether all that entered before the last turn is over.
  synchronized boolean isSettled() {
    before.removeIf(counted -> counted.writes.get() == 0);
    return before.isEmpty();
  }
}
