package dev.andiron.crypto;

/// The three of RFC 9106 §3.1, with their numbers there.
enum Argon2Variant {
  D(0),
  I(1),
  ID(2);

  final int number;

  Argon2Variant(int number) {
    this.number = number;
  }
}
