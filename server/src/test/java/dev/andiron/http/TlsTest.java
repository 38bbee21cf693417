package dev.andiron.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andiron.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("TLS in the server")
class TlsTest {
  private static final Route WHERE =
      new Route(
          "GET",
          "/where",
          0,
          request ->
              Response.of(200, "text/plain", request.scheme().getBytes(StandardCharsets.US_ASCII)));

  @TempDir private static Path folder;
  private static Certificates ec;
  private static Certificates rsa;
  private static TestServer server;

  @BeforeAll
  static void start() throws IOException {
    ec = Certificates.selfSigned(folder, "EC", "ec");
    rsa = Certificates.selfSigned(folder, "RSA", "rsa");
    server = server(ec.write(Files.createDirectory(folder.resolve("served"))));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static TestServer server(TlsFiles files) {
    return TestServer.of(HttpServer.Settings.of("127.0.0.1", 0).with(files), Cors.OFF, WHERE);
  }

  private static HttpClient client(HttpClient.Version version, Certificates... trusted) {
    return HttpClient.newBuilder()
        .version(version)
        .sslContext(Certificates.trusting(trusted))
        .build();
  }

  private static HttpResponse<String> get(TestServer of, HttpClient client)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + of.server().port() + "/where"))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static X509Certificate shown(TestServer of, SSLContext context) {
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", of.server().port())) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName("RFC 7301: HTTP/2 where the client speaks it, else HTTP/1.1; https either way")
  void protocols() throws Exception {
    for (HttpClient.Version version : HttpClient.Version.values()) {
      try (HttpClient client = client(version, ec)) {
        HttpResponse<String> answer = get(server, client);
        assertThat(answer.version()).isEqualTo(version);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("https");
        // RFC 6797 §7.1
        assertThat(answer.headers().allValues("Strict-Transport-Security"))
            .containsExactly("max-age=31536000");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
      }
    }
  }

  @Test
  @DisplayName("RFC 6797 §7.2: no Strict-Transport-Security without TLS")
  void noHsts() {
    try (TestServer plain = TestServer.of(WHERE)) {
      assertThat(plain.get("/where").headers().map())
          .doesNotContainKey("strict-transport-security");
    }
  }

  @Test
  @DisplayName("keys are taken as PKCS#8, PKCS#1 and SEC 1, chains as they are, in one file or two")
  void keys() throws Exception {
    Certificates edwards = Certificates.selfSigned(folder, "Ed25519", "edwards");
    Certificates signed = Certificates.signed(folder, "leaf");
    record Given(Certificates who, String certificate, String key) {}
    String parameters = Certificates.pem("EC PARAMETERS", new byte[] {6, 1, 1});
    for (Given given :
        List.of(
            new Given(rsa, rsa.certificatePem(), rsa.keyPem()),
            new Given(rsa, rsa.certificatePem(), rsa.oldKeyPem()),
            new Given(ec, "text around it\n" + ec.certificatePem(), parameters + ec.oldKeyPem()),
            new Given(ec, ec.certificatePem().replace("\n", "\r\n"), ec.keyPem()),
            new Given(ec, ec.certificatePem() + ec.keyPem(), ec.keyPem() + ec.certificatePem()),
            new Given(edwards, edwards.certificatePem(), edwards.keyPem()),
            new Given(signed, signed.certificatePem(), signed.keyPem()))) {
      TlsFiles files =
          Certificates.write(
              Files.createTempDirectory(folder, "k"), given.certificate(), given.key());
      try (TestServer of = server(files);
          HttpClient client = client(HttpClient.Version.HTTP_2, given.who())) {
        assertThat(get(of, client).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  @DisplayName("files that cannot be used are named in one line that tells what to mend")
  void unusable() throws Exception {
    String certificate = ec.certificatePem();
    String key = ec.keyPem();
    String encrypted = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n";
    record Broken(String certificate, String key, String complaint) {}
    for (Broken broken :
        List.of(
            new Broken("", key, "tls.crt has no certificate"),
            new Broken(key, key, "tls.crt has no certificate"),
            new Broken(Certificates.pem("CERTIFICATE", new byte[40]), key, "cannot be read"),
            new Broken(certificate.replace("a", ""), key, "cannot be read"),
            new Broken(certificate, "", "tls.key has no private key"),
            new Broken(certificate, certificate, "tls.key has no private key"),
            new Broken(
                certificate, Certificates.pem("PRIVATE KEY", new byte[40]), "that can be read"),
            new Broken(
                certificate, Certificates.pem("EC PRIVATE KEY", new byte[40]), "that can be read"),
            new Broken(
                certificate, Certificates.pem("EC PRIVATE KEY", new byte[0]), "that can be read"),
            new Broken(certificate, rsa.keyPem(), "that can be read"),
            new Broken(
                certificate,
                Certificates.selfSigned(folder, "EC", "other").keyPem(),
                "is not that of the first certificate"),
            new Broken(
                certificate,
                Certificates.pem("ENCRYPTED PRIVATE KEY", new byte[40]),
                "tls.key is encrypted; decrypt it (openssl pkey -in tls.key"),
            new Broken(
                rsa.certificatePem(),
                encrypted + "\nAAAA\n-----END RSA PRIVATE KEY-----\n",
                "is encrypted"))) {
      TlsFiles files =
          Certificates.write(
              Files.createTempDirectory(folder, "b"), broken.certificate(), broken.key());
      assertThatThrownBy(() -> start(files))
          .isInstanceOf(TlsException.class)
          .hasMessageContaining(broken.complaint())
          .hasMessageNotContaining("\n");
    }
    TlsFiles nowhere = new TlsFiles(folder.resolve("no"), folder.resolve("no"));
    assertThatThrownBy(() -> start(nowhere)).hasMessageStartingWith("cannot read the file ");
  }

  private static void start(TlsFiles files) throws Exception {
    HttpServer.start(
            HttpServer.Settings.of("127.0.0.1", 0).with(files),
            new Router(List.of(), TestServer.PLAIN, Cors.OFF))
        .close();
  }

  @Test
  @DisplayName("a renewed pair counts without a restart; a broken one leaves the old in force")
  void reload() throws Exception {
    Path own = Files.createTempDirectory(folder, "r");
    TlsFiles files = ec.write(own);
    SSLContext both = Certificates.trusting(ec, rsa);
    try (TestServer of = server(files);
        HttpClient before =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).sslContext(both).build()) {
      assertThat(get(of, before).statusCode()).isEqualTo(200);
      assertThat(shown(of, both)).isEqualTo(ec.own());

      Files.writeString(files.certificate(), rsa.certificatePem());
      Files.writeString(files.key(), rsa.keyPem());
      Await.until("the new one", Duration.ofSeconds(20), () -> shown(of, both).equals(rsa.own()));
      // The connection that was open goes on.
      assertThat(get(of, before).statusCode()).isEqualTo(200);

      // A key that is not the certificate's, then none, then no files: nothing changes.
      Function<String, Boolean> stands = _ -> shown(of, both).equals(rsa.own());
      for (String key : List.of(ec.keyPem(), "", "no PEM at all")) {
        Files.writeString(files.key(), key);
        holds(stands, key);
      }
      Files.delete(files.key());
      holds(stands, "no file");

      ec.write(own);
      Await.until("the old again", Duration.ofSeconds(20), () -> shown(of, both).equals(ec.own()));
    }
  }

  /// For as long as it takes to look at the files several times.
  private static void holds(Function<String, Boolean> condition, String what) {
    long end = System.nanoTime() + Duration.ofMillis(3200).toNanos();
    while (System.nanoTime() < end) {
      assertThat(condition.apply(what)).as(what).isTrue();
    }
  }

  private static void handshake(String protocol, String... suites) throws IOException {
    SSLContext context = Certificates.trusting(ec);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.server().port())) {
      socket.setEnabledProtocols(new String[] {protocol});
      if (suites.length > 0) {
        socket.setEnabledCipherSuites(suites);
      }
      socket.startHandshake();
    }
  }

  @Test
  @DisplayName("RFC 9325: TLS 1.2 and 1.3, with forward secrecy and authenticated encryption only")
  void versions() throws Exception {
    handshake("TLSv1.3");
    handshake("TLSv1.2");
    handshake("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
    for (String weak :
        List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384")) {
      assertThatThrownBy(() -> handshake("TLSv1.2", weak)).isInstanceOf(SSLException.class);
    }
  }

  @Test
  @DisplayName("whoever speaks plain HTTP to it is told so, and gets nothing else")
  void plain() {
    String answer = server.raw("GET /where HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer x\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 400").contains("speaks TLS only");
    assertThat(answer).doesNotContainIgnoringCase("strict-transport").doesNotContain("200 OK");
    assertThat(server.raw("GET https://h/where HTTP/1.1\r\nHost: h\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("speaks TLS only");
  }
}
