package dev.andiron.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andiron.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("RFC 9112 §6, §7.1, §8: bodies that are written while they are sent")
@Timeout(60)
class StreamedAnswerTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final byte[] PIECE =
      "0123456789abcdef".repeat(1024).getBytes(StandardCharsets.UTF_8);
  private static final int PIECES = 100;
  private static final String LAST_CHUNK = "\r\n0\r\n\r\n";
  private static final long ALL = (long) PIECE.length * PIECES;

  private static Route route(String method, long length, ResponseBody.Writer writer) {
    return new Route(
        method, "/", 1024, _ -> Response.streamed(200, "application/fhir+ndjson", length, writer));
  }

  private static final ResponseBody.Writer WRITER =
      out -> {
        for (int i = 0; i < PIECES; i++) {
          out.write(PIECE);
        }
      };

  @Test
  @DisplayName("come whole, in chunks where their length is not known, and with it where it is")
  void whole() {
    try (TestServer server = TestServer.of(route("GET", ResponseBody.Streamed.UNKNOWN, WRITER))) {
      HttpResponse<byte[]> answer = server.get("/");
      assertThat(answer.body()).hasSize((int) ALL);
      assertThat(answer.headers().firstValue("Content-Length")).isEmpty();
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }
    try (TestServer server = TestServer.of(route("GET", ALL, WRITER))) {
      HttpResponse<byte[]> answer = server.get("/");
      assertThat(answer.body()).hasSize((int) ALL);
      assertThat(answer.headers().firstValue("Content-Length")).hasValue(Long.toString(ALL));
    }
  }

  @Test
  @DisplayName("RFC 9110 §9.3.2: a HEAD has the fields, and nothing is written for it")
  void head() {
    ResponseBody.Writer never =
        _ -> {
          throw new IllegalStateException("written for a HEAD");
        };
    try (TestServer server = TestServer.of(route("GET", ALL, never))) {
      HttpResponse<byte[]> answer =
          server.send(server.request("/").method("HEAD", HttpRequest.BodyPublishers.noBody()));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.headers().firstValue("Content-Length")).hasValue(Long.toString(ALL));
    }
  }

  @Test
  @DisplayName("RFC 9110 §8.4.1.3: are packed on their way")
  void packed() throws IOException {
    try (TestServer server = TestServer.of(route("GET", ALL, WRITER))) {
      HttpResponse<byte[]> answer =
          server.send(server.request("/").header("Accept-Encoding", "gzip"));
      assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
      assertThat(answer.headers().firstValue("Vary")).hasValue("Accept-Encoding");
      assertThat(answer.body().length).isLessThan((int) ALL / 10);
      assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes())
          .hasSize((int) ALL);
    }
  }

  @Test
  @DisplayName("answer a request with a body, and the connection goes on")
  void afterBody() {
    try (TestServer server = TestServer.of(route("POST", ResponseBody.Streamed.UNKNOWN, WRITER))) {
      String post = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}";
      String answers = server.raw(post + post.replace("Host: h", "Host: h\r\nConnection: close"));
      assertThat(answers.split("HTTP/1.1 200 OK", -1).length).isEqualTo(3);
      assertThat(answers.endsWith(LAST_CHUNK)).isTrue();
    }
  }

  @Test
  @DisplayName("that fail before their first byte is sent are a 500")
  void failsAtOnce() {
    ResponseBody.Writer writer =
        out -> {
          out.write(1);
          throw new IllegalStateException("no more");
        };
    try (TestServer server = TestServer.of(route("GET", ALL, writer))) {
      HttpResponse<byte[]> answer = server.get("/");
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(TestServer.text(answer)).doesNotContain("no more");
    }
  }

  @Test
  @DisplayName("that fail in the middle break the connection: nobody takes a part for the whole")
  void failsInTheMiddle() {
    byte[] noise = new byte[1024 * 1024]; // which gzip cannot pack
    new Random(1).nextBytes(noise);
    ResponseBody.Writer writer =
        out -> {
          out.write(noise);
          throw new IllegalStateException("no more");
        };
    try (TestServer server = TestServer.of(route("GET", ResponseBody.Streamed.UNKNOWN, writer))) {
      assertThatThrownBy(() -> server.get("/")).isInstanceOf(UncheckedIOException.class);
      // who asks for the end of the connection must not take that for the end of the body
      String cut = server.raw("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
      assertThat(cut.contains("Transfer-Encoding: chunked")).isTrue();
      assertThat(cut.startsWith("HTTP/1.1 200")).isTrue();
      assertThat(cut.endsWith(LAST_CHUNK)).isFalse();
      assertThatThrownBy(() -> server.send(server.request("/").header("Accept-Encoding", "gzip")))
          .isInstanceOf(UncheckedIOException.class);
    }
    try (TestServer server = TestServer.of(route("GET", 2 * ALL, writer))) {
      assertThatThrownBy(() -> server.get("/")).isInstanceOf(UncheckedIOException.class);
    }
  }

  /// A body without end, and what became of writing it.
  private record Endless(AtomicLong written, CompletableFuture<Exception> ended)
      implements ResponseBody.Writer {
    Endless() {
      this(new AtomicLong(), new CompletableFuture<>());
    }

    @Override
    public void write(java.io.OutputStream out) throws IOException {
      try {
        while (true) {
          out.write(PIECE);
          written.addAndGet(PIECE.length);
        }
      } catch (IOException e) {
        ended.complete(e);
        throw e;
      }
    }
  }

  private static Socket ask(TestServer server) throws IOException {
    Socket socket = server.socket();
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(socket.getInputStream().readNBytes(4096)).hasSize(4096);
    return socket;
  }

  @Test
  @DisplayName("are written no faster than they are taken, and no more when their caller is gone")
  void callerGoesAway() throws IOException {
    Endless body = new Endless();
    try (TestServer server = TestServer.of(route("GET", ResponseBody.Streamed.UNKNOWN, body))) {
      try (Socket _ = ask(server)) {
        assertThat(body.ended()).isNotDone();
      }
      Await.until("the writer hears of it", SOON, body.ended()::isDone);
      // What the kernel's buffers hold, and no more.
      assertThat(body.written().get()).isLessThan(64L * 1024 * 1024);
    }
  }

  @Test
  @DisplayName("that nobody takes are cut by the idle timeout")
  void nobodyReads() throws IOException {
    Endless body = new Endless();
    HttpServer.Settings hasty =
        new HttpServer.Settings(
            "127.0.0.1",
            0,
            Duration.ofMillis(300),
            1024,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            TrustedProxies.NONE,
            null);
    try (TestServer server =
            TestServer.of(hasty, Cors.OFF, route("GET", ResponseBody.Streamed.UNKNOWN, body));
        Socket _ = ask(server)) {
      Await.until("the writer hears of it", SOON, body.ended()::isDone);
    }
  }

  @Test
  @DisplayName("that are taken too slowly are cut")
  void slowReader() throws IOException {
    Endless body = new Endless();
    HttpServer.Settings demanding =
        new HttpServer.Settings(
            "127.0.0.1",
            0,
            Duration.ofSeconds(30),
            1_000_000_000,
            Duration.ofMillis(100),
            Duration.ofSeconds(10),
            TrustedProxies.NONE,
            null);
    try (TestServer server =
            TestServer.of(demanding, Cors.OFF, route("GET", ResponseBody.Streamed.UNKNOWN, body));
        Socket socket = ask(server)) {
      byte[] piece = new byte[64 * 1024];
      Await.until(
          "the writer hears of it",
          SOON,
          () -> {
            try {
              int _ = socket.getInputStream().read(piece);
            } catch (IOException e) {
              return body.ended().isDone(); // cut while we read
            }
            return body.ended().isDone();
          });
      assertThat(body.ended().join()).hasMessageContaining("too slowly");
    }
  }
}
