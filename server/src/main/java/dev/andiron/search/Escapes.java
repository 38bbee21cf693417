package dev.andiron.search;

import java.util.ArrayList;
import java.util.List;

/// The separators of parameter values and the backslash that takes their meaning away
/// (https://hl7.org/fhir/R4/search.html#escaping).
final class Escapes {
  private Escapes() {}

  /// The pieces between unescaped separators, with their escapes.
  static List<String> split(String value, char separator) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == separator) {
        pieces.add(value.substring(from, i));
        from = i + 1;
      }
    }
    pieces.add(value.substring(from));
    return pieces;
  }

  /// The text without escapes. A backslash before any other character stands for itself.
  static String unescape(String value) {
    if (value.indexOf('\\') < 0) {
      return value;
    }
    StringBuilder text = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' && i + 1 < value.length() && "\\,$|".indexOf(value.charAt(i + 1)) >= 0) {
        i++;
        text.append(value.charAt(i));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
