package dev.andiron.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Dates in header fields")
class HttpDateTest {
  @ParameterizedTest
  @DisplayName("are written as RFC 9110 has them")
  @CsvSource(
      delimiter = '|',
      value = {
        "1994-11-06T08:49:37.999Z | Sun, 06 Nov 1994 08:49:37 GMT",
        "2000-02-29T00:00:00Z | Tue, 29 Feb 2000 00:00:00 GMT",
        "2026-12-31T23:59:59Z | Thu, 31 Dec 2026 23:59:59 GMT",
      })
  void written(Instant instant, String text) {
    assertThat(HttpDate.written(instant)).isEqualTo(text);
  }

  @Test
  @DisplayName("are read as they are written, on each day of four years")
  void read() {
    Instant day = Instant.parse("2023-01-01T13:07:09Z");
    for (int i = 0; i < 4 * 366; i++) {
      assertThat(HttpDate.read(HttpDate.written(day))).isEqualTo(day);
      day = day.plus(1, ChronoUnit.DAYS);
    }
  }
}
