package dev.andiron.crypto;

import java.nio.charset.StandardCharsets;

/// The one JOSE header (RFC 7515 §4) that tokens of a key have.
///
/// Since we read only tokens that we made, a header is right when it is byte for byte the one we
/// make. So `alg: none`, a second algorithm for a key, `jku`, `jwk`, `x5u`, `crit` and repeated
/// members need no rules of their own, and the header of a stranger is never parsed.
final class JwtHeader {
  private JwtHeader() {}

  /// The first part of a token.
  static String encoded(JwtKey key) {
    String json =
        "{\"alg\":\""
            + key.algorithm()
            + "\",\"typ\":\"JWT\",\"kid\":\""
            + checked(key.kid())
            + "\"}";
    return TokenBytes.base64url(json.getBytes(StandardCharsets.US_ASCII));
  }

  /// @throws IllegalArgumentException if the `kid` has characters that JSON would escape
  static String checked(String kid) {
    if (!kid.matches("[A-Za-z0-9._~:-]{1,128}")) {
      throw new IllegalArgumentException("a kid has up to 128 letters, digits and ._~:-");
    }
    return kid;
  }
}
