package dev.andiron;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonException;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.json.JsonString;
import dev.andiron.json.JsonWriter;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Compares an answer with the one that a document prints. `…` stands for what varies: for any
/// value in JSON, for anything on its line elsewhere, and for any lines where it has a line of its
/// own. In JSON only the layout may differ: members must be the same in the same order.
final class Printed {
  /// A `…` that is a value by itself, outside quotes.
  private static final Pattern BARE = Pattern.compile("(?<=[:\\[,] ?)…(?=[,}\\]\\n])");

  private Printed() {}

  /// What differs, or null where nothing does.
  static @Nullable String difference(Documents.Block printed, String answer) {
    return printed.language().equals("json")
        ? ofJson(printed.text(), answer)
        : ofText(printed.text(), answer);
  }

  private static @Nullable String ofJson(String printed, String answer) {
    Json expected = JsonReader.read(BARE.matcher(printed).replaceAll("\"…\""));
    try {
      return difference("", expected, JsonReader.read(answer));
    } catch (JsonException e) {
      return "it is no JSON";
    }
  }

  private static @Nullable String difference(String at, Json expected, Json actual) {
    if (expected instanceof JsonString(String text) && text.equals("…")) {
      return null;
    }
    return switch (expected) {
      case JsonObject object when actual instanceof JsonObject other -> {
        if (!List.copyOf(object.names()).equals(List.copyOf(other.names()))) {
          yield at + ": " + object.names() + " is printed, the answer has " + other.names();
        }
        for (JsonObject.Member member : object) {
          String name = member.name();
          Json value = other.get(name);
          String difference =
              value == null ? name : difference(at + "." + name, member.value(), value);
          if (difference != null) {
            yield difference;
          }
        }
        yield null;
      }
      case JsonArray array when actual instanceof JsonArray other -> {
        for (int i = 0; i < Math.min(array.size(), other.size()); i++) {
          String difference = difference(at + "[" + i + "]", array.get(i), other.get(i));
          if (difference != null) {
            yield difference;
          }
        }
        yield array.size() == other.size() ? null : at + ": another number of elements";
      }
      case JsonString(String text)
          when actual instanceof JsonString(String other) && matches(text, other) ->
          null;
      default ->
          expected.equals(actual) ? null : at + ": " + JsonWriter.text(expected) + " is printed";
    };
  }

  private static boolean matches(String printed, String actual) {
    return Pattern.matches(line(printed), actual);
  }

  private static @Nullable String ofText(String printed, String answer) {
    String pattern =
        printed
            .strip()
            .lines()
            .map(line -> line.equals("…") ? "(?:.*\\n)*?" : line(line) + "\\n")
            .collect(Collectors.joining());
    return Pattern.matches(pattern, answer.strip() + "\n") ? null : "it reads otherwise";
  }

  private static String line(String printed) {
    return Arrays.stream(printed.split("…", -1))
        .map(Pattern::quote)
        .collect(Collectors.joining(".*"));
  }
}
