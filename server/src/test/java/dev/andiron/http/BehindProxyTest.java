package dev.andiron.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Documents;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// With the configurations that people are given, where the proxies are installed (Debian: `apt-get
/// install nginx-light haproxy`). Both refuse `/metrics`: a request for it that reaches the server
/// was smuggled past them.
@Tag("full")
@DisplayName("RFC 9112 §11.2: behind a proxy no request is answered that the proxy did not send")
class BehindProxyTest {
  private static final String SMUGGLED = "GET /metrics HTTP/1.1\r\nHost: h\r\nX: y\r\n\r\n";

  private final Queue<String> seen = new ConcurrentLinkedQueue<>();
  private final TestServer backend =
      TestServer.of(
          HttpServer.Settings.of("127.0.0.1", 0).behind(TrustedProxies.of(List.of("127.0.0.1"))),
          Cors.OFF,
          new Route("GET", "/id/{n}", 0, this::tell),
          new Route("GET", "/health/ready", 0, this::tell),
          new Route("GET", "/metrics", 0, this::tell),
          new Route("POST", "/metrics", 1000, this::tell),
          new Route("POST", "/echo", 1000, this::tell));

  @TempDir private Path folder;
  private @Nullable Process proxy;

  enum Proxy {
    NGINX("/usr/sbin/nginx"),
    HAPROXY("/usr/sbin/haproxy");

    private final Path program;

    Proxy(String program) {
      this.program = Path.of(program);
    }
  }

