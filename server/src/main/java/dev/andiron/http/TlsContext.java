package dev.andiron.http;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What TLS is spoken with: the certificate as it lies in its files, and looked at again and again,
/// so that a renewed one counts without a restart. Connections that are open keep theirs.
///
/// TLS 1.3, and 1.2 with what RFC 9325 §4.2 recommends: forward secrecy and authenticated
/// encryption.
final class TlsContext implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TlsContext.class);

  private static final Duration LOOKED_AT_EVERY = Duration.ofSeconds(1);
  private static final String IN_MEMORY = "in memory";

  private static final String[] CIPHER_SUITES = {
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
  };

  private final TlsFiles files;
  private final SslContextFactory.Server factory = new SslContextFactory.Server();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread watch;
  private TlsFiles.Content looked;
  private TlsFiles.Content tried;
  private String complaint = "";

  /// @throws TlsException where the files cannot be used
  TlsContext(TlsFiles files) throws TlsException {
    this.files = files;
    looked = files.read();
    tried = looked;
    TlsIdentity identity = files.identity(looked);
    factory.setKeyStorePassword(IN_MEMORY);
    factory.setKeyStore(identity.keyStore(IN_MEMORY));
    factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    factory.setIncludeCipherSuites(CIPHER_SUITES);
    factory.setUseCipherSuitesOrder(true);
    factory.setRenegotiationAllowed(false);
    tell("The certificate", identity.own());
    watch = Thread.ofVirtual().name("certificate").unstarted(this::watch);
  }

  SslContextFactory.Server factory() {
    return factory;
  }

  /// Begins to look for new files.
  void start() {
    watch.start();
  }

  private void watch() {
    try {
      while (!closed.await(LOOKED_AT_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Takes what is new once it is the same at two looks: the two files are not written at once.
  private void look() {
    try {
      TlsFiles.Content now = files.read();
      boolean still = now.isSame(looked);
      looked = now;
      if (still && !now.isSame(tried)) {
        tried = now;
        reload(files.identity(now));
      }
      complaint = "";
    } catch (TlsException e) {
      complain(String.valueOf(e.getMessage()));
      // Jetty declares nothing narrower; what it says of a pair that passed is a defect of ours.
    } catch (Exception e) {
      LOG.error("The new certificate cannot be used; the old one goes on.", e);
    }
  }

  private void reload(TlsIdentity identity) throws Exception {
    factory.reload(context -> context.setKeyStore(identity.keyStore(IN_MEMORY)));
    tell("The new certificate", identity.own());
  }

  /// Once, not at every look.
  private void complain(String reason) {
    if (!reason.equals(complaint)) {
      LOG.error("The new certificate cannot be used, the old one goes on: {}", reason);
      complaint = reason;
    }
  }

  private static void tell(String which, X509Certificate own) {
    LOG.info(
        "{} is that of {}, good from {} until {}",
        which,
        own.getSubjectX500Principal(),
        own.getNotBefore().toInstant(),
        own.getNotAfter().toInstant());
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
