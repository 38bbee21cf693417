package dev.andiron.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 9110 §8.4: content codings, in and out")
class BodyTest {
  private static final int LIMIT = 100_000;
  private static final byte[] LARGE = "{\"a\":1}".repeat(1000).getBytes(StandardCharsets.UTF_8);

  private static final TestServer SERVER =
      TestServer.of(
          new Route(
              "POST",
              "/length",
              LIMIT,
              request ->
                  Response.of(
                      200,
                      "text/plain",
                      Integer.toString(request.body().length).getBytes(StandardCharsets.UTF_8))),
          new Route("GET", "/large", 0, _ -> Response.of(200, "application/json", LARGE)),
          new Route("GET", "/image", 0, _ -> Response.of(200, "image/png", LARGE)),
          new Route(
              "GET",
              "/small",
              0,
              _ -> Response.of(200, "application/json", Arrays.copyOf(LARGE, 1000))),
          new Route("GET", "/auth/large", 0, _ -> Response.of(200, "application/json", LARGE)));

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @Test
  @DisplayName("RFC 9112 §9.6: who is refused while still sending gets to read why")
  void aRefusalIsReadByWhoIsStillSending() {
    for (int i = 0; i < 300; i++) {
      // On a connection that is kept, so that the large one is written in one go.
      assertThat(post("identity", new byte[10]).statusCode()).isEqualTo(200);
      assertThat(post("identity", new byte[10 * LIMIT]).statusCode()).as("try " + i).isEqualTo(413);
    }
  }

  private static HttpResponse<byte[]> post(String encoding, byte[] body) {
    return SERVER.send(
        SERVER
            .request("/length")
            .header("Content-Encoding", encoding)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private static byte[] packed(long length) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      byte[] zeros = new byte[64 * 1024];
      for (long left = length; left > 0; left -= zeros.length) {
        out.write(zeros, 0, (int) Math.min(left, zeros.length));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Test
  void gzip() {
    assertThat(TestServer.text(post("gzip", packed(LIMIT)))).isEqualTo(Integer.toString(LIMIT));
    assertThat(TestServer.text(post("GZip", packed(5)))).isEqualTo("5");
    assertThat(TestServer.text(post("x-gzip", packed(5)))).isEqualTo("5");
    assertThat(TestServer.text(post("identity", new byte[7]))).isEqualTo("7");
  }

  @Test
  @DisplayName("The limit counts unpacked bytes: a bomb is a 413")
  void bombs() {
    assertThat(post("gzip", packed(LIMIT + 1)).statusCode()).isEqualTo(413);
    byte[] bomb = packed(95_000_000);
    assertThat(bomb.length).isLessThan(LIMIT);
    assertThat(post("gzip", bomb).statusCode()).isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "deflate", "zstd", "gzip, gzip", "gzip, br", "compress", "*"})
  @DisplayName("Another coding is a 415 that says which are taken")
  void otherCodings(String encoding) {
    HttpResponse<byte[]> response = post(encoding, packed(5));
    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.headers().firstValue("Accept-Encoding")).hasValue("gzip, identity");
  }

  @Test
  void whatIsNoGzip() {
    byte[] packed = packed(50_000);
    assertThat(post("gzip", "hello".getBytes(StandardCharsets.UTF_8)).statusCode()).isEqualTo(400);
    assertThat(post("gzip", Arrays.copyOf(packed, packed.length - 9)).statusCode()).isEqualTo(400);
    packed[packed.length - 6] ^= 1;
    assertThat(post("gzip", packed).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/large | gzip                    | true",
        "/large | br, gzip;q=0.5          | true",
        "/large | *                       | true",
        "/large | gzip;q=0                | false",
        "/large | gzip;q=0.000, *         | false",
        "/large | identity                | false",
        "/large | br                      | false",
        "/small | gzip                    | false",
        "/image | gzip                    | false",
        "/auth/large | gzip               | false",
        "/fhir//auth/large | gzip         | false",
        "/%61uth/large | gzip             | false",
      })
  @DisplayName(
      "RFC 9110 §12.5.3: an answer is packed where it is asked for and worth it; never under /auth")
  void answers(String target, String accept, boolean packed) throws IOException {
    HttpResponse<byte[]> response =
        SERVER.send(SERVER.request(target).header("Accept-Encoding", accept));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Encoding").isPresent()).isEqualTo(packed);
    assertThat(response.headers().firstValue("Vary").isPresent())
        .isEqualTo(target.equals("/large"));
    if (packed) {
      assertThat(response.body().length).isLessThan(LARGE.length / 10);
      assertThat(new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes())
          .isEqualTo(LARGE);
    }
  }

  @Test
  void headOfAPackedAnswer() {
    String fields = " HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n";
    String get = SERVER.raw("GET /large" + fields);
    String head = SERVER.raw("HEAD /large" + fields);
    int length = get.length() - get.indexOf("\r\n\r\n") - 4;
    assertThat(head).contains("Content-Length: " + length + "\r\n").endsWith("\r\n\r\n");
  }
}
