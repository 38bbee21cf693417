package dev.andiron.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// PBKDF2 (RFC 8018 §5.2): `$pbkdf2-sha256$i=600000,l=32$salt$key`, and as passlib writes it,
/// `$pbkdf2-sha256$600000$salt$key`; there `$pbkdf2$` is the one with SHA-1.
///
/// @param mac the JCA name of the pseudorandom function
record Pbkdf2Hash(String mac, int iterations, byte[] salt, byte[] key) implements StoredHash {
  private static final int MAX_ITERATIONS = 2_000_000;

  Pbkdf2Hash {
    HashFields.affordable(
        iterations >= 1 && iterations <= MAX_ITERATIONS, "i is not in 1.." + MAX_ITERATIONS);
  }

  static Pbkdf2Hash parse(String mac, String[] fields) {
    HashFields.count(fields, 5);
    byte[] salt = HashFields.base64(fields[3], 1);
    byte[] key = HashFields.base64(fields[4], 12);
    int iterations;
    if (fields[2].indexOf('=') < 0) {
      iterations = HashFields.number(fields[2]);
    } else if (fields[2].indexOf(',') < 0) {
      iterations = HashFields.numbers(fields[2], "i").getOrDefault("i", 0);
    } else {
      Map<String, Integer> numbers = HashFields.numbers(fields[2], "i", "l");
      iterations = numbers.getOrDefault("i", 0);
      if (numbers.getOrDefault("l", 0) != key.length) {
        throw HashFields.malformed("the length of the key");
      }
    }
    return new Pbkdf2Hash(mac, iterations, salt, key);
  }

  @Override
  public boolean matches(byte[] password, Argon2Engine engine) {
    return MessageDigest.isEqual(key, derive(password));
  }

  @Override
  public Cost cost() {
    return new Cost(mac + " " + iterations + " " + key.length);
  }

  @Override
  public StoredHash ofNothing() {
    return new Pbkdf2Hash(
        mac, iterations, TokenBytes.random(salt.length), TokenBytes.random(key.length));
  }

  private byte[] derive(byte[] password) {
    try {
      Mac prf = Mac.getInstance(mac);
      // RFC 2104 §2 pads the key with zeros, so an empty one, which JCA refuses, is one zero.
      prf.init(new SecretKeySpec(password.length == 0 ? new byte[1] : password, mac));
      byte[] derived = new byte[key.length];
      for (int block = 0, at = 0; at < derived.length; at += prf.getMacLength()) {
        block++;
        prf.update(salt);
        byte[] u = prf.doFinal(new byte[] {0, 0, 0, (byte) block});
        byte[] t = u.clone();
        for (int i = 1; i < iterations; i++) {
          prf.update(u);
          prf.doFinal(u, 0);
          for (int j = 0; j < t.length; j++) {
            t[j] ^= u[j];
          }
        }
        System.arraycopy(t, 0, derived, at, Math.min(t.length, derived.length - at));
      }
      return derived;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java platform has these
    }
  }
}
