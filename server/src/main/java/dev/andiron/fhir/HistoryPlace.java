package dev.andiron.fhir;

import dev.andiron.http.HttpProblem;
import dev.andiron.resource.HistoryQuery;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The `_cursor` of a history: the version that the page before ended with. It opens nothing that
/// the history itself would not, so it is checked but not signed.
final class HistoryPlace {
  /// Of years that PostgreSQL knows, and no forged others.
  private static final Pattern PLACE =
      Pattern.compile(
          "([0-9]{4}-[0-9TZ:.-]{15,25}) ([A-Za-z]{1,64})/([A-Za-z0-9.-]{1,64})/([0-9]{1,18})");

  private HistoryPlace() {}

  static String written(HistoryQuery.Place place) {
    String text = place.time() + " " + place.type() + "/" + place.id() + "/" + place.version();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static HistoryQuery.Place read(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      Matcher parts = PLACE.matcher(text);
      if (parts.matches()) {
        return new HistoryQuery.Place(
            Instant.parse(parts.group(1)),
            parts.group(2),
            parts.group(3),
            Long.parseLong(parts.group(4)));
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      throw broken();
    }
    throw broken();
  }

  private static HttpProblem broken() {
    return new HttpProblem(
        400, "_cursor is of no history; follow the links of the first page as they are.");
  }
}
