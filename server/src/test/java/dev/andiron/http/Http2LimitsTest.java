package dev.andiron.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.http.Http2Wire.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("RFC 9113: HTTP/2 is held to the same limits, and to some of its own")
class Http2LimitsTest {
  private static final int ENHANCE_YOUR_CALM = 0xb;

  private static final Route ECHO =
      new Route(
          "POST",
          "/echo",
          1000,
          request -> Response.of(200, "application/octet-stream", request.body()));
  private static final CountDownLatch GO = new CountDownLatch(1);
  private static final AtomicInteger WAITING = new AtomicInteger();
  private static final Route WAIT =
      new Route(
          "GET",
          "/wait",
          0,
          _ -> {
            WAITING.incrementAndGet();
            try {
              boolean _ = GO.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return Response.empty(204);
          });

  @TempDir private static Path folder;
  private static SSLContext context;
  private static TestServer server;

  @BeforeAll
  static void start() {
    Certificates own = Certificates.selfSigned(folder, "EC", "h2");
    context = Certificates.trusting(own);
    HttpServer.Settings settings =
        new HttpServer.Settings(
            "127.0.0.1",
            0,
            Duration.ofMillis(1500),
            1024,
            Duration.ofMillis(300),
            Duration.ofSeconds(10),
            TrustedProxies.NONE,
            own.write(folder));
    server = TestServer.of(settings, Cors.OFF, ECHO, WAIT);
  }

  @AfterAll
  static void stop() {
    GO.countDown();
    server.close();
  }

  private static Http2Wire wire() throws IOException {
    return new Http2Wire(context, server.server().port());
  }

  private static void open(Http2Wire wire, int stream, boolean ends, byte[] block)
      throws IOException {
    wire.send(
        Http2Wire.HEADERS,
        Http2Wire.END_HEADERS | (ends ? Http2Wire.END_STREAM : 0),
        stream,
        block);
  }

  /// The first bytes of the answer's head: its status is the first field, and one of a table (RFC
  /// 7541, Appendix A) or a literal of three digits.
  private static String status(Frame headers) {
    byte[] payload = headers.payload();
    int at = 0;
    if ((payload[at] & 0xe0) == 0x20) { // RFC 7541 §6.3: the size of a table comes first
      boolean more = (payload[at] & 0x1f) == 0x1f;
      at++;
      while (more) {
        more = (payload[at++] & 0x80) != 0;
      }
    }
    return switch (payload[at] & 0xff) {
      case 0x88 -> "200";
      case 0x8c -> "400";
      case 0x8d -> "404";
      default -> new String(payload, at, 8, StandardCharsets.ISO_8859_1);
    };
  }

  private static Frame answer(Http2Wire wire) throws IOException {
    Frame headers = wire.next(Http2Wire.HEADERS);
    assertThat(headers).as("an answer").isNotNull();
    return headers;
  }

  @Test
  @DisplayName("a request is answered, and the fields of HTTP/1.1's connections are not in it")
  void plain() throws IOException {
    try (Http2Wire wire = wire()) {
      open(wire, 1, false, Http2Wire.head("POST", "/echo"));
      wire.send(Http2Wire.DATA, Http2Wire.END_STREAM, 1, new byte[] {'x', 'y'});
      assertThat(status(answer(wire))).isEqualTo("200");
      Frame data = wire.next(Http2Wire.DATA);
      assertThat(data).isNotNull();
      assertThat(data.payload()).containsExactly('x', 'y');
    }
  }

  @Test
  @DisplayName("a body beyond the limit is refused, and the connection goes on")
  void largeBody() throws IOException {
    try (Http2Wire wire = wire()) {
      open(wire, 1, false, Http2Wire.head("POST", "/echo"));
      wire.send(Http2Wire.DATA, 0, 1, new byte[1001]);
      assertThat(status(answer(wire))).isNotEqualTo("200");
      open(wire, 3, true, Http2Wire.get("/no"));
      Frame next = wire.next(Http2Wire.HEADERS);
      assertThat(next).isNotNull();
      assertThat(status(next)).isEqualTo("404");
    }
  }

  @Test
  @DisplayName("a body that comes too slowly, or stands still, is cut")
  void slowBody() throws Exception {
    try (Http2Wire wire = wire()) {
      open(wire, 1, false, Http2Wire.head("POST", "/echo"));
      Thread drip =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = 0; i < 100; i++) {
                    wire.send(Http2Wire.DATA, 0, 1, new byte[1]);
                    boolean _ = GO.await(50, TimeUnit.MILLISECONDS);
                  }
                } catch (IOException e) {
                  // it was cut, which is what is looked for
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      Frame headers = wire.next(Http2Wire.HEADERS);
      assertThat(headers).isNotNull();
      assertThat(status(headers)).isNotEqualTo("200");
      drip.interrupt();
    }
    try (Http2Wire wire = wire()) {
      open(wire, 1, false, Http2Wire.head("POST", "/echo"));
      wire.send(Http2Wire.DATA, 0, 1, new byte[1]);
      Frame end = wire.next();
      while (end != null
          && end.type() != Http2Wire.HEADERS
          && end.type() != Http2Wire.RST_STREAM
          && end.type() != Http2Wire.GOAWAY) {
        end = wire.next();
      }
      if (end != null && end.type() == Http2Wire.HEADERS) {
        assertThat(status(end)).isNotEqualTo("200");
      }
    }
  }

