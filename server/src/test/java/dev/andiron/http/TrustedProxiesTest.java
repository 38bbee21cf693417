package dev.andiron.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andiron.Http;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("X-Forwarded-For")
class TrustedProxiesTest {
  private static final TrustedProxies PROXIES =
      TrustedProxies.of(List.of("10.0.0.7", "172.16.0.0/12", "fd00::/8", "2001:db8::1"));

  private static Headers forwarded(String... lines) {
    Headers headers = Headers.NONE;
    for (String line : lines) {
      headers = headers.plus("X-Forwarded-For", line);
    }
    return headers;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.1   | 10.9.9.9                         | 192.0.2.1   | from somebody else",
        "10.0.0.8    | 192.0.2.1                        | 10.0.0.8    | from a neighbour",
        "10.0.0.7    | 192.0.2.1                        | 192.0.2.1   | of a proxy",
        "10.0.0.7    | 6.6.6.6, 192.0.2.1               | 192.0.2.1   | what was there before",
        "10.0.0.7    | 6.6.6.6, 192.0.2.1, 172.31.255.1 | 192.0.2.1   | of two proxies",
        "10.0.0.7    | 172.16.0.9, fd12::3              | 172.16.0.9  | of proxies only",
        "172.32.0.1  | 192.0.2.1                        | 172.32.0.1  | beyond the range",
        "10.0.0.7    | 192.0.2.1, unknown               | 10.0.0.7    | no address",
        "10.0.0.7    | 192.0.2.1,                       | 10.0.0.7    | nothing",
        "10.0.0.7    | 192.0.2.1:4711                   | 192.0.2.1   | with a port",
        "2001:db8::1 | [2001:db8:9::9]:4711             | 2001:db8:9::9 | IPv6 with a port",
        "2001:db8:0:0:0:0:0:1 | 2001:db8:9::9           | 2001:db8:9::9 | another spelling",
        "::ffff:10.0.0.7 | 192.0.2.1                    | 192.0.2.1   | IPv4 in IPv6's clothes",
        "10.0.0.7    | 3221225985                       | 10.0.0.7    | a number",
      })
  @DisplayName("counts from the proxies that are trusted, and of it what they wrote")
  void source(String peer, String field, String source, String why) {
    assertThat(PROXIES.source(peer, forwarded(field))).as(why).isEqualTo(source);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.7, https, true",
    "10.0.0.7, HTTPS, true",
    "10.0.0.7, http, false",
    "10.0.0.7, 'https, http', false",
    "10.0.0.8, https, false",
    "unknown, https, false",
  })
  @DisplayName("X-Forwarded-Proto counts from them, too, and only as one word")
  void scheme(String peer, String said, boolean secure) {
    Headers headers = Headers.NONE.with("X-Forwarded-Proto", said);
    assertThat(PROXIES.isSecure(peer, false, headers)).isEqualTo(secure);
    assertThat(PROXIES.isSecure(peer, true, headers)).isTrue();
    assertThat(PROXIES.isSecure(peer, false, headers.plus("X-Forwarded-Proto", "https"))).isFalse();
    assertThat(TrustedProxies.NONE.isSecure(peer, false, headers)).isFalse();
  }

  @Test
  @DisplayName("Strict-Transport-Security is said behind a proxy that says https, and only there")
  void hsts() {
    Route route = new Route("GET", "/", 0, request -> Response.empty(204));
    HttpServer.Settings plain = HttpServer.Settings.of("127.0.0.1", 0);
    try (TestServer behind =
            TestServer.of(plain.behind(TrustedProxies.of(List.of("127.0.0.1"))), Cors.OFF, route);
        TestServer alone = TestServer.of(plain, Cors.OFF, route)) {
      String field = "Strict-Transport-Security";
      var by = behind.send(behind.request("/").header("X-Forwarded-Proto", "https")).headers();
      assertThat(by.firstValue(field)).hasValue("max-age=31536000");
      assertThat(behind.get("/").headers().firstValue(field)).isEmpty();
      var from = alone.send(alone.request("/").header("X-Forwarded-Proto", "https")).headers();
      assertThat(from.firstValue(field)).isEmpty();
    }
  }

  @Test
  @DisplayName("in several lines is one list; without it, and without proxies, the peer counts")
  void lines() {
    assertThat(PROXIES.source("10.0.0.7", forwarded("6.6.6.6", "192.0.2.1", "fd00::1")))
        .isEqualTo("192.0.2.1");
    assertThat(PROXIES.source("10.0.0.7", Headers.NONE)).isEqualTo("10.0.0.7");
    assertThat(TrustedProxies.NONE.source("10.0.0.7", forwarded("192.0.2.1")))
        .isEqualTo("10.0.0.7");
    assertThat(TrustedProxies.of(List.of("0.0.0.0/0")).source("8.8.8.8", forwarded("192.0.2.1")))
        .isEqualTo("192.0.2.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy.example.org",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0",
        "fd00::/129",
        "10/8",
        "*"
      })
  @DisplayName("needs addresses and ranges of them")
  void unusable(String range) {
    assertThatThrownBy(() -> TrustedProxies.of(List.of("10.0.0.7", range)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(range);
  }

  @Test
  @DisplayName("says where a request to a server behind a proxy comes from")
  void overHttp() {
    Route echo =
        new Route(
            "GET",
            "/",
            0,
            request ->
                new Response(
                    200, Headers.NONE, request.remoteAddress().getBytes(StandardCharsets.UTF_8)));
    TrustedProxies proxies = TrustedProxies.of(List.of("127.0.0.0/8"));
    assertThat(seen(TrustedProxies.NONE, echo)).isEqualTo("127.0.0.1");
    assertThat(seen(proxies, echo)).isEqualTo("192.0.2.1");
  }

  private static String seen(TrustedProxies proxies, Route echo) {
    HttpServer.Settings settings = HttpServer.Settings.of("127.0.0.1", 0).behind(proxies);
    try (TestServer server = TestServer.of(settings, Cors.OFF, echo)) {
      return new Http("http://127.0.0.1:" + server.server().port())
          .get("/")
          .header("X-Forwarded-For", "192.0.2.1")
          .send()
          .body();
    }
  }
}
