package dev.andiron.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.http.Cors;
import dev.andiron.http.Handler;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.HttpServer;
import dev.andiron.http.Route;
import dev.andiron.http.Router;
import dev.andiron.json.Json;
import dev.andiron.json.JsonNull;
import dev.andiron.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Formats of bodies and answers")
class FormatsTest {
  private static final int MEBIBYTE = 1024 * 1024;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static HttpServer server = start();

  private static HttpServer start() {
    Handler echo =
        request -> {
          Format format = Negotiation.of(request);
          Json body = Bodies.read(request);
          Json answer;
          try {
            answer = (body == null ? JsonNull.NULL : body).resolved();
          } catch (dev.andiron.json.JsonException e) {
            throw Bodies.problem(e);
          }
          return Answers.of(200, answer, format, Negotiation.pretty(request));
        };
    Handler form =
        request ->
            Answers.of(
                200,
                Bodies.form(request).list().stream()
                    .collect(
                        JsonObject::builder,
                        (builder, parameter) -> builder.put(parameter.name(), parameter.value()),
                        (_, _) -> {})
                    .build(),
                Format.JSON,
                false);
    try {
      return HttpServer.start(
          HttpServer.Settings.of("127.0.0.1", 0),
          new Router(
              List.of(
                  new Route("POST", "/echo", MEBIBYTE, echo),
                  new Route("GET", "/echo", 0, echo),
                  new Route("POST", "/form", 64 * 1024, form)),
              (request, problem) ->
                  Answers.of(
                      problem.status(),
                      JsonObject.of("error", problem.getMessage()),
                      Negotiation.lenient(request),
                      false),
              Cors.OFF));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeAll
  static void listening() {
    assertThat(server.port()).isPositive();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + target));
  }

  private static HttpResponse<String> post(@Nullable String type, String body) {
    HttpRequest.Builder request = request("/echo").POST(BodyPublishers.ofString(body));
    return send(type == null ? request : request.header("Content-Type", type));
  }

  private static HttpResponse<String> accepting(String accept, String query) {
    return send(
        request("/echo" + query)
            .header("Accept", accept)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"a\":[1.10,\"no\"]}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/fhir+json",
        "application/merge-patch+json",
        "application/json-patch+json",
        "Application/JSON; charset=UTF-8",
        "application/json;charset=\"utf-8\"",
        "application/fhir+json; fhirVersion=4.0",
      })
  @DisplayName("JSON in")
  void json(String type) {
    HttpResponse<String> response = post(type, "{\"b\":1.0E2,\"a\":1.10}");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{\"b\":1.0E2,\"a\":1.10}");
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValue("application/json;charset=utf-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/yaml", "application/yaml", "application/x-yaml", "text/x-yaml"})
  @DisplayName("YAML in")
  void yaml(String type) {
    HttpResponse<String> response = post(type, "b: 0123\na: [no, 1.10]\n");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{\"b\":123,\"a\":[\"no\",1.10]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/xml",
        "application/fhir+xml",
        "text/json",
        "application/x-www-form-urlencoded",
        "json",
        "application/json; charset=iso-8859-1",
        "text/yaml; charset=utf-16",
      })
  @DisplayName("Any other type with a body: 415")
  void otherTypes(String type) {
    HttpResponse<String> response = post(type, "{}");
    assertThat(response.statusCode()).isEqualTo(415);
  }

