package dev.andiron.crypto;

import java.security.MessageDigest;
import java.util.Map;
import org.bouncycastle.crypto.generators.SCrypt;

/// scrypt (RFC 7914), `$scrypt$ln=16,r=8,p=1$salt$key`, and as Aidbox stores it,
/// `$s0$params$salt$key` with `params` in hexadecimal: log2(N) in all but the last four digits,
/// then two digits each of r and p.
///
/// @param logN log2 of the cost N
record ScryptHash(int logN, int r, int p, byte[] salt, byte[] key) implements StoredHash {
  private static final long MAX_MEMORY = 128L << 20; // bytes: 128·N·r
  private static final long MAX_WORK = 1L << 21; // N·r·p: about one second

  ScryptHash {
    HashFields.affordable(logN >= 1 && logN <= 24, "ln is not in 1..24");
    HashFields.affordable(r >= 1 && r <= 32, "r is not in 1..32");
    HashFields.affordable(p >= 1 && p <= 16, "p is not in 1..16");
    HashFields.affordable((128L * r) << logN <= MAX_MEMORY, "128·N·r is over " + MAX_MEMORY);
    HashFields.affordable(((long) r * p) << logN <= MAX_WORK, "N·r·p is over " + MAX_WORK);
    if (logN >= 16 * r) {
      throw HashFields.malformed("N"); // RFC 7914 §2: N < 2^(128·r/8)
    }
  }

  static ScryptHash parseS0(String[] fields) {
    HashFields.count(fields, 5);
    String hex = fields[2];
    if (!hex.matches("[0-9a-fA-F]{5,8}")) {
      throw HashFields.malformed("the parameters");
    }
    long params = Long.parseLong(hex, 16);
    return new ScryptHash(
        (int) (params >>> 16),
        (int) ((params >>> 8) & 0xff),
        (int) (params & 0xff),
        HashFields.base64(fields[3], 8),
        HashFields.base64(fields[4], 12));
  }

  static ScryptHash parsePhc(String[] fields) {
    HashFields.count(fields, 5);
    Map<String, Integer> numbers = HashFields.numbers(fields[2], "ln", "r", "p");
    return new ScryptHash(
        numbers.getOrDefault("ln", 0),
        numbers.getOrDefault("r", 0),
        numbers.getOrDefault("p", 0),
        HashFields.base64(fields[3], 1),
        HashFields.base64(fields[4], 12));
  }

  @Override
  public boolean matches(byte[] password, Argon2Engine engine) {
    return MessageDigest.isEqual(key, SCrypt.generate(password, salt, 1 << logN, r, p, key.length));
  }

  @Override
  public Cost cost() {
    return new Cost("scrypt " + logN + " " + r + " " + p);
  }

  @Override
  public StoredHash ofNothing() {
    return new ScryptHash(
        logN, r, p, TokenBytes.random(salt.length), TokenBytes.random(key.length));
  }
}
