package dev.andiron.http;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/// A private key in PEM: PKCS#8 (`PRIVATE KEY`), or the older forms of OpenSSL, PKCS#1 (`RSA
/// PRIVATE KEY`, RFC 8017 A.1.2) and SEC 1 (`EC PRIVATE KEY`, RFC 5915). The older ones are dressed
/// as PKCS#8 (RFC 5208 §5), in the algorithm that the certificate names for its own key.
///
/// @param file for messages
record PemKey(Path file, byte[] content) {
  private static final int INTEGER = 0x02;
  private static final int OCTET_STRING = 0x04;
  private static final int SEQUENCE = 0x30;

  /// The key, of the kind that belongs to this public one.
  PrivateKey forCertificate(PublicKey certified) throws TlsException {
    for (PemBlock block : PemBlock.all(content)) {
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return key(block.bytes(), certified);
        }
        case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {
          // RFC 1421 §4.6.1.1
          if (block.body().contains("ENCRYPTED")) {
            throw encrypted();
          }
          return key(dressed(block.bytes(), certified), certified);
        }
        case "ENCRYPTED PRIVATE KEY" -> throw encrypted();
        default -> {} // a certificate, or EC PARAMETERS, which the key repeats
      }
    }
    throw new TlsException(file + " has no private key: expected -----BEGIN PRIVATE KEY-----");
  }

  private TlsException encrypted() {
    return new TlsException(
        file
            + " is encrypted; decrypt it (openssl pkey -in "
            + file.getFileName()
            + " -out key.pem) and keep it readable for the server only");
  }

  private PrivateKey key(byte[] pkcs8, PublicKey certified) throws TlsException {
    try {
      return KeyFactory.getInstance(certified.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new TlsException(
          file
              + " has no key that can be read for a certificate with a key of the kind "
              + certified.getAlgorithm());
    }
  }

  private static byte[] dressed(byte[] key, PublicKey certified) {
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    parts.writeBytes(new byte[] {INTEGER, 1, 0});
    parts.writeBytes(algorithm(certified.getEncoded()));
    parts.writeBytes(der(OCTET_STRING, key));
    return der(SEQUENCE, parts.toByteArray());
  }

  /// RFC 5280 §4.1: a SubjectPublicKeyInfo is a sequence that begins with the algorithm, which is
  /// one itself.
  private static byte[] algorithm(byte[] publicKeyInfo) {
    int begin = header(publicKeyInfo, 0);
    int end = header(publicKeyInfo, begin) + length(publicKeyInfo, begin);
    return Arrays.copyOfRange(publicKeyInfo, begin, end);
  }

  /// Where the content of the element at this place begins (X.690 §8.1).
  private static int header(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  private static int length(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = 0; i < (first & 0x7f); i++) {
      length = (length << 8) + (der[at + 2 + i] & 0xff);
    }
    return length;
  }

  private static byte[] der(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.length;
    if (length < 0x80) {
      out.write(length);
    } else {
      // X.690 §10.1: as few bytes as there can be.
      int bytes = length < 0x100 ? 1 : length < 0x1_0000 ? 2 : 3;
      out.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(length >> (8 * i));
      }
    }
    out.writeBytes(content);
    return out.toByteArray();
  }
}
