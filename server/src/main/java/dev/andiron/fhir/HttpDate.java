package dev.andiron.fhir;

import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Dates in header fields (RFC 9110 §5.6.7), to the second.
final class HttpDate {
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
    return FIXDATE.format(instant);
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