  @Test
  @DisplayName("A body without a type: 415, never a guess")
  void noType() {
    HttpResponse<String> response = post(null, "{}");
    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.body()).contains("no Content-Type", "application/json");
    assertThat(response.headers().firstValue("Accept")).isPresent();
  }

  @Test
  @DisplayName("A content type without a body is ignored")
  void typeWithoutBody() {
    HttpResponse<String> response =
        send(request("/echo").header("Content-Type", "image/png; charset=x").GET());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(post("image/png", "").statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName("A body on a GET that takes none is passed over")
  void bodyOfAGet() {
    HttpResponse<String> response =
        send(
            request("/echo")
                .header("Content-Type", "application/json")
                .method("GET", BodyPublishers.ofString("{\"a\":1}")));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {",
        "400 | {\"a\":1}}",
        "400 | {\"a\":1,\"a\":2}",
        "400 | {\"a\":\"\\ud800\"}",
        "400 | {'a':1}",
        "400 | nul",
        "400 | [1,]",
        "400 | NaN",
        "400 | 01",
        "422 | {\"a\":\"\\u0000\"}",
        "422 | {\"a\":1e99999}",
        "422 | {\"a\":1e999999999999}",
      })
  @DisplayName("What is malformed is a 400, what is never taken a 422")
  void refusedJson(int status, String body) {
    assertThat(post("application/json", body).statusCode()).isEqualTo(status);
  }

  @Test
  void absurdBodies() {
    assertThat(post("application/json", "[" + "1".repeat(101) + "]").statusCode()).isEqualTo(422);
    assertThat(post("application/json", "[" + "1".repeat(50_000) + "]").statusCode())
        .isEqualTo(422);
    assertThat(post("application/json", "1." + "1".repeat(50_000)).statusCode()).isEqualTo(422);
    assertThat(post("application/json", "[".repeat(101) + "]".repeat(101)).statusCode())
        .isEqualTo(400);
    assertThat(post("application/json", "[".repeat(100_000)).statusCode()).isEqualTo(400);
    assertThat(post("application/json", "{\"" + "k".repeat(20_000) + "\":1}").statusCode())
        .isEqualTo(400);
    assertThat(post("text/yaml", "a: " + "1".repeat(101)).statusCode()).isEqualTo(422);
    assertThat(post("text/yaml", "a: \"\\0\"").statusCode()).isEqualTo(422);
    assertThat(post("text/yaml", "[".repeat(100_000)).statusCode()).isEqualTo(400);
  }

  @Test
  @DisplayName("YAML over 256 KiB: 413, JSON by the route's limit")
  void limits() {
    assertThat(post("text/yaml", "a: " + "x".repeat(256 * 1024 - 3)).statusCode()).isEqualTo(200);
    assertThat(post("text/yaml", "a: " + "x".repeat(256 * 1024 - 2)).statusCode()).isEqualTo(413);
    assertThat(post("application/json", "\"" + "x".repeat(MEBIBYTE - 2) + "\"").statusCode())
        .isEqualTo(200);
    assertThat(post("application/json", "\"" + "x".repeat(MEBIBYTE - 1) + "\"").statusCode())
        .isEqualTo(413);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/*                                              | application/json",
        "application/json                                 | application/json",
        "application/*                                    | application/json",
        "application/fhir+json                            | application/fhir+json",
        "text/yaml                                        | text/yaml",
        "application/yaml                                 | text/yaml",
        "text/*                                           | text/yaml",
        "application/xml, */*;q=0.1                       | application/json",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | application/json",
        "application/json;q=0.5, text/yaml                | text/yaml",
        "application/json;q=0, */*                        | text/yaml",
        "application/fhir+json, application/json          | application/fhir+json",
        "application/json, application/fhir+json          | application/json",
        "application/fhir+json;q=0.9, application/json;q=1.0 | application/json",
        "*/*, text/yaml                                   | text/yaml",
        "APPLICATION/FHIR+JSON; charset=utf-8; q=1        | application/fhir+json",
        "application/fhir+xml;q=1, application/fhir+json;q=0.5 | application/fhir+json",
      })
  @DisplayName("RFC 9110 §12.5.1: Accept")
  void accept(String accept, String type) {
    HttpResponse<String> response = accepting(accept, "");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue(type + ";charset=utf-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/xml", "text/html", "image/*", "application/json;q=0", "*/*;q=0", "x"})
  @DisplayName("RFC 9110 §15.5.7: an Accept that cannot be met is a 406, spelled in JSON")
  void notAcceptable(String accept) {
    HttpResponse<String> response = accepting(accept, "");
    assertThat(response.statusCode()).isEqualTo(406);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValue("application/json;charset=utf-8");
  }

  @ParameterizedTest
  @CsvSource({
    "json, application/json",
    "application/json, application/json",
    "application/fhir%2Bjson, application/fhir+json",
    "application/fhir+json, application/fhir+json",
    "yaml, text/yaml",
    "text/yaml, text/yaml",
    "application/yaml, text/yaml",
    "'', application/xml",
  })
  @DisplayName("FHIR R4 §3.1.0.1.11: _format wins")
  void format(String format, String type) {
    HttpResponse<String> response = accepting("application/xml", "?_format=" + format);
    assertThat(response.statusCode()).isEqualTo(format.isEmpty() ? 406 : 200);
    if (!format.isEmpty()) {
      assertThat(response.headers().firstValue("Content-Type")).hasValue(type + ";charset=utf-8");
    }
    assertThat(accepting("application/json", "?_format=xml").statusCode()).isEqualTo(406);
  }

  @Test
  void errorsAreSpelledAsAskedFor() {
    HttpResponse<String> response =
        send(
            request("/echo")
                .header("Accept", "text/yaml")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{")));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/yaml;charset=utf-8");
    assertThat(response.body()).startsWith("error: ");
  }

  @Test
  void answers() {
    assertThat(accepting("text/yaml", "").body()).isEqualTo("a:\n  - 1.10\n  - 'no'\n");
    assertThat(accepting("*/*", "?_pretty=true").body())
        .isEqualTo("{\n  \"a\": [\n    1.10,\n    \"no\"\n  ]\n}\n");
    byte[] json = "{ \"a\" : 1.10 }".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(Answers.ofText(200, json, Format.FHIR_JSON, false).body()).isSameAs(json);
    assertThat(Answers.ofText(200, json, Format.YAML, false).body())
        .asString()
        .isEqualTo("a: 1.10\n");
  }

  @Test
  void forms() {
    assertThat(form("application/x-www-form-urlencoded", "a=1+2&b=%C3%A9&c=é&d").body())
        .isEqualTo("{\"a\":\"1 2\",\"b\":\"é\",\"c\":\"é\",\"d\":\"\"}");
    assertThat(form("application/x-www-form-urlencoded;charset=UTF-8", "").body()).isEqualTo("{}");
    assertThat(form("application/json", "{}").statusCode()).isEqualTo(415);
    assertThat(form("application/x-www-form-urlencoded", "a=%").statusCode()).isEqualTo(400);
    assertThat(form("application/x-www-form-urlencoded", "a=%00").statusCode()).isEqualTo(400);
    assertThat(form("application/x-www-form-urlencoded", "a=%ff").statusCode()).isEqualTo(400);
    assertThat(form("application/x-www-form-urlencoded", "a&".repeat(1001)).statusCode())
        .isEqualTo(400);
  }

  private static HttpResponse<String> form(String type, String body) {
    return send(request("/form").header("Content-Type", type).POST(BodyPublishers.ofString(body)));
  }

  @Test
  void aProblemKnowsItsStatus() {
    HttpProblem problem =
        Bodies.problem(
            new dev.andiron.json.JsonException(
                dev.andiron.json.JsonException.Kind.CONTENT, "too absurd"));
    assertThat(problem.status()).isEqualTo(422);
  }
}
