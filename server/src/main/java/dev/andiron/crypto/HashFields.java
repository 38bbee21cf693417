package dev.andiron.crypto;

import dev.andiron.crypto.HashFormatException.Reason;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/// The fields between the dollar signs of a PHC string (https://github.com/P-H-C/phc-string-format)
/// and of its elder relatives.
final class HashFields {
  private static final int MAX_BYTES = 64; // of a salt or a digest

  private HashFields() {}

  /// `a=1,b=2` with exactly these names, in any order.
  static Map<String, Integer> numbers(String field, String... names) {
    Map<String, Integer> numbers = new HashMap<>();
    for (String pair : field.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1
          || numbers.put(pair.substring(0, equals), number(pair.substring(equals + 1))) != null) {
        throw malformed("parameters");
      }
    }
    if (numbers.size() != names.length) {
      throw malformed("parameters");
    }
    for (String name : names) {
      if (!numbers.containsKey(name)) {
        throw malformed("parameters");
      }
    }
    return numbers;
  }

  /// A decimal number without sign or leading zeros that fits an int.
  static int number(String digits) {
    if (digits.isEmpty() || digits.length() > 9) {
      throw malformed("a number");
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        throw malformed("a number");
      }
    }
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      throw malformed("a number");
    }
    return Integer.parseInt(digits);
  }

  /// Base64 (RFC 4648 §4), with or without padding; `.` stands for `+` in passlib's spelling.
  static byte[] base64(String text, int min) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text.replace('.', '+'));
    } catch (IllegalArgumentException e) {
      throw malformed("Base64");
    }
    if (bytes.length < min || bytes.length > MAX_BYTES) {
      throw malformed("the length of a salt or digest");
    }
    return bytes;
  }

  /// How many fields there must be, counting the empty one before the first dollar sign.
  static void count(String[] fields, int count) {
    if (fields.length != count) {
      throw malformed("the number of fields");
    }
  }

  static void affordable(boolean affordable, String what) {
    if (!affordable) {
      throw new HashFormatException(Reason.TOO_COSTLY, what);
    }
  }

  static HashFormatException malformed(String what) {
    return new HashFormatException(Reason.MALFORMED, what);
  }
}
