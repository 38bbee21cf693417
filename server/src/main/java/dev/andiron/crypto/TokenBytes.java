package dev.andiron.crypto;

import java.security.SecureRandom;
import java.util.Base64;

/// Randomness for tokens, ids and secrets. Safe for use by many threads.
public final class TokenBytes {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  // Crockford's Base32 in lower case: no i, l, o, u, so nothing that is misread or misheard.
  private static final String HUMAN = "0123456789abcdefghjkmnpqrstvwxyz";

  private TokenBytes() {}

  /// That many random bytes.
  public static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /// Bytes as base64url without padding (RFC 4648 §5), the spelling of every token.
  public static String base64url(byte[] bytes) {
    return BASE64URL.encodeToString(bytes);
  }

  /// A secret of 120 random bits that a person can type: six groups of four, `7h2k-m0xq-…`.
  public static String humanSecret() {
    byte[] bytes = random(24);
    StringBuilder secret = new StringBuilder(29);
    for (int i = 0; i < bytes.length; i++) {
      if (i > 0 && i % 4 == 0) {
        secret.append('-');
      }
      secret.append(HUMAN.charAt(bytes[i] & 31));
    }
    return secret.toString();
  }
}
