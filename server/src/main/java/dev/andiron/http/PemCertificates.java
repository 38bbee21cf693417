package dev.andiron.http;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/// Reads certificates from a PEM file.
final class PemCertificates {
  private static final String LABEL = "CERTIFICATE";

  private PemCertificates() {}

  /// The certificates in the order of the file; one at least.
  static List<X509Certificate> of(Path file, byte[] content) throws TlsException {
    List<X509Certificate> chain = new ArrayList<>();
    for (PemBlock block : PemBlock.all(content)) {
      if (block.label().equals(LABEL)) {
        chain.add(certificate(file, block));
      }
    }
    if (chain.isEmpty()) {
      throw new TlsException(file + " has no certificate: expected -----BEGIN CERTIFICATE-----");
    }
    return chain;
  }

  private static X509Certificate certificate(Path file, PemBlock block) throws TlsException {
    try {
      Certificate read =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.bytes()));
      if (read instanceof X509Certificate certificate) {
        return certificate;
      }
    } catch (CertificateException | IllegalArgumentException e) {
      // said below
    }
    throw new TlsException(file + " has a certificate that cannot be read");
  }
}
