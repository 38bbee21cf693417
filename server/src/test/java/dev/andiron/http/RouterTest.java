package dev.andiron.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Routing: one path, one reading")
class RouterTest {
  private static TestServer server = TestServer.of();

  @BeforeAll
  static void start() {
    server.close();
    server =
        TestServer.of(
            echo("GET", "/"),
            echo("GET", "/{type}"),
            echo("POST", "/{type}"),
            echo("GET", "/{type}/{id}"),
            echo("PUT", "/{type}/{id}"),
            echo("GET", "/{type}/{id}/_history"),
            echo("POST", "/{type}/_search"),
            echo("GET", "/User/{name}"),
            echo("GET", "/$version"),
            echo("GET", "/.well-known/jwks.json"),
            echo("POST", "/auth/token"),
            echo("GET", "/ui/{path...}"),
            echo("GET", "/ui/api/session"),
            echo("POST", "/ui/api/convert"),
            echo("GET", "/ui/assets/{version}/{path...}"),
            new Route(
                "GET",
                "/boom/{how}",
                0,
                request -> {
                  if (request.pathParameter("how").equals("problem")) {
                    throw new HttpProblem(429, "Too many.", Headers.NONE.with("Retry-After", "7"));
                  }
                  throw new IllegalStateException("secret detail");
                }));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Route echo(String method, String pattern) {
    return new Route(
        method,
        pattern,
        1000,
        request ->
            Response.of(
                200,
                "text/plain;charset=utf-8",
                (pattern
                        + " "
                        + request.path()
                        + " "
                        + request.pathParameters()
                        + " "
                        + request.query().list().stream()
                            .map(parameter -> parameter.name() + "=" + parameter.value())
                            .toList())
                    .getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/                          | / / {} []",
        "/fhir                      | / / {} []",
        "/fhir/                     | / / {} []",
        "/Patient                   | /{type} /Patient {type=Patient} []",
        "/fhir/Patient              | /{type} /Patient {type=Patient} []",
        "/Patient/                  | /{type} /Patient {type=Patient} []",
        "/Patient/p1                | /{type}/{id} /Patient/p1 {type=Patient, id=p1} []",
        "/fhir/Patient/p1/_history  | /{type}/{id}/_history /Patient/p1/_history {type=Patient, id=p1} []",
        "/User/u                    | /User/{name} /User/u {name=u} []",
        "/$version                  | /$version /$version {} []",
        "/ui                        | /ui/{path...} /ui {path=} []",
        "/fhir/ui/                  | /ui/{path...} /ui {path=} []",
        "/ui/users                  | /ui/{path...} /ui/users {path=users} []",
        "/ui/resources/Patient/p1   | /ui/{path...} /ui/resources/Patient/p1 {path=resources/Patient/p1} []",
        "/ui/api/session            | /ui/api/session /ui/api/session {} []",
        "/ui/api/session/x          | /ui/{path...} /ui/api/session/x {path=api/session/x} []",
        "/ui/assets/v               | /ui/assets/{version}/{path...} /ui/assets/v {version=v, path=} []",
        "/ui/assets/v/js/app.js     | /ui/assets/{version}/{path...} /ui/assets/v/js/app.js {version=v, path=js/app.js} []",
        "/ui/assets                 | /ui/{path...} /ui/assets {path=assets} []",
        "/%24version                | /$version /$version {} []",
        "/fhir/.well-known/jwks.json| /.well-known/jwks.json /.well-known/jwks.json {} []",
        "/Patient?name=A+B%20C&x&y=&name=%C3%A9 | /{type} /Patient {type=Patient} [name=A B C, x=, y=, name=é]",
        "/Patient?a=b=c&&d          | /{type} /Patient {type=Patient} [a=b=c, d=]",
      })
  void isServedAtTheRootAndUnderFhir(String target, String answer) {
    HttpResponse<byte[]> response = server.get(target);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(TestServer.text(response)).isEqualTo(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"//Client", "//fhir//Client//", "/fhir//Client", "///Client"})
  @DisplayName("`//Client` is read as `/Client`")
  void emptySegmentsDoNotCount(String target) {
    String answer =
        server.raw("GET " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 200").endsWith("/{type} /Client {type=Client} []");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Patient%2Fp1",
        "/Patient%2fp1",
        "/Patient/%5Cp1",
        "/Patient/\\p1",
        "/Patient/..",
        "/Patient/../Client",
        "/Patient/./p1",
        "/Patient/%2e%2e/Client",
        "/Patient/.%2E/Client",
        "/Patient/%2E",
        "/Patient/p%00",
        "/Patient/p%0a",
        "/Patient/p%7f",
        "/Patient;a=b",
        "/Patient/p1;jsessionid=1/x",
        "/Patient/p%3bx",
        "/Patient/%",
        "/Patient/%4",
        "/Patient/%zz",
        "/Patient/%u0041",
        "/Patient/%ff",
        "/Patient/%c0%af",
        "/Patient/%ed%a0%80",
        "/Patient/\u00e9",
        "/Patient?a=%",
        "/Patient?a=%zz",
        "/Patient?%ff=1",
        "/Patient?a=%00",
      })
  @DisplayName("A path or query that could be read in two ways is a 400 before any route")
  void isRefused(String target) {
    assertThat(server.rawGet(target)).isEqualTo(400);
  }

  @Test
  void aDoubleEscapeIsDecodedOnce() {
    assertThat(TestServer.text(server.get("/Patient/%252e"))).contains("/Patient/%2e ");
  }

  @Test
  void atMostAThousandParameters() {
    assertThat(server.get("/Patient?" + "a=1&".repeat(1000)).statusCode()).isEqualTo(200);
    assertThat(server.get("/Patient?" + "a=1&".repeat(1001)).statusCode()).isEqualTo(400);
  }

  @Test
  @DisplayName("RFC 9110 §15.5.6: 405 with Allow")
  void methodsThatAreNotAllowed() {
    HttpResponse<byte[]> token = server.get("/auth/token");
    // GET /{type}/{id} has the same shape, but `auth` cannot be the name of a type.
    assertThat(token.statusCode()).isEqualTo(405);
    assertThat(token.headers().firstValue("Allow")).hasValue("OPTIONS, POST");
    HttpResponse<byte[]> history =
        server.send(server.request("/Patient/p/_history").method("DELETE", none()));
    assertThat(history.statusCode()).isEqualTo(405);
    assertThat(history.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
    assertThat(server.send(server.request("/Patient/p").method("MAKE", none())).statusCode())
        .isEqualTo(405);
  }

  @Test
  void aPatternWithoutTheMethodHidesNone() {
    HttpResponse<byte[]> response =
        server.send(server.request("/User/u").PUT(HttpRequest.BodyPublishers.ofString("x")));
    assertThat(TestServer.text(response)).startsWith("/{type}/{id} /User/u");
  }

  @Test
  void whatIsNotThere() {
    for (String path : List.of("/patient", "/fhir/fhir", "/fhirx", "/1/2")) {
      assertThat(server.get(path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(server.get("/a/b/c/d/e").statusCode()).isEqualTo(404);
    assertThat(server.send(server.request("/a/b/c/d/e").method("OPTIONS", none())).statusCode())
        .isEqualTo(404);
  }

  @Test
  @DisplayName("RFC 9110 §9.3.7: OPTIONS")
  void options() {
    HttpResponse<byte[]> response =
        server.send(server.request("/Patient").method("OPTIONS", none()));
    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS, POST");
    assertThat(server.rawStatus("OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
        .isEqualTo(204);
  }

  @Test
  @DisplayName("RFC 9110 §9.3.2: HEAD")
  void head() {
    String get = server.raw("GET /Patient/p HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    String head = server.raw("HEAD /Patient/p HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    int length = get.length() - get.indexOf("\r\n\r\n") - 4;
    assertThat(head).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
    assertThat(get).contains("Content-Length: " + length + "\r\n");
    assertThat(head).contains("Content-Length: " + length + "\r\n");
  }

  @Test
  void everyAnswerCarriesTheStandardHeaders() {
    for (String target : List.of("/Patient", "/a/b/c/d", "/Patient/%zz", "/boom/hard")) {
      String answer =
          server.raw(
              "GET "
                  + target
                  + " HTTP/1.1\r\nHost: h\r\nX-Request-Id: mine\r\nConnection: close\r\n\r\n");
      assertThat(answer)
          .containsPattern("X-Request-Id: [0-9a-f]{16}\r\n")
          .contains("X-Content-Type-Options: nosniff\r\n")
          .contains("Referrer-Policy: no-referrer\r\n")
          .contains("X-Frame-Options: DENY\r\n")
          .contains("Content-Security-Policy: frame-ancestors 'none'\r\n")
          .contains("Cache-Control: no-store\r\n")
          .doesNotContain("Server:")
          .doesNotContain("mine")
          .doesNotContainIgnoringCase("jetty");
    }
  }

  @Test
  void whatAHandlerThrowsBecomesAnAnswer() {
    HttpResponse<byte[]> problem = server.get("/boom/problem");
    assertThat(problem.statusCode()).isEqualTo(429);
    assertThat(problem.headers().firstValue("Retry-After")).hasValue("7");
    HttpResponse<byte[]> failure = server.get("/boom/hard");
    assertThat(failure.statusCode()).isEqualTo(500);
    assertThat(TestServer.text(failure))
        .contains(failure.headers().firstValue("X-Request-Id").orElseThrow())
        .doesNotContain("secret");
  }

  @Test
  void anErrorKnowsItsPartOfTheApi() {
    assertThat(TestServer.text(server.get("/fhir/auth/a/b/c"))).startsWith("/auth/a/b/c ");
    assertThat(server.raw("GET /fhir/auth/%2f HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
        .contains("/auth/%2f ");
  }

  @Test
  void twoRoutesOfOneShapeAreAMistake() {
    assertThatThrownBy(() ->
            new Router(
                List.of(echo("GET", "/{a}"), echo("GET", "/{b}")), TestServer.PLAIN, Cors.OFF))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static HttpRequest.BodyPublisher none() {
    return HttpRequest.BodyPublishers.noBody();
  }
}
