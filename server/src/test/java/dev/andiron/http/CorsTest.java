package dev.andiron.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Fetch standard §3.3: CORS")
class CorsTest {
  private static final Route GET = new Route("GET", "/x", 0, _ -> Response.empty(200));
  private static final Route PUT = new Route("PUT", "/x", 0, _ -> Response.empty(200));
  private static final Route FAILING =
      new Route(
          "GET",
          "/failing",
          0,
          _ -> {
            throw new HttpProblem(403, "no");
          });

  private static final class Listed implements OriginPolicy {
    /// A stand-in for clients: any listed origin for a preflight, else the one of the caller.
    @Override
    public boolean allows(String origin, Request request) {
      return request.method().equals("OPTIONS")
          ? origin.endsWith(".example")
          : origin.equals("https://" + request.headers().first("Authorization") + ".example");
    }

    @Override
    public boolean any() {
      return false;
    }
  }

  private static final class Everybody implements OriginPolicy {
    @Override
    public boolean allows(String origin, Request request) {
      throw new AssertionError("not asked");
    }

    @Override
    public boolean any() {
      return true;
    }
  }

  private static String raw(TestServer server, String line, String fields) {
    return server.raw(line + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + fields + "\r\n");
  }

  private static final String PREFLIGHT =
      "Access-Control-Request-Method: PUT\r\nAccess-Control-Request-Headers: if-match\r\n";

  @Test
  void isOffUnlessOriginsAreListed() {
    try (TestServer server = TestServer.of(GET, PUT)) {
      assertThat(raw(server, "GET /x", "Origin: https://a.example\r\n"))
          .doesNotContain("Access-Control")
          .doesNotContain("Vary");
      assertThat(raw(server, "OPTIONS /x", "Origin: https://a.example\r\n" + PREFLIGHT))
          .startsWith("HTTP/1.1 204")
          .contains("Allow: GET, HEAD, OPTIONS, PUT")
          .doesNotContain("Access-Control");
    }
  }

  @Test
  void preflight() {
    try (TestServer server = TestServer.of(Cors.with(new Listed()), GET, PUT)) {
      assertThat(raw(server, "OPTIONS /fhir/x", "Origin: https://a.example\r\n" + PREFLIGHT))
          .startsWith("HTTP/1.1 204")
          .contains("Access-Control-Allow-Origin: https://a.example\r\n")
          .contains("Access-Control-Allow-Methods: GET, HEAD, OPTIONS, PUT\r\n")
          .contains("Authorization, Content-Type, Accept, If-Match, If-None-Match, If-None-Exist")
          .contains("Prefer")
          .contains("Access-Control-Max-Age: 600\r\n")
          .contains("Vary: Origin\r\n")
          .doesNotContain("Credentials");
      assertThat(raw(server, "OPTIONS /x", "Origin: https://evil.test\r\n" + PREFLIGHT))
          .startsWith("HTTP/1.1 204")
          .contains("Vary: Origin")
          .doesNotContain("Access-Control");
    }
  }

  @Test
  void theActualRequestIsJudgedByItsOwnClient() {
    try (TestServer server = TestServer.of(Cors.with(new Listed()), GET, FAILING)) {
      assertThat(raw(server, "GET /x", "Origin: https://a.example\r\nAuthorization: a\r\n"))
          .contains("Access-Control-Allow-Origin: https://a.example\r\n")
          .contains("Access-Control-Expose-Headers: ETag, Location, Content-Location,")
          .contains("WWW-Authenticate")
          .contains("X-Request-Id")
          .contains("Vary: Origin\r\n");
      assertThat(raw(server, "GET /x", "Origin: https://a.example\r\nAuthorization: b\r\n"))
          .startsWith("HTTP/1.1 200")
          .contains("Vary: Origin\r\n")
          .doesNotContain("Access-Control");
      assertThat(raw(server, "GET /x", "")).contains("Vary: Origin").doesNotContain("Access-");
      assertThat(raw(server, "GET /failing", "Origin: https://a.example\r\nAuthorization: a\r\n"))
          .startsWith("HTTP/1.1 403")
          .contains("Access-Control-Allow-Origin: https://a.example\r\n");
      assertThat(raw(server, "GET /none", "Origin: https://a.example\r\nAuthorization: a\r\n"))
          .startsWith("HTTP/1.1 404")
          .contains("Access-Control-Allow-Origin: https://a.example\r\n");
    }
  }

  @Test
  void whoeverHasNoNameIsNotListed() {
    try (TestServer server = TestServer.of(Cors.with(new Listed()), GET)) {
      assertThat(raw(server, "GET /x", "Origin: null\r\nAuthorization: a\r\n"))
          .doesNotContain("Access-Control");
      assertThat(
              raw(
                  server,
                  "GET /x",
                  "Origin: https://a.example\r\nOrigin: https://a.example\r\nAuthorization: a\r\n"))
          .doesNotContain("Access-Control");
    }
  }

  @Test
  void anyOriginIsAStarWithoutCredentials() {
    try (TestServer server = TestServer.of(Cors.with(new Everybody()), GET, PUT)) {
      HttpResponse<byte[]> response =
          server.send(server.request("/x").method("GET", BodyPublishers.noBody()));
      assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
      assertThat(raw(server, "GET /x", "Origin: https://any.test\r\n"))
          .contains("Access-Control-Allow-Origin: *\r\n")
          .doesNotContain("any.test")
          .doesNotContain("Credentials");
      assertThat(raw(server, "OPTIONS /x", "Origin: https://any.test\r\n" + PREFLIGHT))
          .contains("Access-Control-Allow-Origin: *\r\n")
          .doesNotContain("Credentials");
    }
  }
}
