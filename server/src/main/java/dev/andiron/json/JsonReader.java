package dev.andiron.json;

import dev.andiron.json.JsonException.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// Reads JSON (RFC 8259) strictly: UTF-8 only, no duplicate names, no trailing data, no lone
/// surrogates, bounded depth and numbers, no NUL character but where the limits say so.
/// Thread-safe.
public final class JsonReader {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(1000)
                  .maxNumberLength(Integer.MAX_VALUE) // checkedNumber() bounds it, as content
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(10_000)
                  .build())
          .build();

  private JsonReader() {}

  /// Reads the value that these bytes spell.
  ///
  /// @throws JsonException when the bytes are not one JSON value within the limits
  public static Json read(byte[] utf8, JsonLimits limits) {
    return read(decode(utf8), limits);
  }

  public static Json read(byte[] utf8) {
    return read(utf8, JsonLimits.DEFAULT);
  }

  /// The value that a part of these bytes spells.
  static Json read(byte[] utf8, int from, int to) {
    return read(decode(utf8, from, to), JsonLimits.DEFAULT);
  }

  /// Reads the value that this text spells.
  ///
  /// @throws JsonException when the text is not one JSON value within the limits
  public static Json read(String text, JsonLimits limits) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new JsonException(Kind.SYNTAX, "The body is empty; a JSON value was expected.");
      }
      Json value = value(parser, first, limits, 0);
      if (parser.nextToken() != null) {
        throw syntax(parser, "there is more after the end of the value");
      }
      return value;
    } catch (StreamConstraintsException e) {
      throw new JsonException(
          Kind.SYNTAX, "The JSON goes beyond what this server takes (nesting or length).");
    } catch (JacksonException e) {
      throw new JsonException(
          Kind.SYNTAX,
          "The body is not valid JSON: it breaks off or goes wrong at line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr()
              + ".");
    }
  }

  public static Json read(String text) {
    return read(text, JsonLimits.DEFAULT);
  }

  /// The text of strict UTF-8 bytes (a leading byte order mark is passed over, RFC 8259 §8.1).
  static String decode(byte[] utf8) {
    int from =
        utf8.length >= 3
                && utf8[0] == (byte) 0xEF
                && utf8[1] == (byte) 0xBB
                && utf8[2] == (byte) 0xBF
            ? 3
            : 0;
    return decode(utf8, from, utf8.length);
  }

  private static String decode(byte[] utf8, int from, int to) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(utf8, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      throw new JsonException(Kind.SYNTAX, "The body is not valid UTF-8.");
    }
  }

  private static Json value(JsonParser parser, JsonToken token, JsonLimits limits, int depth) {
    return switch (token) {
      case START_OBJECT -> object(parser, limits, depth + 1);
      case START_ARRAY -> array(parser, limits, depth + 1);
      case VALUE_STRING -> new JsonString(checked(parser, parser.getString(), false));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser, limits);
      case VALUE_TRUE -> JsonBoolean.TRUE;
      case VALUE_FALSE -> JsonBoolean.FALSE;
      case VALUE_NULL -> JsonNull.NULL;
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw syntax(parser, "a value was expected");
    };
  }

  private static Json object(JsonParser parser, JsonLimits limits, int depth) {
    checkDepth(parser, limits, depth);
    JsonObject.Builder builder = JsonObject.builder();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = checked(parser, parser.currentName(), false);
      if (builder.has(name)) {
        throw syntax(parser, "a member's name stands twice in one object");
      }
      JsonToken token = parser.nextToken();
      builder.put(
          name,
          token == JsonToken.VALUE_STRING && limits.whole().contains(name)
              ? new JsonString(checked(parser, parser.getString(), true))
              : value(parser, token, limits, depth));
    }
    return builder.build();
  }

  private static Json array(JsonParser parser, JsonLimits limits, int depth) {
    checkDepth(parser, limits, depth);
    List<Json> elements = new ArrayList<>();
    JsonToken token = parser.nextToken();
    while (token != JsonToken.END_ARRAY) {
      elements.add(value(parser, token, limits, depth));
      token = parser.nextToken();
    }
    return new JsonArray(elements);
  }

  private static Json number(JsonParser parser, JsonLimits limits) {
    return checkedNumber(parser.getString(), limits);
  }

  /// A number within the limits, so that [JsonNumber#decimal] and PostgreSQL can take it.
  static JsonNumber checkedNumber(String text, JsonLimits limits) {
    checkLength(text.length(), limits);
    int exponentAt = Math.max(text.indexOf('e'), text.indexOf('E'));
    if (exponentAt >= 0) {
      String exponent = text.substring(exponentAt + 1);
      if (exponent.length() > 6 || Math.abs(Integer.parseInt(exponent)) > limits.exponent()) {
        throw new JsonException(
            Kind.CONTENT, "A number has an exponent beyond " + limits.exponent() + ".");
      }
    }
    return new JsonNumber(text);
  }

  static void checkLength(int numberLength, JsonLimits limits) {
    if (numberLength > limits.numberLength()) {
      throw new JsonException(
          Kind.CONTENT, "A number has more than " + limits.numberLength() + " characters.");
    }
  }

  private static void checkDepth(JsonParser parser, JsonLimits limits, int depth) {
    if (depth > limits.depth()) {
      throw syntax(parser, "it nests deeper than " + limits.depth() + " levels");
    }
  }

  private static String checked(JsonParser parser, String text, boolean whole) {
    checkCharacters(text, whole, () -> syntax(parser, "a string holds half of a surrogate pair"));
    return text;
  }

  /// Refuses NUL (PostgreSQL cannot keep it) and lone surrogates (UTF-8 cannot spell them).
  ///
  /// @param whole whether the text may have NUL
  static void checkCharacters(
      String text, boolean whole, java.util.function.Supplier<JsonException> surrogate) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 && !whole) {
        throw new JsonException(Kind.CONTENT, "A string holds a NUL character.");
      }
      if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          i++;
        } else {
          throw surrogate.get();
        }
      }
    }
  }

  private static JsonException syntax(JsonParser parser, String what) {
    return new JsonException(
        Kind.SYNTAX,
        "The body cannot be taken as JSON: "
            + what
            + " (line "
            + parser.currentLocation().getLineNr()
            + ", column "
            + parser.currentLocation().getColumnNr()
            + ").");
  }
}
