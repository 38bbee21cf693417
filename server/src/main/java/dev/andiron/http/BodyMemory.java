package dev.andiron.http;

import java.util.concurrent.atomic.AtomicLong;

/// How much of the heap the bodies of all requests in flight take together. They are read before
/// anybody knows who sends them, so without a bound a few hundred connections that send nothing of
/// use could take all of it. Thread-safe.
final class BodyMemory {
  /// What every request may have whatever others do: signing in goes on.
  static final int FREE = 64 * 1024;

  private static final long SHARE = 8;

  private final long most;
  private final AtomicLong taken = new AtomicLong();

  /// @param most in bytes, beyond what is free
  BodyMemory(long most) {
    this.most = most;
  }

  static BodyMemory ofHeap() {
    return new BodyMemory(Runtime.getRuntime().maxMemory() / SHARE);
  }

  Lease lease() {
    return new Lease();
  }

  /// The share of one request, until it is answered. Not thread-safe.
  final class Lease implements AutoCloseable {
    private long mine;

    private Lease() {}

    /// Takes what a body of this size needs. One that is alone always gets it.
    ///
    /// @throws HttpProblem 503
    void grow(long size) {
      long more = Math.max(size - FREE, 0) - mine;
      if (more <= 0) {
        return;
      }
      mine += more;
      long all = taken.addAndGet(more);
      if (all > most && all > mine) {
        throw new HttpProblem(
            503,
            "Too many large bodies are being read just now; try again.",
            Headers.NONE.with("Retry-After", "1").with("Connection", "close"));
      }
    }

    @Override
    public void close() {
      taken.addAndGet(-mine);
      mine = 0;
    }
  }
}
