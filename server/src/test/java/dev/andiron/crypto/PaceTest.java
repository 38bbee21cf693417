package dev.andiron.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A pace: a second's worth at once, the rest in turn, nobody longer than a limit")
@Timeout(30)
class PaceTest {
  private static final long MILLISECOND = 1_000_000;

  private final AtomicLong nanos = new AtomicLong(-7_000);
  private final Pace pace = new Pace(100, Duration.ofSeconds(3), nanos::get);

  private void atOnce(int number) {
    for (int i = 0; i < number; i++) {
      assertThat(pace.turn()).isNotPositive();
    }
  }

  @Test
  void aSecondsWorthGoesAtOnceAndTheRestInTurn() {
    atOnce(101);
    assertThat(pace.turn()).isEqualTo(10 * MILLISECOND);
    assertThat(pace.turn()).isEqualTo(20 * MILLISECOND);
    nanos.addAndGet(15 * MILLISECOND);
    assertThat(pace.turn()).isEqualTo(15 * MILLISECOND);
  }

  @Test
  @DisplayName("a quiet hour saves no more than a second's worth")
  void nothingIsSaved() {
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    atOnce(101);
    assertThat(pace.turn()).isPositive();
  }

  @Test
  void nobodyWaitsLongerThanTheLimit() {
    atOnce(101);
    for (int i = 0; i < 5_000; i++) {
      assertThat(pace.turn()).isBetween(10 * MILLISECOND, 3_000 * MILLISECOND);
    }
    assertThat(pace.turn()).isEqualTo(3_000 * MILLISECOND);
    nanos.addAndGet(3_001 * MILLISECOND);
    assertThat(pace.turn()).isNotPositive();
  }

  @Test
  void whoIsInterruptedGoesAndStaysInterrupted() throws InterruptedException {
    atOnce(101);
    for (int i = 0; i < 300; i++) {
      assertThat(pace.turn()).isPositive();
    }
    AtomicLong interrupted = new AtomicLong();
    Thread waiting =
        Thread.startVirtualThread(() -> {
          pace.pass();
          interrupted.set(Thread.currentThread().isInterrupted() ? 1 : -1);
        });
    Await.until(
        "it waits", Duration.ofSeconds(20), () -> waiting.getState() == Thread.State.TIMED_WAITING);
    waiting.interrupt();
    waiting.join();
    assertThat(interrupted).hasValue(1);
  }
}
