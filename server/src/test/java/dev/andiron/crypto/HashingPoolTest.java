package dev.andiron.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.andiron.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The hashing pool: bounded, and honest about it")
@Timeout(30)
class HashingPoolTest {
  private static final Duration MAX_WAIT = Duration.ofSeconds(10);

  private final AtomicLong nanos = new AtomicLong();
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  private static void hold(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private CompletableFuture<String> occupy(HashingPool pool)
      throws BusyException, InterruptedException {
    CompletableFuture<String> first =
        pool.submit(() -> {
          started.countDown();
          hold(release);
          return "first";
        });
    started.await();
    return first;
  }

  @Test
  void itComputes() throws BusyException, InterruptedException {
    try (HashingPool pool = new HashingPool()) {
      assertThat(pool.run(() -> Thread.currentThread().getName())).startsWith("hashing-");
      assertThat(pool.run(() -> Thread.currentThread().isVirtual())).isFalse();
    }
  }

  @Test
  @DisplayName("RFC 9110 §15.6.4: when the queue is full it refuses at once, with a Retry-After")
  void full() throws BusyException, InterruptedException, ExecutionException {
    try (HashingPool pool = new HashingPool(1, 2, MAX_WAIT, nanos::get)) {
      CompletableFuture<String> first = occupy(pool);
      Future<String> second = pool.submit(() -> "second");
      Future<String> third = pool.submit(() -> "third");
      assertThat(pool.running()).isEqualTo(1);
      assertThat(pool.queued()).isEqualTo(2);
      AtomicBoolean computed = new AtomicBoolean();
      BusyException busy =
          catchThrowableOfType(
              BusyException.class,
              () ->
                  pool.run(() -> {
                    computed.set(true);
                    return "fourth";
                  }));
      assertThat(busy.retryAfter()).isBetween(1, 60);
      release.countDown();
      assertThat(List.of(first.get(), second.get(), third.get()))
          .containsExactly("first", "second", "third");
      assertThat(computed).isFalse();
      assertThat(pool.run(() -> "fifth")).isEqualTo("fifth");
    }
  }

  @Test
  void whatWaitedTooLongIsDroppedUncomputed()
      throws BusyException, InterruptedException, ExecutionException {
    try (HashingPool pool = new HashingPool(1, 2, MAX_WAIT, nanos::get)) {
      CompletableFuture<String> first = occupy(pool);
      AtomicBoolean computed = new AtomicBoolean();
      Future<Boolean> stale = pool.submit(() -> computed.getAndSet(true));
      nanos.addAndGet(MAX_WAIT.toNanos() + 1);
      Future<String> fresh = pool.submit(() -> "fresh");
      release.countDown();
      assertThat(first.get()).isEqualTo("first");
      assertThatThrownBy(stale::get).hasCauseInstanceOf(BusyException.class);
      assertThat(fresh.get()).isEqualTo("fresh");
      assertThat(computed).isFalse();
    }
  }

  @Test
  void aCallerWhoWaitedTooLongHearsBusy() throws BusyException, InterruptedException {
    try (HashingPool pool = new HashingPool(1, 2, MAX_WAIT, nanos::get);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<String> _ = occupy(pool);
      Future<String> caller = callers.submit(() -> pool.run(() -> "too late"));
      while (pool.queued() == 0) {
        Thread.onSpinWait();
      }
      nanos.addAndGet(MAX_WAIT.toNanos() + 1);
      release.countDown();
      assertThatThrownBy(caller::get).hasCauseInstanceOf(BusyException.class);
    }
  }

  @Test
  void aCallerWhoLeftIsNotComputedFor()
      throws BusyException, InterruptedException, ExecutionException {
    try (HashingPool pool = new HashingPool(1, 2, MAX_WAIT, nanos::get)) {
      CompletableFuture<String> _ = occupy(pool);
      AtomicBoolean computed = new AtomicBoolean();
      CompletableFuture<Boolean> left = pool.submit(() -> computed.getAndSet(true));
      assertThat(left.cancel(false)).isTrue();
      release.countDown();
      assertThat(pool.run(() -> "next")).isEqualTo("next");
      assertThat(computed).isFalse();
      assertThatThrownBy(left::get).isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void whatTheWorkThrowsComesThroughAndTheThreadLives() throws BusyException, InterruptedException {
    try (HashingPool pool = new HashingPool(1, 2, MAX_WAIT)) {
      assertThatThrownBy(() -> pool.run(() -> StoredHash.parse("nonsense")))
          .isInstanceOf(HashFormatException.class);
      assertThatThrownBy(() ->
              pool.run(() -> {
                throw new StackOverflowError();
              }))
          .isInstanceOf(StackOverflowError.class);
      assertThat(pool.run(() -> "alive")).isEqualTo("alive");
    }
  }

  @Test
  void manyVirtualThreadsWaitForTheirTurns() throws InterruptedException, ExecutionException {
    PasswordHasher hasher = new PasswordHasher(new Argon2Parameters(64, 1, 1));
    try (HashingPool pool = new HashingPool(2, 200, MAX_WAIT);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      pool.warmUp(hasher);
      List<Future<Boolean>> answers = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        String password = "password " + i;
        answers.add(
            callers.submit(() -> {
              String hash = pool.run(() -> hasher.hash(password));
              return pool.run(() -> hasher.verify(password, hash));
            }));
      }
      for (Future<Boolean> answer : answers) {
        assertThat(answer.get()).isTrue();
      }
    }
  }

  @Test
  void closedItRefusesAndLetsGoOfWhoWaits() throws BusyException, InterruptedException {
    HashingPool pool = new HashingPool(1, 2, MAX_WAIT, nanos::get);
    CompletableFuture<String> _ = occupy(pool);
    Future<String> waiting = pool.submit(() -> "never");
    pool.close();
    assertThatThrownBy(waiting::get).hasCauseInstanceOf(BusyException.class);
    assertThatThrownBy(() -> pool.submit(() -> "late")).isInstanceOf(BusyException.class);
  }

  @Test
  @DisplayName("there are as many places as may be computed or wait, and they are given back")
  void places() throws BusyException {
    try (HashingPool pool = new HashingPool(1, 2, MAX_WAIT, nanos::get)) {
      HashingPool.Place first = pool.enter();
      HashingPool.Place second = pool.enter();
      HashingPool.Place third = pool.enter();
      BusyException busy = catchThrowableOfType(BusyException.class, pool::enter);
      assertThat(busy.retryAfter()).isBetween(1, 60);
      second.close();
      HashingPool.Place fourth = pool.enter();
      for (HashingPool.Place place : List.of(first, third, fourth)) {
        place.close();
      }
    }
  }

  @Test
  @DisplayName("who asks again and again is told so at a pace, and what was refused is counted")
  void refusalsHaveAPace() throws BusyException, InterruptedException {
    try (HashingPool pool = new HashingPool(1, 2, MAX_WAIT, nanos::get)) {
      for (int i = 0; i < 3; i++) {
        HashingPool.Place _ = pool.enter();
      }
      // By the clock that stands still a second's worth is told at once, and then each waits
      // longer.
      for (int i = 0; i < 501; i++) {
        assertThat(catchThrowableOfType(BusyException.class, pool::enter)).isNotNull();
      }
      assertThat(pool.refused()).isEqualTo(501);
      List<Thread> refused = new ArrayList<>();
      for (int i = 0; i < 2_500; i++) {
        refused.add(
            Thread.startVirtualThread(() ->
                assertThat(catchThrowableOfType(BusyException.class, pool::enter)).isNotNull()));
      }
      Await.until(
          "the last ones wait",
          Duration.ofSeconds(20),
          () ->
              pool.refused() == 3_001
                  && refused.stream().anyMatch(t -> t.getState() == Thread.State.TIMED_WAITING));
      for (Thread each : refused) {
        each.interrupt();
      }
      for (Thread each : refused) {
        each.join();
      }
    }
  }

  @Test
  @DisplayName("while somebody is served who is signed in one thread of several begins nothing")
  void givesWay() throws Exception {
    try (HashingPool pool = new HashingPool(2, 8, MAX_WAIT, nanos::get)) {
      CountDownLatch first = new CountDownLatch(1);
      CountDownLatch second = new CountDownLatch(1);
      List<Future<?>> jobs = new ArrayList<>();
      for (CountDownLatch each : List.of(first, first, second, second)) {
        jobs.add(
            pool.submit(() -> {
              hold(each);
              return each;
            }));
      }
      Await.until("both compute", Duration.ofSeconds(20), () -> pool.running() == 2);
      pool.giveWay();
      first.countDown();
      jobs.get(0).get();
      jobs.get(1).get();
      Await.until("one goes on", Duration.ofSeconds(20), () -> pool.running() == 1);
      for (int i = 0; i < 30; i++) {
        Thread.sleep(10);
        assertThat(pool.queued()).isEqualTo(1);
      }
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      Await.until("a second later both do", Duration.ofSeconds(20), () -> pool.running() == 2);
      second.countDown();
      jobs.get(3).get();
    }
  }

  @Test
  @DisplayName(
      "meanwhile a thread rests after each job for half of its time, a tenth of a second at most")
  void breathes() {
    try (HashingPool pool = new HashingPool(1, 8, MAX_WAIT, nanos::get)) {
      Await.until(
          "else it goes on at once",
          Duration.ofSeconds(20),
          () -> between(pool, Duration.ofSeconds(4)).toMillis() < 50);
      pool.giveWay();
      assertThat(between(pool, Duration.ofMillis(160)))
          .isGreaterThanOrEqualTo(Duration.ofMillis(80));
      pool.giveWay();
      assertThat(between(pool, Duration.ofMillis(900)))
          .isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }
  }

  /// From the end of a job that seems to take as long as is said to the beginning of the next.
  private Duration between(HashingPool pool, Duration job) {
    CountDownLatch bothWait = new CountDownLatch(1);
    try {
      CompletableFuture<Long> ended =
          pool.submit(() -> {
            hold(bothWait);
            nanos.addAndGet(job.toNanos());
            return System.nanoTime();
          });
      CompletableFuture<Long> began = pool.submit(System::nanoTime);
      bothWait.countDown();
      return Duration.ofNanos(began.join() - ended.join());
    } catch (BusyException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName("a pool of one thread has nobody to rest")
  void oneThreadNeverRests() throws BusyException, InterruptedException {
    try (HashingPool pool = new HashingPool(1, 8, MAX_WAIT, nanos::get)) {
      pool.giveWay();
      assertThat(pool.run(() -> "computed")).isEqualTo("computed");
    }
  }
}
