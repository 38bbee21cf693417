package dev.andiron.http;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;

/// A private key and the certificates that go with it.
record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {
  private static final byte[] PROBE = {'a', 'n', 'd', 'i', 'r', 'o', 'n'};

  /// @throws TlsException where the two do not belong together
  static TlsIdentity of(List<X509Certificate> chain, PemKey pem, Path file) throws TlsException {
    X509Certificate own = chain.getFirst();
    PrivateKey key = pem.forCertificate(own.getPublicKey());
    if (!belongs(key, own)) {
      throw new TlsException(
          "the key in "
              + pem.file()
              + " is not that of the first certificate in "
              + file
              + " ("
              + own.getSubjectX500Principal()
              + ")");
    }
    return new TlsIdentity(key, List.copyOf(chain));
  }

  private static boolean belongs(PrivateKey key, X509Certificate certificate) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm(); // EdDSA
        };
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(PROBE);
      byte[] signature = signing.sign();
      Signature verifying = Signature.getInstance(algorithm);
      verifying.initVerify(certificate.getPublicKey());
      verifying.update(PROBE);
      return verifying.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  X509Certificate own() {
    return chain.getFirst();
  }

  /// As the JDK wants it; it never leaves the memory, so its password protects nothing.
  KeyStore keyStore(String password) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("andiron", key, password.toCharArray(), chain.toArray(Certificate[]::new));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key store in memory cannot be made", e);
    }
  }
}
