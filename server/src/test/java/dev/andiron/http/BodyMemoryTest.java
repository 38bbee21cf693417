package dev.andiron.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The memory that all bodies in flight share")
class BodyMemoryTest {
  private static final int MOST = 1024 * 1024;

  private final BodyMemory memory = new BodyMemory(MOST);

  @Test
  @DisplayName("is refused with 503 beyond its bound, and there again once another is answered")
  void bound() {
    try (BodyMemory.Lease late = memory.lease()) {
      try (BodyMemory.Lease one = memory.lease()) {
        one.grow(MOST);
        assertThatExceptionOfType(HttpProblem.class)
            .isThrownBy(() -> late.grow(MOST))
            .satisfies(problem -> {
              assertThat(problem.status()).isEqualTo(503);
              assertThat(problem.headers().first("Retry-After")).isEqualTo("1");
            });
      }
      late.grow(MOST);
    }
  }

  @Test
  @DisplayName("is given to one that is alone, however large it is")
  void alone() {
    try (BodyMemory.Lease one = memory.lease()) {
      one.grow(64L * MOST);
    }
  }

  @Test
  @DisplayName("is always there for small bodies: signing in goes on")
  void small() {
    try (BodyMemory.Lease large = memory.lease();
        BodyMemory.Lease small = memory.lease()) {
      large.grow(2L * MOST);
      small.grow(BodyMemory.FREE);
    }
  }
}
