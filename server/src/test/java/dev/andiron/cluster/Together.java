package dev.andiron.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/// Does many things at the same moment.
final class Together {
  private Together() {}

  /// What came of each, in their order.
  static <T> List<T> all(List<Supplier<T>> works) {
    CountDownLatch everybody = new CountDownLatch(works.size());
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      List<Future<T>> begun = new ArrayList<>();
      for (Supplier<T> work : works) {
        begun.add(
            threads.submit(() -> {
              everybody.countDown();
              everybody.await();
              return work.get();
            }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> one : begun) {
        assertThat(one).satisfies(it -> results.add(it.get()));
      }
      return results;
    }
  }
}
