package dev.andiron.crypto;

/// A key that tokens are signed with, known by its `kid`.
public sealed interface JwtKey permits RsaKey, HmacKey {
  /// The name of the key in the header of a token.
  String kid();

  /// The `alg` of the header (RFC 7518 §3.1): each key has one, so none can be mistaken for
  /// another.
  String algorithm();
}