  @Test
  @DisplayName("header fields beyond the limit are refused, in one frame or in many")
  void largeHeaders() throws IOException {
    try (Http2Wire wire = wire()) {
      open(wire, 1, true, Http2Wire.head("GET", "/echo", "x", "x".repeat(16_200)));
      open(wire, 3, true, Http2Wire.head("GET", "/echo", "x", "y"));
      Frame frame = wire.next();
      while (frame != null && frame.type() != Http2Wire.GOAWAY) {
        assertThat(frame.type() == Http2Wire.HEADERS && status(frame).equals("200")).isFalse();
        if (frame.stream() == 3) {
          break;
        }
        frame = wire.next();
      }
    }
    try (Http2Wire wire = wire()) {
      // CVE-2024-27316 and others: a head that never ends
      wire.send(Http2Wire.HEADERS, 0, 1, Http2Wire.get("/echo"));
      boolean cut = false;
      for (int i = 0; i < 200 && !cut; i++) {
        try {
          wire.send(Http2Wire.CONTINUATION, 0, 1, Http2Wire.head("GET", "/", "x", "x".repeat(900)));
        } catch (IOException e) {
          cut = true;
        }
      }
      Frame end = cut ? null : wire.next(Http2Wire.GOAWAY);
      assertThat(cut || end == null || Http2Wire.error(end) != 0).isTrue();
    }
  }

  @Test
  @DisplayName("CVE-2023-44487: who opens streams and resets them at once, again and again, is cut")
  void rapidReset() throws IOException {
    try (Http2Wire wire = wire()) {
      flood(
          wire,
          i -> {
            open(wire, 1 + 2 * i, true, Http2Wire.get("/wait"));
            wire.send(Http2Wire.RST_STREAM, 0, 1 + 2 * i, new byte[] {0, 0, 0, 8});
          });
    }
  }

  @Test
  @DisplayName("CVE-2019-9512, CVE-2019-9515, CVE-2019-9518: floods of PING, SETTINGS, empty DATA")
  void floods() throws IOException {
    try (Http2Wire wire = wire()) {
      flood(wire, _ -> wire.send(Http2Wire.PING, 0, 0, new byte[8]));
    }
    try (Http2Wire wire = wire()) {
      flood(wire, _ -> wire.send(Http2Wire.SETTINGS, 0, 0, new byte[0]));
    }
    try (Http2Wire wire = wire()) {
      open(wire, 1, false, Http2Wire.head("POST", "/echo"));
      flood(wire, _ -> wire.send(Http2Wire.DATA, 0, 1, new byte[0]));
    }
  }

  private interface Step {
    void send(int i) throws IOException;
  }

  /// Sends and sends, and sees that the connection is ended with ENHANCE_YOUR_CALM, or is reset
  /// before that could be read.
  private static void flood(Http2Wire wire, Step step) throws IOException {
    boolean cut = false;
    for (int i = 0; i < 5000 && !cut; i++) {
      try {
        step.send(i);
      } catch (IOException e) {
        cut = true;
      }
    }
    Frame end = wire.next(Http2Wire.GOAWAY);
    assertThat(cut || end != null || wire.wasReset()).as("it is cut").isTrue();
    if (end != null) {
      assertThat(Http2Wire.error(end)).isEqualTo(ENHANCE_YOUR_CALM);
    }
  }

  @Test
  @DisplayName("RFC 9113 §5.1.2: no more streams at once than are offered")
  void manyStreams() throws IOException {
    int before = WAITING.get();
    try (Http2Wire wire = wire()) {
      for (int i = 0; i < 300; i++) {
        open(wire, 1 + 2 * i, true, Http2Wire.get("/wait"));
      }
      Frame refused = wire.next(Http2Wire.RST_STREAM);
      assertThat(refused).isNotNull();
      assertThat(Http2Wire.error(refused)).isEqualTo(7); // REFUSED_STREAM
      assertThat(WAITING.get() - before).isLessThanOrEqualTo(128);
    }
  }
}
