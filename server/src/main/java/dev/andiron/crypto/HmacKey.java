package dev.andiron.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A secret of 256 bits for HS256 (RFC 7518 §3.2): refresh tokens, which only we read.
public final class HmacKey implements JwtKey {
  private static final int LENGTH = 32;

  private final String kid;
  private final byte[] secret;
  private final SecretKeySpec key;

  /// @throws IllegalArgumentException unless the secret has 32 bytes
  public HmacKey(String kid, byte[] secret) {
    if (secret.length != LENGTH) {
      throw new IllegalArgumentException("an HS256 key has 32 bytes");
    }
    this.kid = kid;
    this.secret = secret.clone();
    this.key = new SecretKeySpec(secret, "HmacSHA256");
  }

  public static HmacKey generate(String kid) {
    return new HmacKey(kid, TokenBytes.random(LENGTH));
  }

  @Override
  public String kid() {
    return kid;
  }

  @Override
  public String algorithm() {
    return "HS256";
  }

  /// The secret, to be sealed before it is stored.
  public byte[] secret() {
    return secret.clone();
  }

  byte[] signature(byte[] input) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java platform has HmacSHA256
    }
  }
}
