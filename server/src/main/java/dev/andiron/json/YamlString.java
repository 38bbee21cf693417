package dev.andiron.json;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// How a string is spelled in YAML so that every reader takes it for that string.
final class YamlString {
  // What YAML 1.1 (yaml.org/type) or the 1.2 core schema (§10.3.2) takes for something else.
  private static final Set<String> WORDS =
      Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "=", "<<");
  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?(?:"
              + "0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+"
              + "|[0-9][0-9_]*:[0-9_:.]*"
              + "|(?:[0-9][0-9_]*(?:\\.[0-9_.]*)?|\\.[0-9_.]*)(?:[eE][-+]?[0-9]*)?"
              + "|\\.(?:inf|Inf|INF|nan|NaN|NAN))");
  private static final Pattern DATE =
      Pattern.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \\t].*)?");
  private static final String INDICATORS = "-?:,[]{}#&*!|>'\"%@`";

  private YamlString() {}

  /// Whether the string is best written as a block literal: it has lines, and neither its first
  /// line nor an invisible character could mislead a reader.
  static boolean isLiteral(String text) {
    if (text.indexOf('\n') < 0 || text.startsWith("\n") || !isPrintable(text, true)) {
      return false;
    }
    for (String line : text.split("\n", -1)) {
      if (!line.isEmpty() && (line.isBlank() || line.startsWith("\t"))) {
        return false;
      }
    }
    return !text.startsWith(" ");
  }

  /// Writes the string on one line: plain, in single quotes, or, where it needs escapes, in double
  /// quotes.
  static void write(StringBuilder out, String text) {
    if (!isPrintable(text, false)) {
      doubleQuoted(out, text);
    } else if (isPlain(text)) {
      out.append(text);
    } else {
      out.append('\'').append(text.replace("'", "''")).append('\'');
    }
  }

  private static boolean isPlain(String text) {
    if (text.isEmpty()
        || text.startsWith(" ")
        || text.endsWith(" ")
        || text.endsWith(":")
        || text.contains(": ")
        || text.contains(" #")
        || text.startsWith("...")
        || INDICATORS.indexOf(text.charAt(0)) >= 0) {
      return false;
    }
    return !(text.length() <= 5 && WORDS.contains(text.toLowerCase(Locale.ROOT)))
        && !NUMBER.matcher(text).matches()
        && !DATE.matcher(text).matches();
  }

  /// Whether every character shows (YAML 1.2 §5.1 less what looks like a space or a line break).
  private static boolean isPrintable(String text, boolean lines) {
    for (int i = 0; i < text.length(); i++) {
      if (!isPrintable(text.charAt(i))
          && !(lines && (text.charAt(i) == '\n' || text.charAt(i) == '\t'))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPrintable(char c) {
    boolean ascii = c >= 0x20 && c < 0x7f;
    return ascii || (c > 0xa0 && c != 0x2028 && c != 0x2029 && c != 0xfeff && c < 0xfffe);
  }

  private static void doubleQuoted(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (isPrintable(c)) {
            out.append(c);
          } else {
            out.append(String.format("\\u%04x", (int) c));
          }
        }
      }
    }
    out.append('"');
  }
}
