package dev.andiron.json;

import java.nio.charset.StandardCharsets;

/// Writes JSON: compact or indented by two spaces, members in their order, numbers as they were
/// written. A [JsonPlain] is written as the core schema reads it.
public final class JsonWriter {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private JsonWriter() {}

  public static byte[] utf8(Json value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  public static String text(Json value) {
    StringBuilder out = new StringBuilder(1024);
    compact(out, value);
    return out.toString();
  }

  public static String pretty(Json value) {
    StringBuilder out = new StringBuilder(512);
    pretty(out, value, 0);
    return out.append('\n').toString();
  }

  private static void compact(StringBuilder out, Json value) {
    switch (value) {
      case JsonObject object -> {
        out.append('{');
        boolean first = true;
        for (JsonObject.Member member : object) {
          if (!first) {
            out.append(',');
          }
          first = false;
          string(out, member.name());
          out.append(':');
          compact(out, member.value());
        }
        out.append('}');
      }
      case JsonArray array -> {
        out.append('[');
        for (int i = 0; i < array.size(); i++) {
          if (i > 0) {
            out.append(',');
          }
          compact(out, array.get(i));
        }
        out.append(']');
      }
      case JsonString(String text) -> string(out, text);
      case JsonNumber(String text) -> out.append(text);
      case JsonBoolean flag -> out.append(flag.value());
      case JsonNull _ -> out.append("null");
      case JsonPlain plain -> compact(out, plain.coreSchema());
    }
  }

  private static void pretty(StringBuilder out, Json value, int indent) {
    switch (value) {
      case JsonObject object when !object.isEmpty() -> {
        out.append('{');
        boolean first = true;
        for (JsonObject.Member member : object) {
          out.append(first ? "\n" : ",\n").repeat(' ', indent + 2);
          first = false;
          string(out, member.name());
          out.append(": ");
          pretty(out, member.value(), indent + 2);
        }
        out.append('\n').repeat(' ', indent).append('}');
      }
      case JsonArray array when !array.isEmpty() -> {
        out.append('[');
        for (int i = 0; i < array.size(); i++) {
          out.append(i == 0 ? "\n" : ",\n").repeat(' ', indent + 2);
          pretty(out, array.get(i), indent + 2);
        }
        out.append('\n').repeat(' ', indent).append(']');
      }
      case JsonObject _,
          JsonArray _,
          JsonString _,
          JsonNumber _,
          JsonBoolean _,
          JsonNull _,
          JsonPlain _ ->
          compact(out, value);
    }
  }

  /// Whether nothing in it must be escaped.
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  /// A quoted JSON string.
  static void string(StringBuilder out, String text) {
    out.append('"');
    if (isPlain(text)) {
      out.append(text).append('"');
      return;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
