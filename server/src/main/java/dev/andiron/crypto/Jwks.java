package dev.andiron.crypto;

import java.util.Collection;
import java.util.stream.Collectors;

/// The public keys as a JWK Set (RFC 7517 §5), for `/.well-known/jwks.json`.
public final class Jwks {
  private Jwks() {}

  /// The JSON of the public parts, in the order given.
  public static String json(Collection<RsaKey> keys) {
    return keys.stream().map(RsaKey::jwk).collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }
}