  private Response tell(Request request) {
    seen.add(request.method() + " " + request.path());
    return Response.of(
        200,
        "text/plain",
        (request.path() + " " + request.scheme() + " " + request.remoteAddress())
            .getBytes(StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (proxy != null) {
      proxy.destroy();
      assertThat(proxy.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    backend.close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private int start(Proxy which, Certificates certificates) throws IOException {
    int port = freePort();
    TlsFiles files = certificates.write(folder);
    Path together =
        Files.writeString(
            folder.resolve("both.pem"), certificates.certificatePem() + certificates.keyPem());
    String configuration =
        Documents.read(which == Proxy.NGINX ? "deploy/nginx.conf" : "deploy/haproxy.cfg")
            .replace("8443", Integer.toString(port))
            .replace("127.0.0.1:8080", "127.0.0.1:" + backend.server().port())
            .replace("/etc/ssl/andiron.crt", files.certificate().toString())
            .replace("/etc/ssl/private/andiron.key", files.key().toString())
            .replace("/etc/haproxy/andiron.pem", together.toString());
    Path file = Files.writeString(folder.resolve("proxy.conf"), configuration);
    List<String> command =
        which == Proxy.NGINX
            ? List.of(
                which.program.toString(),
                "-c",
                file.toString(),
                "-p",
                folder.toString(),
                "-g",
                "daemon off; error_log stderr; pid " + folder.resolve("pid") + ";")
            : List.of(which.program.toString(), "-db", "-f", file.toString());
    proxy =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    return port;
  }

  /// Sends these bytes and takes what comes, until the end or until nothing comes any more.
  private static String raw(SSLContext context, int port, String text) throws IOException {
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.setSoTimeout(1500);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      StringBuilder answer = new StringBuilder();
      byte[] buffer = new byte[8192];
      try {
        int read = socket.getInputStream().read(buffer);
        while (read >= 0) {
          answer.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
          read = socket.getInputStream().read(buffer);
        }
      } catch (SocketTimeoutException | SocketException e) {
        // It is kept open, or was reset: what came, came.
      }
      return answer.toString();
    }
  }

  private static List<String> smuggling() {
    List<String> attempts = new ArrayList<>();
    String chunked = "0\r\n\r\n" + SMUGGLED;
    int all = chunked.length();
    for (String framing :
        List.of(
            "Content-Length: " + all + "\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: " + all + "\r\n",
            "Content-Length: " + all + "\r\nTransfer-Encoding: xchunked\r\n",
            "Content-Length: " + all + "\r\nTransfer-Encoding : chunked\r\n",
            "Content-Length: " + all + "\r\nTransfer-Encoding:\tchunked\r\n",
            "Content-Length: " + all + "\r\nTransfer-Encoding: \u000bchunked\r\n",
            "Content-Length: " + all + "\r\nX: y\r\n Transfer-Encoding: chunked\r\n",
            "Content-Length: " + all + "\r\nX: y\nTransfer-Encoding: chunked\r\n",
            "Content-Length: " + all + "\r\nX: y\rTransfer-Encoding: chunked\r\n",
            "Content-Length: " + all + "\r\nTransfer-Encoding: chunked, identity\r\n",
            "Content-Length: " + all + "\r\nTransfer-Encoding: identity\r\n",
            "Content-Length: 0\r\nContent-Length: " + all + "\r\n",
            "Content-Length: " + all + "\r\nContent-Length: 0\r\n",
            "Content-Length: 0, " + all + "\r\n",
            "Content-Length: +" + all + "\r\n",
            "Content-Length: " + all + "\r\nContent-Length : 0\r\n",
            "Content_Length: 0\r\nContent-Length: " + all + "\r\n",
            "Connection: Content-Length\r\nContent-Length: " + all + "\r\n",
            "Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\nContent-Length: "
                + all
                + "\r\n",
            "Expect: 100-continue\r\nContent-Length: " + all + "\r\n",
            "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAA\r\n"
                + "Content-Length: "
                + all
                + "\r\n")) {
      attempts.add("POST /echo HTTP/1.1\r\nHost: h\r\n" + framing + "\r\n" + chunked);
    }
    String size = Integer.toHexString(SMUGGLED.length());
    for (String chunks :
        List.of(
            size + ";x=\n" + SMUGGLED + "\r\n0\r\n\r\n",
            size + ";x=y\r\n" + SMUGGLED + "\r\n0\r\n\r\n",
            size + "\n" + SMUGGLED + "\r\n0\r\n\r\n",
            "0x" + size + "\r\n" + SMUGGLED + "\r\n0\r\n\r\n",
            size + "\r\n" + SMUGGLED + "\r\n0\r\nX: y\r\nContent-Length: 0\r\n\r\n",
            "0000000000000000000000" + size + "\r\n" + SMUGGLED + "\r\n0\r\n\r\n")) {
      attempts.add("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
    }
    for (String head :
        List.of(
            "GET /metrics HTTP/1.1\r\nHost: h\r\n",
            "GET //metrics HTTP/1.1\r\nHost: h\r\n",
            "GET /fhir/metrics HTTP/1.1\r\nHost: h\r\n",
            "GET /fhir//metrics HTTP/1.1\r\nHost: h\r\n",
            "GET /%6detrics HTTP/1.1\r\nHost: h\r\n",
            "GET /id/../metrics HTTP/1.1\r\nHost: h\r\n",
            "GET /id/%2e%2e/metrics HTTP/1.1\r\nHost: h\r\n",
            "GET http://h/metrics HTTP/1.1\r\nHost: h\r\n",
            "GET http://h//metrics HTTP/1.1\r\nHost: h\r\n",
            "GET /id/1 /metrics HTTP/1.1\r\nHost: h\r\n",
            "GET /metrics\tHTTP/1.1\r\nHost: h\r\n",
            "GET /metrics HTTP/1.0\r\nConnection: keep-alive\r\n",
            "POST /metrics HTTP/1.0\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n")) {
      attempts.add(head + "\r\n0\r\n\r\n");
    }
    return attempts;
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("as deploy/ configures it")
  void nothingIsSmuggled(Proxy which) throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(which.program), which + " is not installed");
    Certificates certificates = Certificates.selfSigned(folder, "EC", "proxy");
    SSLContext context = Certificates.trusting(certificates);
    int port = start(which, certificates);
    try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
      Await.until("it answers", Duration.ofSeconds(30), () -> get(client, port, "ready") == 200);
      seen.clear();
      int n = 0;
      for (String attempt : smuggling()) {
        String answer = raw(context, port, attempt);
        // Whoever comes next on the proxy's connections gets their own answer.
        for (int i = 0; i < 4; i++) {
          String own = "x" + n++;
          assertThat(body(client, port, own))
              .as("after " + attempt)
              .startsWith("/id/" + own + " https 127.0.0.1");
        }
        assertThat(seen).as(attempt + "\n→ " + answer).noneMatch(each -> each.contains("metrics"));
      }
    }
  }

  private static HttpResponse<String> send(HttpClient client, int port, String id)
      throws IOException {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/id/" + id)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int get(HttpClient client, int port, String id) {
    try {
      return send(client, port, id).statusCode();
    } catch (IOException e) {
      return 0; // it is not up yet
    }
  }

  private static String body(HttpClient client, int port, String id) throws IOException {
    HttpResponse<String> answer = send(client, port, id);
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }
}
