package dev.andiron.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("FHIR R4 search §date: a date covers the time of its precision")
class DateRangeTest {
  @ParameterizedTest
  @CsvSource({
    "2020, 2020-01-01T00:00:00Z, 2021-01-01T00:00:00Z",
    "2020-02, 2020-02-01T00:00:00Z, 2020-03-01T00:00:00Z",
    "2020-02-29, 2020-02-29T00:00:00Z, 2020-03-01T00:00:00Z",
    "2020-02-29T23:59, 2020-02-29T23:59:00Z, 2020-03-01T00:00:00Z",
    "2020-01-01T00:30:00+02:00, 2019-12-31T22:30:00Z, 2019-12-31T22:30:01Z",
    "2020-01-01T00:00:00.5Z, 2020-01-01T00:00:00.5Z, 2020-01-01T00:00:00.6Z",
    "2020-01-01T00:00:00.123456789Z, 2020-01-01T00:00:00.123456Z, 2020-01-01T00:00:00.123457Z",
    "2016-12-31T23:59:60Z, 2016-12-31T23:59:59Z, 2017-01-01T00:00:00Z",
    "9999, 9999-01-01T00:00:00Z, 9999-12-31T23:59:59.999999Z",
    "0001, 0001-01-01T00:00:00Z, 0002-01-01T00:00:00Z"
  })
  void precision(String text, Instant low, Instant high) {
    assertThat(DateRange.of(text)).isEqualTo(new DateRange(low, high));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "20",
        "2020-13",
        "2021-02-29",
        "2020-1-1",
        "0000",
        "2020-01-01T25:00",
        "2020-01-01 10:00",
        "2020-01-01T10:00:00+99:00",
        "yesterday",
        "２０２０"
      })
  void noDates(String text) {
    assertThat(DateRange.of(text)).isNull();
  }
}
