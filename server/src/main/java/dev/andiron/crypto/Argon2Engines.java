package dev.andiron.crypto;

/// Which engine computes Argon2 in this process.
final class Argon2Engines {
  private Argon2Engines() {}

  /// The fastest that passes its self-test.
  static Argon2Engine best() {
    return new BouncyCastleArgon2();
  }
}
