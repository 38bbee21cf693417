package dev.andiron.crypto;

/// The inputs of Argon2 (RFC 9106 §3.1).
///
/// @param version 0x13, or 0x10 for hashes from before 2016
/// @param secret K, empty but in the published vectors
/// @param data X, empty but in the published vectors
/// @param length of the tag in bytes
record Argon2Input(
    Argon2Variant variant,
    int version,
    Argon2Parameters cost,
    byte[] password,
    byte[] salt,
    byte[] secret,
    byte[] data,
    int length) {}
