package dev.andiron.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Where the certificate and its key lie, both in PEM.
///
/// @param certificate the server's own first, then those between it and the root
/// @param key may be the same file
public record TlsFiles(Path certificate, Path key) {
  /// Nobody's chain is as long as this.
  private static final int LONGEST = 1024 * 1024;

  /// What lies there now.
  record Content(byte[] certificate, byte[] key) {
    boolean isSame(Content other) {
      return Arrays.equals(certificate, other.certificate) && Arrays.equals(key, other.key);
    }
  }

  Content read() throws TlsException {
    return new Content(bytes(certificate), bytes(key));
  }

  private static byte[] bytes(Path file) throws TlsException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LONGEST + 1);
    } catch (IOException e) {
      throw new TlsException("cannot read the file " + file);
    }
    if (bytes.length > LONGEST) {
      throw new TlsException(file + " is no PEM file: it is larger than a megabyte");
    }
    return bytes;
  }

  /// The pair that is usable together.
  TlsIdentity identity(Content content) throws TlsException {
    return TlsIdentity.of(
        PemCertificates.of(certificate, content.certificate()),
        new PemKey(key, content.key()),
        certificate);
  }
}
