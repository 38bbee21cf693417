package dev.andiron.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 9112: framing, and what smugglers do with it")
class FramingTest {
  private static final Route ECHO =
      new Route(
          "POST",
          "/echo",
          1000,
          request -> Response.of(200, "application/octet-stream", request.body()));
  private static final Route SCHEME =
      new Route(
          "GET",
          "/scheme",
          0,
          request ->
              Response.of(
                  200,
                  "text/plain",
                  (request.scheme() + " " + request.remoteAddress() + " " + request.path())
                      .getBytes(StandardCharsets.UTF_8)));
  private static final TestServer SERVER = TestServer.of(ECHO, SCHEME);
  private static final TestServer IMPATIENT =
      TestServer.of(
          new HttpServer.Settings(
              "127.0.0.1",
              0,
              Duration.ofMillis(600),
              1024,
              Duration.ofMillis(300),
              Duration.ofSeconds(10),
              TrustedProxies.NONE,
              null),
          Cors.OFF,
          ECHO);

  @AfterAll
  static void stop() {
    SERVER.close();
    IMPATIENT.close();
  }

  private static String post(String fields, String rest) {
    return "POST /echo HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n" + rest;
  }

  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
  private static final String SMUGGLED = "GET /scheme HTTP/1.1\r\nHost: h\r\n\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
        "Content-Length: 4\r\nContent-Length: 5\r\n",
        "Content-Length: 4, 5\r\n",
        "Content-Length: -4\r\n",
        "Content-Length: +4\r\n",
        "Content-Length: 0x4\r\n",
        "Content-Length: 4 4\r\n",
        "Content-Length:\r\n",
        "Content-Length: 99999999999999999999\r\n",
        "Content-Length : 4\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "X: a\r\n b\r\n",
        "X: a\r\n\tTransfer-Encoding: chunked\r\n",
        " X: a\r\n",
        "X\r\n",
        ": a\r\n",
        "X Y: a\r\n",
        "X: a\u0000b\r\n",
        "X: a\rb\r\n",
        "Content-Length: 4\n",
        "Host: i\r\n",
        "Host: h\r\n",
        "Authorization: a\r\nAuthorization: b\r\n",
        "Content-Type: a/b\r\nContent-Type: c/d\r\n",
      })
  @DisplayName(
      "A head that two programs could read differently is refused, and the connection closed")
  void ambiguousHeads(String fields) {
    String answer = SERVER.raw(post(fields, "0\r\n\r\n" + SMUGGLED));
    assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("200 OK");
    assertThat(answer).doesNotContainIgnoringCase("jetty").doesNotContain("<html");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\nabc\r\n0\r\n\r\n",
        "-1\r\n\r\n",
        "3\nabc\r\n0\r\n\r\n",
        "3\r\nabcd\r\n0\r\n\r\n",
        "fffffffffffffffff\r\nabc",
        " 3\r\nabc\r\n0\r\n\r\n",
        "0x3\r\nabc\r\n0\r\n\r\n",
      })
  @DisplayName("RFC 9112 §7.1: broken chunks")
  void brokenChunks(String body) {
    String answer = SERVER.raw(post(CHUNKED, body + SMUGGLED));
    assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("200 OK");
  }

  @Test
  void chunksAreJoined() {
    assertThat(
            SERVER.raw(
                post(
                    CHUNKED + "Connection: close\r\n",
                    "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: v\r\n\r\n")))
        .startsWith("HTTP/1.1 200")
        .endsWith("\r\n\r\nabcde");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /scheme HTTP/1.1\r\n\r\n",
        "GET /scheme HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /scheme HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET /scheme HTTP/1.1\r\nHost: a@b\r\n\r\n",
        "GET /scheme\r\n\r\n",
        "GET /scheme HTTP/9.9\r\nHost: h\r\n\r\n",
        "GET /scheme\tx HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /scheme HTTP/1.1\nHost: h\n\n",
        "GET scheme HTTP/1.1\r\nHost: h\r\n\r\n",
        "get /scheme HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        "CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\nConnection: close\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n",
      })
  @DisplayName("RFC 9112 §3: broken request lines and hosts")
  void brokenHeads(String head) {
    String answer = SERVER.raw(head);
    assertThat(answer).matches("(?s)HTTP/1.1 (4|5)[0-9][0-9] .*").doesNotContain("<html");
  }

  @Test
  @DisplayName("RFC 9112 §3.2.2: the absolute form is taken; it does not choose the scheme")
  void absoluteForm() {
    assertThat(
            SERVER.raw(
                "GET https://h/fhir/scheme HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
        .endsWith("http 127.0.0.1 /scheme");
  }

  @Test
  @DisplayName("RFC 6585 §5: 431 for a head that is too large, 414 for a target")
  void largeHeads() {
    String answer =
        SERVER.raw("GET /scheme HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(17_000) + "\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 431").contains("too large");
    assertThat(SERVER.rawStatus("GET /" + "x".repeat(17_000) + " HTTP/1.1\r\nHost: h\r\n\r\n"))
        .isEqualTo(414);
  }

  @Test
  @DisplayName("RFC 9110 §10.1.1: 100 (Continue) once the body is wanted, and not before")
  void expectContinue() throws IOException {
    try (Socket socket = SERVER.socket()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          bytes(post("Expect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n", "")));
      out.flush();
      InputStream in = socket.getInputStream();
      assertThat(new String(in.readNBytes(25), StandardCharsets.ISO_8859_1))
          .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      out.write(bytes("abc"));
      out.flush();
      assertThat(TestServer.untilClosed(in)).startsWith("HTTP/1.1 200").endsWith("abc");
    }
    assertThat(SERVER.raw(post("Expect: 100-continue\r\nContent-Length: 1001\r\n", "")))
        .startsWith("HTTP/1.1 413");
    assertThat(
            SERVER.raw(
                "POST /no HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"))
        .startsWith("HTTP/1.1 404");
  }

  @Test
  @DisplayName("RFC 9110 §15.5.9: a body that stands still is cut")
  void stalledBody() {
    long begun = System.nanoTime();
    String answer = IMPATIENT.raw(post("Content-Length: 10\r\n", "abc"));
    assertThat(answer).startsWith("HTTP/1.1 408").contains("Connection: close");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  @DisplayName("RFC 9112 §9.6: whoever is refused before the route is told that this is the end")
  void refusedIsTheEnd() {
    for (String method : new String[] {"GET", "HEAD", "DELETE"}) {
      assertThat(SERVER.raw(method + " /%00 HTTP/1.1\r\nHost: h\r\n\r\n"))
          .startsWith("HTTP/1.1 400")
          .containsOnlyOnce("Connection: close");
    }
  }

  @Test
  @DisplayName("RFC 9110 §15.5.9: a body that drips is cut")
  void drippingBody() throws IOException {
    try (Socket socket = IMPATIENT.socket()) {
      OutputStream out = socket.getOutputStream();
      out.write(bytes(post("Content-Length: 1000\r\n", "")));
      InputStream in = socket.getInputStream();
      socket.setSoTimeout(50);
      StringBuilder answer = new StringBuilder();
      int sent = 0;
      while (answer.isEmpty() && sent < 200) {
        try {
          out.write('x');
          sent++;
          answer.append((char) in.read());
        } catch (java.net.SocketTimeoutException e) {
          // Nothing yet: the next drop.
        } catch (SocketException e) {
          answer.append('!');
        }
      }
      assertThat(sent).isLessThan(100);
      assertThat(answer.toString()).isEqualTo("H");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /sche",
        "GET /scheme HTTP/1.1\r\nHost: h\r\nX: ",
        "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;x=",
        "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ",
      })
  @DisplayName(
      "a head that drips is cut, however alive it keeps the connection; chunks' heads, too")
  void drippingHead(String begin) throws IOException {
    assertThat(drips(begin, "x")).isTrue();
  }

  @Test
  @DisplayName("blank lines that drip before a request are cut")
  void drippingBlankLines() throws IOException {
    assertThat(drips("", "\r\n")).isTrue();
  }

  /// Whether the connection ends while somebody goes on sending on it, a drop each 50 ms.
  private static boolean drips(String begin, String drop) throws IOException {
    try (Socket socket = IMPATIENT.socket()) {
      OutputStream out = socket.getOutputStream();
      out.write(bytes(begin));
      socket.setSoTimeout(50);
      for (int i = 0; i < 200; i++) {
        try {
          out.write(bytes(drop));
          if (socket.getInputStream().read() < 0) {
            return true;
          }
        } catch (java.net.SocketTimeoutException e) {
          // Nothing yet: the next drop.
        } catch (SocketException e) {
          return true;
        }
      }
      return false;
    }
  }

  @Test
  @DisplayName("a body in many small chunks may take longer than the head of one")
  void manyChunks() throws IOException {
    HttpServer.Settings settings =
        new HttpServer.Settings(
            "127.0.0.1",
            0,
            Duration.ofMillis(600),
            1,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            TrustedProxies.NONE,
            null);
    try (TestServer server = TestServer.of(settings, Cors.OFF, ECHO);
        Socket socket = server.socket()) {
      OutputStream out = socket.getOutputStream();
      out.write(bytes(post(CHUNKED + "Connection: close\r\n", "")));
      socket.setSoTimeout(50);
      InputStream in = socket.getInputStream();
      for (int i = 0; i < 50; i++) {
        out.write(bytes("1\r\nx\r\n"));
        try {
          throw new AssertionError("answered, or cut, too soon: " + in.read());
        } catch (java.net.SocketTimeoutException e) {
          // Not answered yet: it goes on.
        }
      }
      out.write(bytes("0\r\n\r\n"));
      socket.setSoTimeout(15_000);
      assertThat(TestServer.untilClosed(in)).contains("200 OK");
    }
  }

  @Test
  void aBodyThatBreaksOffIsNoRequest() throws IOException {
    try (Socket socket = SERVER.socket()) {
      socket.getOutputStream().write(bytes(post("Content-Length: 10\r\n", "abc")));
      socket.shutdownOutput();
      assertThat(TestServer.untilClosed(socket.getInputStream())).doesNotContain("200 OK");
    }
  }

  @Test
  void aLargeBodyIsRefusedBeforeItIsSent() {
    assertThat(SERVER.raw(post("Content-Length: 1001\r\n", "")))
        .startsWith("HTTP/1.1 413")
        .contains("1000 bytes");
    assertThat(SERVER.raw(post(CHUNKED, "3e9\r\n" + "x".repeat(1001) + "\r\n0\r\n\r\n")))
        .startsWith("HTTP/1.1 413");
  }

  @Test
  void requestsMayBePipelined() {
    String get = "GET /scheme HTTP/1.1\r\nHost: h\r\n\r\n";
    String last = "GET /scheme HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    assertThat(SERVER.raw(get + get + last).split("HTTP/1.1 200 OK", -1)).hasSize(4);
  }

  @Test
  void aHandlersLineBreaksDoNotSplitAnAnswer() {
    try (TestServer server =
        TestServer.of(
            new Route(
                "GET",
                "/",
                0,
                _ -> Response.empty(200).with("Location", "/x\r\nSet-Cookie: a=b\r\n\r\nbody")))) {
      assertThat(server.raw("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
          .doesNotContain("\r\nSet-Cookie");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
