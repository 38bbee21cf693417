package dev.andiron.crypto;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/// Whether an engine computes Argon2, before a password depends on it: the published vectors, and
/// the same tags as the Java implementation in the way that passwords take.
final class Argon2SelfTest {
  private static final byte[] NONE = {};

  private Argon2SelfTest() {}

  static boolean passes(Argon2Engine engine, int keptMemory) {
    // RFC 9106 §5.1, §5.2, §5.3
    return isVector(
            engine,
            Argon2Variant.D,
            "512b391b6f1162975371d30919734294f868e3be3984f3c1a13a4db9fabe4acb")
        && isVector(
            engine,
            Argon2Variant.I,
            "c814d9d1dc7f37aa13f0d77f2494bda1c8de6b016dd388d29952a4c4672b6ce8")
        && isVector(
            engine,
            Argon2Variant.ID,
            "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659")
        && agrees(engine, keptMemory);
  }

  private static boolean isVector(Argon2Engine engine, Argon2Variant variant, String tag) {
    Argon2Input input =
        new Argon2Input(
            variant,
            Argon2Hash.VERSION,
            new Argon2Parameters(32, 3, 4),
            filled(32, 1),
            filled(16, 2),
            filled(8, 3),
            filled(12, 4),
            32);
    return HexFormat.of().formatHex(engine.compute(input)).equals(tag);
  }

  /// The last round takes the memory that is kept between hashes, twice.
  private static boolean agrees(Argon2Engine engine, int keptMemory) {
    BouncyCastleArgon2 oracle = new BouncyCastleArgon2();
    Random random = new Random(9106);
    for (int memory : new int[] {8, 64, keptMemory, keptMemory}) {
      byte[] password = new byte[random.nextInt(40)];
      random.nextBytes(password);
      byte[] salt = new byte[16];
      random.nextBytes(salt);
      Argon2Input input =
          new Argon2Input(
              Argon2Variant.ID,
              Argon2Hash.VERSION,
              new Argon2Parameters(memory, 1, 1),
              password,
              salt,
              NONE,
              NONE,
              32);
      if (!Arrays.equals(engine.compute(input), oracle.compute(input))) {
        return false;
      }
    }
    return true;
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
