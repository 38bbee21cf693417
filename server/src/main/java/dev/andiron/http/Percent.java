package dev.andiron.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Percent-decoding (RFC 3986 §2.1) that forgives nothing: what is not an escape of UTF-8 is a 400.
/// Characters that should have been escaped pass as they are: bodies of forms often have them.
final class Percent {
  private Percent() {}

  /// The decoded text; `plus` says whether `+` stands for a space, as it does in forms and queries.
  ///
  /// @throws HttpProblem 400 for a broken escape, bytes that are not UTF-8, or a NUL character
  static String decode(String text, boolean plus, String where) {
    String decoded = decoded(text, plus, where);
    if (decoded.indexOf('\0') >= 0) {
      throw new HttpProblem(400, "The " + where + " has a NUL character.");
    }
    return decoded;
  }

  /// As above, `+` for a space, of what may have NUL characters.
  ///
  /// @throws HttpProblem 400 for a broken escape, or bytes that are not UTF-8
  static String decodeWhole(String text, String where) {
    return decoded(text, true, where);
  }

  private static String decoded(String text, boolean plus, String where) {
    if (isPlain(text, plus)) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        boolean whole = i + 2 < text.length();
        int high = whole ? hex(text.charAt(i + 1)) : -1;
        int low = whole ? hex(text.charAt(i + 2)) : -1;
        if (high < 0 || low < 0) {
          throw new HttpProblem(400, "The " + where + " has a broken percent-escape.");
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else if (c == '+' && plus) {
        bytes.write(' ');
      } else if (c < 0x80) {
        bytes.write(c);
      } else {
        int next = text.offsetByCodePoints(i, 1);
        bytes.writeBytes(text.substring(i, next).getBytes(StandardCharsets.UTF_8));
        i = next - 1;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new HttpProblem(400, "The " + where + " is not UTF-8 under its percent-escapes.");
    }
  }

  private static boolean isPlain(String text, boolean plus) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' || (c == '+' && plus)) {
        return false;
      }
    }
    return true;
  }

  private static int hex(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }
}
