package dev.andiron.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;

/// An RSA key pair for RS256 (RFC 7518 §3.3). Safe for use by many threads.
public final class RsaKey implements JwtKey {
  private static final int BITS = 2048;

  private final String kid;
  private final RSAPrivateCrtKey privateKey;
  private final RSAPublicKey publicKey;

  private RsaKey(String kid, RSAPrivateCrtKey privateKey) throws GeneralSecurityException {
    this.kid = kid;
    this.privateKey = privateKey;
    this.publicKey =
        (RSAPublicKey)
            KeyFactory.getInstance("RSA")
                .generatePublic(
                    new RSAPublicKeySpec(privateKey.getModulus(), privateKey.getPublicExponent()));
  }

  /// A new pair of 2048 bits. Takes some tens to hundreds of milliseconds.
  public static RsaKey generate(String kid) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS);
      return new RsaKey(kid, (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java platform has RSA
    }
  }

  /// The pair of a PKCS #8 private key (RFC 5958) with its CRT parts, as [#pkcs8] gives it.
  ///
  /// @throws IllegalArgumentException if it is none, or too short for RS256
  public static RsaKey fromPkcs8(String kid, byte[] pkcs8) {
    try {
      RSAPrivateCrtKey key =
          (RSAPrivateCrtKey)
              KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      if (key.getModulus().bitLength() < BITS) {
        throw new IllegalArgumentException("RSA keys must have at least 2048 bits"); // §3.3
      }
      return new RsaKey(kid, key);
    } catch (GeneralSecurityException | ClassCastException e) {
      throw new IllegalArgumentException("not an RSA private key in PKCS #8", e);
    }
  }

  @Override
  public String kid() {
    return kid;
  }

  @Override
  public String algorithm() {
    return "RS256";
  }

  /// The private key, to be sealed before it is stored.
  public byte[] pkcs8() {
    return privateKey.getEncoded();
  }

  /// The public key as SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
  public byte[] spki() {
    return publicKey.getEncoded();
  }

  /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2).
  byte[] signature(byte[] input) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(privateKey);
      signature.update(input);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java platform has it, and the key fits
    }
  }

  boolean isSignature(byte[] input, byte[] candidate) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(publicKey);
      signature.update(input);
      return signature.verify(candidate);
    } catch (SignatureException e) {
      return false; // not of the length of the modulus (RFC 8017 §8.2.2)
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java platform has it, and the key fits
    }
  }

  /// RFC 7518 §6.3.1: the public part as a JWK. Its members are base64url and our own names, so
  /// only `kid` could need escaping, and [JwtHeader] allows none that does.
  String jwk() {
    return "{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\""
        + JwtHeader.checked(kid)
        + "\",\"n\":\""
        + unsigned(publicKey.getModulus())
        + "\",\"e\":\""
        + unsigned(publicKey.getPublicExponent())
        + "\"}";
  }

  /// RFC 7518 §2, Base64urlUInt: big-endian, no leading zero byte.
  private static String unsigned(BigInteger value) {
    byte[] bytes = value.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    return TokenBytes.base64url(Arrays.copyOfRange(bytes, from, bytes.length));
  }
}
