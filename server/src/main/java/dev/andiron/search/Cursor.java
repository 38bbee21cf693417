package dev.andiron.search;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonException;
import dev.andiron.json.JsonNull;
import dev.andiron.json.JsonReader;
import dev.andiron.json.JsonString;
import dev.andiron.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A place between two rows of a query's result: the sort values and the id of the row it lies
/// beside. It holds for the query it was made by only. It opens nothing that the query would not:
/// its values are bound like any other, so it is checked but not signed.
///
/// @param forward whether the rows after it are wanted, or those before
/// @param itself whether its row is wanted, too
/// @param valued whether its row has a value of the first sort key
/// @param values of the sort keys, as [SortKey#written] writes them; null where the row has none
record Cursor(
    boolean forward, boolean itself, boolean valued, List<@Nullable String> values, String id) {
  /// The same place, looked at from its other side: what is not on this side of it is on that.
  Cursor turned() {
    return new Cursor(!forward, !itself, valued, values, id);
  }

  /// @param fingerprint of the query: what the values are values of
  String encoded(String fingerprint) {
    List<Json> parts = new ArrayList<>();
    String side = forward ? "n" : "p";
    parts.add(Json.of((itself ? side.toUpperCase(Locale.ROOT) : side) + (valued ? "v" : "m")));
    parts.add(Json.of(id));
    for (String value : values) {
      parts.add(value == null ? JsonNull.NULL : Json.of(value));
    }
    String text = JsonWriter.text(JsonArray.of(parts));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((check(fingerprint, text) + text).getBytes(StandardCharsets.UTF_8));
  }

  /// @throws IllegalArgumentException where it is no cursor of this query
  static Cursor decode(String encoded, String fingerprint, List<SortKey> sort) {
    String whole = new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
    if (whole.length() < CHECK || !whole.startsWith(check(fingerprint, whole.substring(CHECK)))) {
      throw new IllegalArgumentException("the check does not fit");
    }
    Json json;
    try {
      json = JsonReader.read(whole.substring(CHECK));
    } catch (JsonException e) {
      throw new IllegalArgumentException("it is not as it was written", e);
    }
    if (!(json instanceof JsonArray parts)
        || parts.size() != sort.size() + 2
        || !(parts.get(0) instanceof JsonString(String kind))
        || !kind.matches("[npNP][vm]")
        || !(parts.get(1) instanceof JsonString(String id))) {
      throw new IllegalArgumentException("it has another shape");
    }
    boolean valued = kind.charAt(1) == 'v';
    List<@Nullable String> values = new ArrayList<>();
    for (int i = 0; i < sort.size(); i++) {
      String value = parts.get(i + 2) instanceof JsonString(String text) ? text : null;
      if (value != null) {
        sort.get(i).read(value);
      } else if (sort.get(i).parameter() == null || (i == 0 && valued)) {
        throw new IllegalArgumentException("a value is missing");
      }
      values.add(value);
    }
    char side = kind.charAt(0);
    return new Cursor(
        Character.toLowerCase(side) == 'n', Character.isUpperCase(side), valued, values, id);
  }

  private static final int CHECK = 16;

  private static String check(String fingerprint, String text) {
    return "%016x".formatted(Fold.hash(fingerprint + "\n" + text));
  }
}
