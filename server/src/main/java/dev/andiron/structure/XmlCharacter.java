package dev.andiron.structure;

/// The characters that XML has, and the references that stand for one
/// (<https://www.w3.org/TR/xml/#charsets>).
final class XmlCharacter {
  /// XML does not have it.
  private static final int NONE = -1;

  private XmlCharacter() {}

  /// XML 1.0 §2.2
  static boolean is(int c) {
    return (c >= ' ' && c <= 0xD7FF)
        || c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }

  /// XML 1.0 §4.1, §4.6: what a reference stands for, or what is no character of XML where there is
  /// no such reference. HTML's entities, such as `&nbsp;`, are none of XML's.
  ///
  /// @param name what is between `&` and `;`
  static int referred(String name) {
    return switch (name) {
      case "amp" -> '&';
      case "lt" -> '<';
      case "gt" -> '>';
      case "quot" -> '"';
      case "apos" -> '\'';
      default -> name.startsWith("#") ? number(name.substring(1)) : NONE;
    };
  }

  private static int number(String digits) {
    int radix = digits.startsWith("x") ? 16 : 10;
    String number = radix == 16 ? digits.substring(1) : digits;
    if (number.isEmpty() || number.length() > 8) {
      return NONE;
    }
    int value = 0;
    for (int i = 0; i < number.length(); i++) {
      char c = number.charAt(i);
      int digit = c < 128 ? Character.digit(c, radix) : -1;
      value = value * radix + digit;
      if (digit < 0 || value > Character.MAX_CODE_POINT) {
        return NONE;
      }
    }
    return value;
  }
}
