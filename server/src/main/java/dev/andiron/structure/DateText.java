package dev.andiron.structure;

import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/// Reads the texts of dates and times (<https://hl7.org/fhir/R4/datatypes.html#date>): as the
/// expressions of the specification do, and that the day exists. Says what is wrong, or null.
final class DateText {
  static final String NO_SUCH_DAY = "a day that is in the calendar";

  private final String text;
  private int at;

  private DateText(String text) {
    this.text = text;
  }

  static @Nullable String date(String text) {
    DateText date = new DateText(text);
    Day day = date.day();
    return day == Day.WRONG || date.at != text.length()
        ? "YYYY, YYYY-MM or YYYY-MM-DD"
        : day == Day.IMPOSSIBLE ? NO_SUCH_DAY : null;
  }

  static @Nullable String dateTime(String text) {
    DateText date = new DateText(text);
    Day day = date.day();
    boolean good = day != Day.WRONG;
    if (good && day != Day.PARTIAL && date.at < text.length()) {
      good = date.take('T') && date.time() && date.zone();
    }
    return !good || date.at != text.length()
        ? "YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with Z or an offset such as +01:00"
        : day == Day.IMPOSSIBLE ? NO_SUCH_DAY : null;
  }

  static @Nullable String instant(String text) {
    DateText date = new DateText(text);
    Day day = date.day();
    boolean good =
        (day == Day.WHOLE || day == Day.IMPOSSIBLE)
            && date.take('T')
            && date.time()
            && date.zone()
            && date.at == text.length();
    return !good
        ? "YYYY-MM-DDThh:mm:ss.sss with Z or an offset such as +01:00"
        : day == Day.IMPOSSIBLE ? NO_SUCH_DAY : null;
  }

  static @Nullable String time(String text) {
    DateText time = new DateText(text);
    return time.time() && time.at == text.length() ? null : "hh:mm:ss";
  }

  private enum Day {
    WRONG,
    IMPOSSIBLE,
    PARTIAL,
    WHOLE
  }

  private Day day() {
    int year = digits(4);
    if (year < 1) {
      return Day.WRONG;
    }
    if (!take('-')) {
      return Day.PARTIAL;
    }
    int month = digits(2);
    if (month < 1 || month > 12) {
      return Day.WRONG;
    }
    if (!take('-')) {
      return Day.PARTIAL;
    }
    int day = digits(2);
    if (day < 1 || day > 31) {
      return Day.WRONG;
    }
    return day <= 28 || YearMonth.of(year, month).isValidDay(day) ? Day.WHOLE : Day.IMPOSSIBLE;
  }

  private boolean time() {
    int hour = digits(2);
    if (hour < 0 || hour > 23 || !take(':')) {
      return false;
    }
    int minute = digits(2);
    if (minute < 0 || minute > 59 || !take(':')) {
      return false;
    }
    int second = digits(2);
    // 60 is a leap second.
    if (second < 0 || second > 60) {
      return false;
    }
    if (!take('.')) {
      return true;
    }
    int first = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at > first;
  }

  private boolean zone() {
    if (take('Z')) {
      return true;
    }
    if (!take('+') && !take('-')) {
      return false;
    }
    int hours = digits(2);
    if (hours < 0 || hours > 14 || !take(':')) {
      return false;
    }
    int minutes = digits(2);
    return minutes >= 0 && minutes <= 59 && (hours < 14 || minutes == 0);
  }

  private boolean take(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  /// So many digits as a number, or -1 where there are fewer.
  private int digits(int count) {
    if (at + count > text.length()) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < count; i++) {
      char c = text.charAt(at + i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + (c - '0');
    }
    at += count;
    return number;
  }
}
