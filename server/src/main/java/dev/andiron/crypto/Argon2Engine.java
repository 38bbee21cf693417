package dev.andiron.crypto;

/// Something that computes Argon2. Safe for use by many threads.
interface Argon2Engine {
  /// The tag.
  byte[] compute(Argon2Input input);

  /// For the log and the measurements.
  String name();
}
