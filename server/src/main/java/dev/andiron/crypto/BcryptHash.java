package dev.andiron.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.BCrypt;

/// bcrypt, `$2b$12$` followed by 22 characters of salt and 31 of digest. `2a` and `2y` compute the
/// same; `2x` marks hashes of a broken implementation and is not known here.
record BcryptHash(int logRounds, byte[] salt, byte[] digest) implements StoredHash {
  /// bcrypt looks at no more of a password.
  static final int MAX_PASSWORD = 72;

  private static final int MAX_COST = 15; // about two seconds
  private static final String ALPHABET =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  static BcryptHash parse(String[] fields) {
    HashFields.count(fields, 4);
    if (!fields[2].matches("[0-3][0-9]") || fields[3].length() != 53) {
      throw HashFields.malformed("bcrypt");
    }
    int cost = Integer.parseInt(fields[2]);
    HashFields.affordable(cost >= 4 && cost <= MAX_COST, "the cost is not in 4.." + MAX_COST);
    return new BcryptHash(
        cost, decode(fields[3].substring(0, 22), 16), decode(fields[3].substring(22), 23));
  }

  @Override
  public boolean matches(byte[] password, Argon2Engine engine) {
    // The key is the password with its terminating NUL, repeated; a password that has a NUL itself
    // would be the same key as others, so it is never right.
    boolean possible = true;
    for (byte b : password) {
      if (b == 0) {
        possible = false;
      }
    }
    byte[] key = Arrays.copyOf(password, Math.min(password.length + 1, MAX_PASSWORD));
    byte[] computed = BCrypt.generate(key, salt, logRounds, false);
    Arrays.fill(key, (byte) 0);
    // All implementations store 23 of the 24 bytes.
    return MessageDigest.isEqual(digest, Arrays.copyOf(computed, digest.length)) && possible;
  }

  @Override
  public Cost cost() {
    return new Cost("bcrypt " + logRounds);
  }

  @Override
  public StoredHash ofNothing() {
    return new BcryptHash(
        logRounds, TokenBytes.random(salt.length), TokenBytes.random(digest.length));
  }

  /// bcrypt's own Base64; the unused bits of the last character are ignored, as everywhere.
  private static byte[] decode(String text, int length) {
    byte[] bytes = new byte[length];
    int bits = 0;
    int held = 0;
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      int value = ALPHABET.indexOf(text.charAt(i));
      if (value < 0) {
        throw HashFields.malformed("bcrypt's Base64");
      }
      bits = (bits << 6) | value;
      held += 6;
      if (held >= 8 && at < length) {
        held -= 8;
        bytes[at++] = (byte) (bits >> held);
      }
    }
    return bytes;
  }
}
