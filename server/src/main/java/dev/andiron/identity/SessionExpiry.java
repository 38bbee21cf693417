package dev.andiron.identity;

import dev.andiron.pg.Statement;
import dev.andiron.search.ComputedParameter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `Session.exp`: in seconds since the epoch, as it is shown, or as a date and time; with a prefix
/// (FHIR R4 §3.1.1.4.3). It moves with each refresh, which writes no resource.
public final class SessionExpiry implements ComputedParameter {
  private static final Instant FIRST = Instant.EPOCH;
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
  private static final Pattern VALUE = Pattern.compile("(eq|ne|gt|lt|ge|le|sa|eb)?(.+)");

  @Override
  public String type() {
    return SessionHook.TYPE;
  }

  @Override
  public String code() {
    return "exp";
  }

  @Override
  public Statement condition(String idColumn, List<String> orValues) {
    List<String> alternatives = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (String value : orValues) {
      Matcher matcher = VALUE.matcher(value);
      if (!matcher.matches()) {
        throw unreadable();
      }
      alternatives.add("s.exp " + operator(matcher.group(1)) + " ?");
      values.add(instant(matcher.group(2)));
    }
    return Statement.of(
        "exists (select 1 from session_state s where s.id = %s and (%s))"
            .formatted(idColumn, String.join(" or ", alternatives)),
        values.toArray());
  }

  private static String operator(@Nullable String prefix) {
    return switch (prefix) {
      case "ne" -> "<>";
      case "gt", "sa" -> ">";
      case "lt", "eb" -> "<";
      case "ge" -> ">=";
      case "le" -> "<=";
      case null, default -> "=";
    };
  }

  private static Instant instant(String text) {
    try {
      Instant instant = parsed(text);
      // What PostgreSQL cannot keep is far beyond every session; so is this.
      return instant.isBefore(FIRST) ? FIRST : instant.isAfter(LAST) ? LAST : instant;
    } catch (DateTimeException e) {
      throw unreadable();
    }
  }

  private static Instant parsed(String text) {
    return text.matches("[0-9]{1,11}")
        ? Instant.ofEpochSecond(Long.parseLong(text))
        : Instant.from(DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text));
  }

  private static IllegalArgumentException unreadable() {
    return new IllegalArgumentException(
        "exp is a number of seconds since 1970-01-01T00:00:00Z, or a date and time with zone.");
  }
}
