package dev.andiron.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/// How often something can be done in a second by several threads at once.
public final class Rate {
  private Rate() {}

  /// One piece of it.
  @FunctionalInterface
  public interface Work {
    void once() throws Exception;
  }

  /// Makes the work of one thread.
  @FunctionalInterface
  public interface Worker {
    Work begin() throws Exception;
  }

  /// @throws ExecutionException where a piece of the work failed
  public static double perSecond(Worker worker, int threads, double seconds)
      throws InterruptedException, ExecutionException {
    AtomicLong count = new AtomicLong();
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(
            executor.submit(() -> {
              Work work = worker.begin();
              while (System.nanoTime() < end) {
                work.once();
                count.incrementAndGet();
              }
              return null;
            }));
      }
      for (Future<?> each : all) {
        Object _ = each.get();
      }
    }
    return count.get() * 1e9 / (System.nanoTime() - start);
  }
}
