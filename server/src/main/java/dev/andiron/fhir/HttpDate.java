package dev.andiron.fhir;

import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Dates in header fields (RFC 9110 §5.6.7), to the second.
final class HttpDate {
  private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };

  // RFC_1123_DATE_TIME would write the day of the month with one digit.
  private static final DateTimeFormatter FIXDATE = formatter("EEE, dd MMM uuuu HH:mm:ss 'GMT'");

  /// The one that is written, and two that old callers write.
  private static final List<DateTimeFormatter> READ =
      List.of(
          FIXDATE,
          formatter("EEEE, dd-MMM-yy HH:mm:ss 'GMT'"),
          formatter("EEE MMM ppd HH:mm:ss uuuu"));

  private HttpDate() {}

  private static DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
  }

  static String written(Instant instant) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
    // By hand, because every answer with a resource has one.
    StringBuilder text = new StringBuilder(29);
    text.append(DAYS[time.getDayOfWeek().getValue() - 1]).append(", ");
    digits(text, time.getDayOfMonth());
    text.append(' ').append(MONTHS[time.getMonthValue() - 1]).append(' ');
    digits(text, time.getYear() / 100);
    digits(text, time.getYear() % 100);
    text.append(' ');
    digits(text, time.getHour());
    text.append(':');
    digits(text, time.getMinute());
    text.append(':');
    digits(text, time.getSecond());
    return text.append(" GMT").toString();
  }

  private static void digits(StringBuilder text, int two) {
    text.append((char) ('0' + two / 10)).append((char) ('0' + two % 10));
  }

  /// The date that the text spells, or null where it spells none.
  static @Nullable Instant read(String text) {
    for (DateTimeFormatter formatter : READ) {
      ParsePosition end = new ParsePosition(0);
      // Unlike parse(), it says by its position and not by an exception that it is of another form.
      if (formatter.parseUnresolved(text.strip(), end) != null
          && end.getIndex() == text.strip().length()) {
        return existing(formatter, text.strip());
      }
    }
    return null;
  }

  private static @Nullable Instant existing(DateTimeFormatter formatter, String text) {
    try {
      return formatter.parse(text, Instant::from);
    } catch (DateTimeException e) {
      return null; // 30 Feb
    }
  }
}
