package dev.andiron.fhir;

import dev.andiron.http.HttpProblem;
import dev.andiron.resource.HistoryQuery;
import dev.andiron.resource.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The `_cursor` of a history: the version that the page before ended with. It opens nothing that
/// the history itself would not, so it is checked but not signed. Where the version is not shown
/// itself, only its number is told, and not when it was written.
final class HistoryPlace {
  /// Of years that PostgreSQL knows, and no forged others.
  private static final Pattern PLACE =
      Pattern.compile(
          "(?:([0-9]{4}-[0-9TZ:.-]{15,25}) )?([A-Za-z]{1,64})/([A-Za-z0-9.-]{1,64})/([0-9]{1,18})");

  private HistoryPlace() {}

  /// When a version was written, of a resource that its reader may see.
  @FunctionalInterface
  interface Times {
    /// Null where there is no such version for them.
    @Nullable Instant of(ResourceKey key, long version);
  }

  /// @param timed whether it says when the version was written
  static String written(HistoryQuery.Place place, boolean timed) {
    String text =
        (timed ? place.time() + " " : "") + place.type() + "/" + place.id() + "/" + place.version();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static HistoryQuery.Place read(String cursor, Times times) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      Matcher parts = PLACE.matcher(text);
      if (parts.matches()) {
        ResourceKey key = new ResourceKey(parts.group(2), parts.group(3));
        long version = Long.parseLong(parts.group(4));
        Instant time =
            parts.group(1) == null ? times.of(key, version) : Instant.parse(parts.group(1));
        if (time != null) {
          return new HistoryQuery.Place(time, key.type(), key.id(), version);
        }
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
