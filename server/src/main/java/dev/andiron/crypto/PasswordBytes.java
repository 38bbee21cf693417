package dev.andiron.crypto;

import java.text.Normalizer;
import java.util.Arrays;

/// The bytes of a password.
///
/// As RFC 8265 §4.2 (OpaqueString) a password is brought to NFC, because keyboards differ in
/// whether they compose an accent, and is otherwise taken whole: case, spaces, control characters
/// and NUL count, nothing is cut. The encoding is UTF-8; half a surrogate pair is encoded like any
/// other code point instead of becoming `?`, so different texts are always different bytes.
final class PasswordBytes {
  private PasswordBytes() {}

  /// The bytes that our own hashes are made of.
  static byte[] normalised(String password) {
    return exact(composed(password));
  }

  /// The text that our own hashes are made of.
  static String composed(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFC);
  }

  /// The bytes of a text as it is, as most other programs hash it.
  static byte[] exact(String text) {
    byte[] buffer = new byte[text.length() * 3];
    int length = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c < 0x80) {
        buffer[length++] = (byte) c;
      } else if (c < 0x800) {
        buffer[length++] = (byte) (0xc0 | (c >> 6));
        buffer[length++] = continuation(c);
      } else if (c < 0x10000) {
        buffer[length++] = (byte) (0xe0 | (c >> 12));
        buffer[length++] = continuation(c >> 6);
        buffer[length++] = continuation(c);
      } else {
        buffer[length++] = (byte) (0xf0 | (c >> 18));
        buffer[length++] = continuation(c >> 12);
        buffer[length++] = continuation(c >> 6);
        buffer[length++] = continuation(c);
      }
    }
    byte[] bytes = Arrays.copyOf(buffer, length);
    Arrays.fill(buffer, (byte) 0);
    return bytes;
  }

  private static byte continuation(int bits) {
    return (byte) (0x80 | (bits & 0x3f));
  }
}
