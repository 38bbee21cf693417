package dev.andiron.crypto;

/// HMAC-SHA256 (RFC 2104) under a random key that lives only in this process.
///
/// What is remembered of a verified secret is this tag: a copy of the memory's entries is worth
/// nothing without the key, and nothing at all after a restart. Safe for use by many threads.
public final class ProcessHmac {
  private final KeyedHash hash = new KeyedHash(TokenBytes.random(32));

  /// As [KeyedHash#tag].
  public byte[] tag(String... parts) {
    return hash.tag(parts);
  }
}
