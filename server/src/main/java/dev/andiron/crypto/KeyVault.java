package dev.andiron.crypto;

import dev.andiron.crypto.SealException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals secrets that the database keeps (private keys, second factors) with a key that it does not
/// know: AES-256-GCM (NIST SP 800-38D). Safe for use by many threads.
///
/// A sealed value is `v1.<key id>.<nonce and ciphertext>`, base64url. The purpose is associated
/// data, so a value cannot be moved to where another is expected. The key id is 8 bytes that only
/// the key gives, so that the wrong key can be told from a changed value.
public final class KeyVault {
  private static final String VERSION = "v1";
  private static final int KEY_LENGTH = 32;
  private static final int NONCE_LENGTH = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final String keyId;

  KeyVault(byte[] key) {
    if (key.length != KEY_LENGTH) {
      throw new SealException(
          Reason.INVALID_KEY, "the encryption key must be 32 bytes, not " + key.length);
    }
    this.key = new SecretKeySpec(key, "AES");
    this.keyId = TokenBytes.base64url(Arrays.copyOf(hmac(key, "andiron key id"), 8));
  }

  /// The vault of a configured key, `ANDIRON_ENCRYPTION_KEY`.
  ///
  /// @param base64 of 32 bytes, in either alphabet, padded or not
  /// @throws SealException if it is not
  public static KeyVault of(String base64) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(base64.strip().replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      throw new SealException(
          Reason.INVALID_KEY,
          "the encryption key is not Base64; make one with: openssl rand -base64 32");
    }
    try {
      return new KeyVault(key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /// The value for the database.
  ///
  /// @param purpose what the value is and whose, `signing-key/k1` for instance
  public String seal(String purpose, byte[] plain) {
    byte[] nonce = TokenBytes.random(NONCE_LENGTH);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, purpose).doFinal(plain);
      byte[] all = ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
      return VERSION + "." + keyId + "." + TokenBytes.base64url(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java platform has AES-GCM
    }
  }

  /// What was sealed for this purpose.
  ///
  /// @throws SealException with [Reason#WRONG_KEY] or [Reason#BROKEN]
  public byte[] open(String purpose, String sealed) {
    String[] parts = sealed.split("\\.", -1);
    if (parts.length != 3 || !parts[0].equals(VERSION)) {
      throw broken();
    }
    if (!parts[1].equals(keyId)) {
      throw new SealException(
          Reason.WRONG_KEY, "the encryption key is not the one this database was made with");
    }
    try {
      byte[] all = Base64.getUrlDecoder().decode(parts[2]);
      if (all.length < NONCE_LENGTH + TAG_BITS / 8) {
        throw broken();
      }
      return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(all, NONCE_LENGTH), purpose)
          .doFinal(all, NONCE_LENGTH, all.length - NONCE_LENGTH);
    } catch (AEADBadTagException | IllegalArgumentException e) {
      throw broken();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java platform has AES-GCM
    }
  }

  /// Names the key without telling it, for the log and for comparing nodes.
  public String keyId() {
    return keyId;
  }

  private Cipher cipher(int mode, byte[] nonce, String purpose) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD((VERSION + "." + purpose).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static SealException broken() {
    return new SealException(
        Reason.BROKEN, "a sealed value was changed, or is not what it should be");
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java platform has HmacSHA256
    }
  }
}
