package dev.andiron.search;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The time that a date of some precision covers: `2020` from the beginning of that year to the
/// beginning of the next (https://hl7.org/fhir/R4/search.html#date). A date without a zone is taken
/// as UTC.
///
/// @param low within the range
/// @param high the first instant beyond it
public record DateRange(Instant low, Instant high) {
  /// What stands for "no beginning" and "no end": all that four digits of a year can say.
  static final Instant BEGINNING = Instant.parse("0001-01-01T00:00:00Z");

  static final Instant END = Instant.parse("9999-12-31T23:59:59.999999Z");

  private static final Pattern DATE =
      Pattern.compile(
          "(\\d{4})(?:-(\\d{2})(?:-(\\d{2})(?:T(\\d{2}):(\\d{2})(?::(\\d{2})(\\.\\d{1,20})?)?(Z|[+-]\\d{2}:\\d{2})?)?)?)?");
  private static final Duration MICROSECOND = Duration.of(1, ChronoUnit.MICROS);

  public DateRange {
    low = low.isBefore(BEGINNING) ? BEGINNING : low;
    high = high.isAfter(END) ? END : high;
  }

  /// The range of a FHIR date, dateTime or instant, or null where it is none.
  public static @Nullable DateRange of(String text) {
    Matcher date = DATE.matcher(text);
    if (!date.matches() || date.group(1).equals("0000")) {
      return null;
    }
    try {
      return of(date);
    } catch (DateTimeException e) {
      return null; // 2021-02-30
    }
  }

  /// A period that may be open at either side, or null where it is malformed or ends before it
  /// begins.
  static @Nullable DateRange of(@Nullable DateRange start, @Nullable DateRange end) {
    Instant low = start == null ? BEGINNING : start.low();
    Instant high = end == null ? END : end.high();
    return low.isBefore(high) && (start != null || end != null) ? new DateRange(low, high) : null;
  }

  private static DateRange of(Matcher date) {
    int year = Integer.parseInt(date.group(1));
    if (date.group(2) == null) {
      return days(LocalDate.of(year, 1, 1), LocalDate.of(year, 1, 1).plusYears(1));
    }
    int month = Integer.parseInt(date.group(2));
    if (date.group(3) == null) {
      YearMonth whole = YearMonth.of(year, month);
      return days(whole.atDay(1), whole.plusMonths(1).atDay(1));
    }
    LocalDate day = LocalDate.of(year, month, Integer.parseInt(date.group(3)));
    if (date.group(4) == null) {
      return days(day, day.plusDays(1));
    }
    int second = date.group(6) == null ? 0 : Integer.parseInt(date.group(6));
    LocalDateTime time =
        day.atTime(
            Integer.parseInt(date.group(4)),
            Integer.parseInt(date.group(5)),
            Math.min(second, 59)); // a leap second
    ZoneOffset zone = date.group(8) == null ? ZoneOffset.UTC : ZoneOffset.of(date.group(8));
    Instant low = OffsetDateTime.of(time, zone).toInstant();
    if (date.group(6) == null) {
      return new DateRange(low, low.plus(1, ChronoUnit.MINUTES));
    }
    String fraction = date.group(7);
    if (fraction == null) {
      return new DateRange(low, low.plusSeconds(1));
    }
    // As many digits as were given; PostgreSQL keeps six.
    int digits = Math.min(fraction.length() - 1, 6);
    long unit = 1;
    for (int i = digits; i < 6; i++) {
      unit *= 10;
    }
    Instant exact =
        low.plus(Long.parseLong(fraction.substring(1, 1 + digits)) * unit, ChronoUnit.MICROS);
    return new DateRange(exact, exact.plus(MICROSECOND.multipliedBy(unit)));
  }

  private static DateRange days(LocalDate from, LocalDate to) {
    return new DateRange(
        from.atStartOfDay().toInstant(ZoneOffset.UTC), to.atStartOfDay().toInstant(ZoneOffset.UTC));
  }
}
