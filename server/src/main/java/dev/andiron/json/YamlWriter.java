package dev.andiron.json;

import java.nio.charset.StandardCharsets;

/// Writes YAML 1.2 in block style: members in their order, numbers as they were written, strings
/// plain where no reader of YAML 1.1 or 1.2 could take them for anything else, as block literals
/// where they have lines, quoted otherwise. What is read back is what was written.
public final class YamlWriter {
  private static final int INDENT = 2;
  // YAML 1.2 §7.4: an implicit key is at most 1024 characters long.
  private static final int LONGEST_IMPLICIT_KEY = 1000;

  private final StringBuilder out = new StringBuilder(512);

  private YamlWriter() {}

  public static byte[] utf8(Json value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  public static String text(Json value) {
    YamlWriter writer = new YamlWriter();
    switch (value) {
      case JsonObject object when !object.isEmpty() -> writer.object(object, 0);
      case JsonArray array when !array.isEmpty() -> writer.array(array, 0);
      case JsonObject _,
          JsonArray _,
          JsonString _,
          JsonNumber _,
          JsonBoolean _,
          JsonNull _,
          JsonPlain _ ->
          writer.scalar(value, INDENT);
    }
    return writer.out.append('\n').toString();
  }

  /// The members, the first where the writer stands, the others on lines of their own; the last
  /// line is left open.
  private void object(JsonObject object, int indent) {
    boolean first = true;
    for (JsonObject.Member member : object) {
      if (!first) {
        line(indent);
      }
      first = false;
      int from = out.length();
      YamlString.write(out, member.name());
      if (out.length() - from > LONGEST_IMPLICIT_KEY) {
        out.insert(from, "? ");
        line(indent);
      }
      out.append(':');
      child(member.value(), indent + INDENT);
    }
  }

  private void array(JsonArray array, int indent) {
    for (int i = 0; i < array.size(); i++) {
      if (i > 0) {
        line(indent);
      }
      out.append('-');
      switch (array.get(i)) {
        case JsonObject object when !object.isEmpty() -> {
          out.append(' ');
          object(object, indent + INDENT);
        }
        case JsonArray inner when !inner.isEmpty() -> {
          out.append(' ');
          array(inner, indent + INDENT);
        }
        case Json scalar -> {
          out.append(' ');
          scalar(scalar, indent + INDENT);
        }
      }
    }
  }

  private void child(Json value, int indent) {
    switch (value) {
      case JsonObject object when !object.isEmpty() -> {
        line(indent);
        object(object, indent);
      }
      case JsonArray array when !array.isEmpty() -> {
        line(indent);
        array(array, indent);
      }
      case JsonObject _,
          JsonArray _,
          JsonString _,
          JsonNumber _,
          JsonBoolean _,
          JsonNull _,
          JsonPlain _ -> {
        out.append(' ');
        scalar(value, indent);
      }
    }
  }

  private void scalar(Json value, int indent) {
    switch (value) {
      case JsonObject _ -> out.append("{}");
      case JsonArray _ -> out.append("[]");
      case JsonString(String text) when YamlString.isLiteral(text) -> literal(text, indent);
      case JsonString(String text) -> YamlString.write(out, text);
      case JsonNumber(String text) -> out.append(text);
      case JsonBoolean flag -> out.append(flag.value());
      case JsonNull _ -> out.append("null");
      case JsonPlain plain -> scalar(plain.coreSchema(), indent);
    }
  }

  /// YAML 1.2 §8.1.2: `|-` ends without a line break, `|` with one, `|+` with those that stand
  /// there.
  private void literal(String text, int indent) {
    boolean ended = text.endsWith("\n");
    out.append(ended ? text.endsWith("\n\n") ? "|+" : "|" : "|-");
    String[] lines = text.split("\n", -1);
    int last = ended ? lines.length - 1 : lines.length;
    for (int i = 0; i < last; i++) {
      if (lines[i].isEmpty()) {
        out.append('\n');
      } else {
        line(indent);
        out.append(lines[i]);
      }
    }
  }

  private void line(int indent) {
    out.append('\n').repeat(' ', indent);
  }
}
