package dev.andiron.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;

/// A key and its certificate, made by the JDK's keytool, and their PEM files.
public final class Certificates {
  private static final String PASSWORD = "password";

  private final PrivateKey key;
  private final List<X509Certificate> chain;

  private Certificates(PrivateKey key, List<X509Certificate> chain) {
    this.key = key;
    this.chain = chain;
  }

  /// @param folder for what keytool writes
  /// @param kind `EC`, `RSA`, `Ed25519`
  public static Certificates selfSigned(Path folder, String kind, String name) {
    Path store = folder.resolve(name + "-" + System.nanoTime() + ".p12");
    keytool(store, name, kind);
    return load(store, name);
  }

  /// One that is signed by another, which nobody need know.
  public static Certificates signed(Path folder, String name) {
    Path store = folder.resolve(name + "-" + System.nanoTime() + ".p12");
    keytool(store, "root", "EC", "-ext", "bc:c");
    keytool(store, "between", "EC", "-signer", "root", "-ext", "bc:c");
    keytool(store, name, "EC", "-signer", "between");
    return load(store, name);
  }

  private static void keytool(Path store, String alias, String kind, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                alias,
                "-keyalg",
                kind,
                "-dname",
                "CN=" + alias,
                "-validity",
                "30",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1"));
    command.addAll(Arrays.asList(more));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Certificates load(Path store, String alias) {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      return new Certificates(
          (PrivateKey) keys.getKey(alias, PASSWORD.toCharArray()),
          Arrays.stream(keys.getCertificateChain(alias))
              .map(each -> (X509Certificate) each)
              .toList());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  X509Certificate own() {
    return chain.getFirst();
  }

  /// The certificate, and those that signed it but the root.
  String certificatePem() {
    StringBuilder pem = new StringBuilder();
    List<X509Certificate> sent = chain.size() == 1 ? chain : chain.subList(0, chain.size() - 1);
    for (Certificate each : sent) {
      try {
        pem.append(pem("CERTIFICATE", each.getEncoded()));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
    return pem.toString();
  }

  String keyPem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  /// As OpenSSL wrote keys before PKCS#8.
  String oldKeyPem() {
    try {
      byte[] inner =
          PrivateKeyInfo.getInstance(key.getEncoded())
              .parsePrivateKey()
              .toASN1Primitive()
              .getEncoded();
      return pem(key.getAlgorithm() + " PRIVATE KEY", inner);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(String label, byte[] bytes) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
        + "\n-----END "
        + label
        + "-----\n";
  }

  /// Writes both.
  public TlsFiles write(Path folder) {
    return write(folder, certificatePem(), keyPem());
  }

  static TlsFiles write(Path folder, String certificate, String key) {
    TlsFiles files = new TlsFiles(folder.resolve("tls.crt"), folder.resolve("tls.key"));
    try {
      Files.writeString(files.certificate(), certificate);
      Files.writeString(files.key(), key);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return files;
  }

  /// Trusts these roots and nobody else.
  public static SSLContext trusting(Certificates... roots) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      for (int i = 0; i < roots.length; i++) {
        trusted.setCertificateEntry("root" + i, roots[i].chain.getLast());
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
