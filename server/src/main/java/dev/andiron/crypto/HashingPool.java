package dev.andiron.crypto;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The threads that hash passwords: few, of the platform, behind a short queue.
///
/// Hashing is the one heavy job of the server. A queue that grew with a storm of logins would
/// answer everybody late; this one refuses at once when it is full, and drops what has waited too
/// long, because its caller has gone. Who is refused and asks again at once would take more of the
/// processors than hashing does, so that refusals have a pace: as many as in a second come at once,
/// the others wait a little for theirs. And while those who are signed in are served, one of the
/// processors does not hash, and the others breathe between two jobs. Safe for use by many threads;
/// a virtual thread that waits here holds nothing.
public final class HashingPool implements AutoCloseable {
  /// Jobs that may wait when nothing is configured.
  public static final int DEFAULT_QUEUE = 128;

  /// How long a job may wait for its turn.
  public static final Duration DEFAULT_MAX_WAIT = Duration.ofSeconds(10);

  /// How long one thread rests after somebody was served who is signed in.
  private static final long REST = 1_000_000_000;

  /// After which it looks again.
  private static final Duration NAP = Duration.ofMillis(50);

  /// What a thread rests between two jobs at most.
  private static final long LONGEST_BREATH = 100_000_000;

  private static final int REFUSALS_A_SECOND = 500;
  private static final Duration LONGEST_REFUSAL = Duration.ofSeconds(5);

  private final BlockingQueue<Job<?>> queue;
  private final Semaphore places;
  private final Thread[] threads;
  private final long maxWaitNanos;
  private final LongSupplier nanoTime;
  private final Pace refusals;
  private final AtomicInteger running = new AtomicInteger();
  private final LongAdder refused = new LongAdder();
  private final AtomicLong meanNanos = new AtomicLong(30_000_000); // until measured
  private volatile long served;
  private volatile boolean closed;

  /// A pool with as many threads as there are cores.
  public HashingPool() {
    this(Runtime.getRuntime().availableProcessors(), DEFAULT_QUEUE, DEFAULT_MAX_WAIT);
  }

  public HashingPool(int threads, int queue, Duration maxWait) {
    this(threads, queue, maxWait, System::nanoTime);
  }

  HashingPool(int threads, int queue, Duration maxWait, LongSupplier nanoTime) {
    this.refusals = new Pace(REFUSALS_A_SECOND, LONGEST_REFUSAL, nanoTime);
    this.queue = new ArrayBlockingQueue<>(queue);
    this.places = new Semaphore(threads + queue);
    this.maxWaitNanos = maxWait.toNanos();
    this.nanoTime = nanoTime;
    this.served = nanoTime.getAsLong() - REST;
    this.threads = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      boolean courteous = i > 0 && i == threads - 1;
      this.threads[i] =
          Thread.ofPlatform().daemon().name("hashing-" + i).unstarted(() -> work(courteous));
    }
    for (Thread thread : this.threads) {
      thread.start();
    }
  }

  /// A place among those that want something computed, until it is closed.
  public interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /// Takes a place before anything is done for work that is to come, so that who finds none costs
  /// nothing at all.
  ///
  /// @throws BusyException at the pace of refusals, when there are as many as may wait
  public Place enter() throws BusyException {
    if (!places.tryAcquire()) {
      BusyException refusal = refusal();
      refusals.pass();
      throw refusal;
    }
    return places::release;
  }

  /// Computes `work` on the pool and waits for it. What it throws unchecked comes through.
  ///
  /// @throws BusyException at the pace of refusals when the queue is full, or when the turn did not
  ///   come in time
  public <T> T run(Supplier<T> work) throws BusyException, InterruptedException {
    Future<T> future;
    try {
      future = submit(work);
    } catch (BusyException e) {
      refusals.pass();
      throw e;
    }
    try {
      return future.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case BusyException busy -> throw busy;
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      future.cancel(false);
      throw e;
    }
  }

  /// Computes `work` on the pool. The future fails with a [BusyException] when its turn did not
  /// come in time; cancelling it before its turn gives the place back when the turn comes.
  ///
  /// @throws BusyException at once when the queue is full or the pool is closed
  public <T> CompletableFuture<T> submit(Supplier<T> work) throws BusyException {
    Job<T> job = new Job<>(work, nanoTime.getAsLong());
    if (closed || !queue.offer(job) || (closed && queue.remove(job))) {
      throw refusal(); // the last: closed in between, and not drained
    }
    return job.future;
  }

  /// Somebody is served who is signed in: for the next second one of several threads begins
  /// nothing, and its processor is theirs; the others rest after each job for half of its time.
  public void giveWay() {
    served = nanoTime.getAsLong();
  }

  /// Hashes a few times on every thread, so that the first sign-in finds compiled code and a
  /// prepared memory; returns at once.
  public void warmUp(PasswordHasher hasher) {
    for (int i = 0; i < threads.length; i++) {
      queue.offer(new Job<>(() -> hasher.hash("warm-up"), nanoTime.getAsLong()));
    }
  }

  /// Jobs that wait.
  public int queued() {
    return queue.size();
  }

  /// Jobs being computed.
  public int running() {
    return running.get();
  }

  /// What was refused since it was made: for want of room, or because its turn did not come in
  /// time.
  public long refused() {
    return refused.sum();
  }

  /// Refuses new work, drops what waits, and ends the threads after their present job.
  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      thread.interrupt();
    }
    Job<?> job;
    while ((job = queue.poll()) != null) {
      job.future.completeExceptionally(new BusyException(1));
    }
  }

  private BusyException refusal() {
    refused.increment();
    return new BusyException(retryAfter());
  }

  private int retryAfter() {
    long nanos = meanNanos.get() * (queue.size() + threads.length) / threads.length;
    return Math.clamp(Math.ceilDiv(nanos, 1_000_000_000L), 1, 60);
  }

  /// @param courteous whether this thread gives way
  private void work(boolean courteous) {
    while (!closed) {
      Job<?> job;
      try {
        if (courteous && givesWay()) {
          Thread.sleep(NAP);
          continue;
        }
        job = queue.take();
      } catch (InterruptedException e) {
        continue; // only close() interrupts
      }
      long start = nanoTime.getAsLong();
      if (job.future.isDone()) {
        continue;
      }
      if (start - job.submitted > maxWaitNanos) {
        job.future.completeExceptionally(refusal());
        continue;
      }
      running.incrementAndGet();
      try {
        job.compute();
      } finally {
        running.decrementAndGet();
      }
      long took = nanoTime.getAsLong() - start;
      meanNanos.updateAndGet(mean -> mean + (took - mean) / 8);
      breathe(took);
    }
  }

  private boolean givesWay() {
    return nanoTime.getAsLong() - served < REST;
  }

  /// Leaves the processor to who is served for half as long as a job took.
  private void breathe(long took) {
    if (givesWay()) {
      try {
        Thread.sleep(Duration.ofNanos(Math.min(took / 2, LONGEST_BREATH)));
      } catch (InterruptedException _) {
        // only close() interrupts
      }
    }
  }

  private static final class Job<T> {
    final Supplier<T> work;
    final long submitted;
    final CompletableFuture<T> future = new CompletableFuture<>();

    Job(Supplier<T> work, long submitted) {
      this.work = work;
      this.submitted = submitted;
    }

    /// Whatever the work throws belongs to the caller; the thread must live on.
    void compute() {
      try {
        future.complete(work.get());
      } catch (Throwable e) {
        future.completeExceptionally(e);
      }
    }
  }
}
