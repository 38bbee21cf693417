package dev.andiron.contract;

import static dev.andiron.contract.Given.HTTP;
import static dev.andiron.contract.Given.assertError;
import static dev.andiron.contract.Given.comparable;
import static dev.andiron.contract.Given.put;
import static dev.andiron.contract.Given.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 6749 §5.2, the table of errors of the token endpoint")
class TokenEndpointContractTest {
  private static final String JSON_SIGN_IN =
      "\"client_id\":\"te-app\",\"client_secret\":\"secret\",\"username\":\"te-user\","
          + "\"password\":\"password\"";

  @BeforeAll
  static void clientsAndUsers() {
    put(
        "/Client/te-app",
        "{\"secret\":\"secret\",\"grant_types\":[\"password\"],\"scope\":[\"openid\",\"a/b\"]}");
    put(
        "/Client/te-inactive",
        "{\"secret\":\"secret\",\"grant_types\":[\"password\"],\"active\":false}");
    put("/Client/te-basic", "{\"secret\":\"secret\",\"grant_types\":[\"basic\"]}");
    put("/User/te-user", "{\"password\":\"password\"}");
    put("/User/te-inactive", "{\"password\":\"password\",\"inactive\":true}");
    put("/User/te-not-active", "{\"password\":\"password\",\"active\":false}");
    put("/User/te-no-password", "{}");
    put("/User/te-deleted", "{\"password\":\"password\"}");
    assertThat(root("DELETE", "/User/te-deleted").send().status()).isEqualTo(200);
  }

  private static Answer signIn(String user, String password) {
    return Given.signIn("te-app", user, password);
  }

  @Test
  @DisplayName("who cannot sign in gets the same bytes and headers, whatever the reason")
  void whoCannotSignIn() {
    Answer wrong = signIn("te-user", "not the password");
    assertError(wrong, 400, "invalid_grant");
    assertThat(wrong.header("Pragma")).isEqualTo("no-cache");
    Map<String, List<String>> expected = comparable(wrong);
    for (String name :
        List.of(
            "te-nobody",
            "te-inactive",
            "te-not-active",
            "te-no-password",
            "te-deleted",
            "ü/ n\u0001")) {
      assertThat(comparable(signIn(name, "password"))).as(name).isEqualTo(expected);
    }
  }

  @Test
  @DisplayName("and it takes as long: nobody's password is hashed too")
  void whoCannotSignInTakesAsLong() {
    // As often as names are answered, of names that no other test tries.
    put("/User/te-timed", "{\"password\":\"password\"}");
    put("/User/te-timed-no-password", "{}");
    long wrong = fastest("te-timed");
    assertThat(fastest("te-timed-nobody")).isGreaterThan(wrong / 3).isLessThan(wrong * 3);
    assertThat(fastest("te-timed-no-password")).isGreaterThan(wrong / 3).isLessThan(wrong * 3);
  }

  private static long fastest(String user) {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long begun = System.nanoTime();
      assertError(signIn(user, "not the password"), 400, "invalid_grant");
      fastest = Math.min(fastest, System.nanoTime() - begun);
    }
    return fastest;
  }

  @Test
  @DisplayName("an unknown or inactive client and a wrong secret are one 401 invalid_client")
  void whoIsNoClient() {
    Answer wrong =
        HTTP.post("/auth/token")
            .basic("te-app", "wrong")
            .form("grant_type", "password", "username", "te-user", "password", "password")
            .send();
    assertError(wrong, 401, "invalid_client");
    assertThat(wrong.header("WWW-Authenticate")).startsWith("Basic realm=");
    for (String id : List.of("te-unknown", "te-inactive", "te/unknown", "te-ünknown")) {
      assertThat(comparable(Given.signIn(id, "te-user", "password")))
          .as(id)
          .isEqualTo(comparable(wrong));
    }
    for (String id : List.of("te-unknown", "te-inactive", "te-app")) {
      Answer posted =
          HTTP.post("/auth/token")
              .form(
                  "grant_type",
                  "password",
                  "client_id",
                  id,
                  "client_secret",
                  id.equals("te-inactive") ? "secret" : "wrong",
                  "username",
                  "te-user",
                  "password",
                  "password")
              .send();
      assertError(posted, 401, "invalid_client");
      assertThat(posted.body()).isEqualTo(wrong.body());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic",
        "Basic ",
        "Basic %%%",
        "basic dGUtYXBw",
        "Basic Og==",
        "BASIC OnNlY3JldA=="
      })
  @DisplayName("broken Basic is a 401 that names Basic")
  void brokenBasic(String authorization) {
    Answer answer =
        HTTP.post("/auth/token")
            .header("Authorization", authorization)
            .form("grant_type", "password", "username", "te-user", "password", "password")
            .send();
    assertError(answer, 401, "invalid_client");
    assertThat(answer.header("WWW-Authenticate")).startsWith("Basic realm=");
  }

  @Test
  @DisplayName(
      "a grant that the client may not use is unauthorized_client, one that is none is unsupported")
  void grants() {
    assertError(Given.signIn("te-basic", "te-user", "password"), 400, "unauthorized_client");
    for (String grant : List.of("client_credentials", "refresh_token")) {
      Answer answer =
          HTTP.post("/auth/token")
              .basic("te-app", "secret")
              .form("grant_type", grant, "refresh_token", "x")
              .send();
      assertError(answer, 400, "unauthorized_client");
    }
    for (String grant : List.of("implicit", "Password", "urn:x", "basic")) {
      Answer answer =
          HTTP.post("/auth/token").basic("te-app", "secret").form("grant_type", grant).send();
      assertError(answer, 400, "unsupported_grant_type");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "username=te-user&password=password",
    "grant_type=&username=te-user&password=password",
    "grant_type=password&password=password",
    "grant_type=password&username=&password=password",
    "grant_type=password&username=te-user",
    "grant_type=password&username=te-user&password=",
    "grant_type=password&username=te-user&password=%zz",
    "grant_type=password&username=te-user&password=%ff",
    "grant_type=password&username=te-user&password=password&client_id=another"
  })
  @DisplayName("missing, empty, broken: invalid_request")
  void badForms(String form) {
    assertError(
        HTTP.post("/auth/token")
            .basic("te-app", "secret")
            .body("application/x-www-form-urlencoded", form)
            .send(),
        400,
        "invalid_request");
  }

  static Stream<String> badJson() {
    return Stream.of(
        "[]",
        "\"password\"",
        "null",
        "{",
        "{\"grant_type\":\"password\"," + JSON_SIGN_IN,
        "{\"grant_type\":\"password\"," + JSON_SIGN_IN + "} x",
        "{\"grant_type\":\"password\",\"x\":true," + JSON_SIGN_IN + "}",
        "{\"grant_type\":\"password\",\"x\":\"\\ud800\"," + JSON_SIGN_IN + "}",
        "{\"grant_type\":\"password\",\"username\":\"te-user\",\"password\":\"password\"}",
        "{" + JSON_SIGN_IN + "}");
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("JSON that is broken, or not of strings: invalid_request")
  void badJson(String json) {
    assertError(HTTP.post("/auth/token").json(json).send(), 400, "invalid_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"other", "openid other", "a/*", "openid  a/b", " openid", "\"", "ü"})
  @DisplayName("a scope that the client does not list, or a broken one: invalid_scope")
  void scope(String scope) {
    Answer answer =
        HTTP.post("/auth/token")
            .basic("te-app", "secret")
            .form(
                "grant_type",
                "password",
                "username",
                "te-user",
                "password",
                "password",
                "scope",
                scope)
            .send();
    assertError(answer, 400, "invalid_scope");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "HEAD"})
  @DisplayName("any other method than POST: 405 with Allow")
  void methods(String method) {
    for (String path :
        List.of("/auth/token", "/fhir/auth/token", "/auth/revoke", "/auth/introspect")) {
      Answer answer = HTTP.call(method, path).send();
      assertThat(answer.status()).as(path).isEqualTo(405);
      assertThat(answer.header("Allow")).as(path).contains("POST").doesNotContain(method);
    }
    assertThat(HTTP.call("OPTIONS", "/auth/token").send().header("Allow")).contains("POST");
  }

  @Test
  @DisplayName(
      "types that are not taken are 415, bodies over 64 KiB 413, Accept that cannot be met 406")
  void bodies() {
    assertThat(HTTP.post("/auth/token").body("text/plain", "x").send().status()).isEqualTo(415);
    assertThat(
            HTTP.post("/auth/token").json("{\"x\":\"" + "x".repeat(70_000) + "\"}").send().status())
        .isEqualTo(413);
    Answer answer =
        HTTP.post("/auth/token")
            .header("Accept", "image/png")
            .basic("te-app", "secret")
            .form("grant_type", "password", "username", "te-user", "password", "password")
            .send();
    assertThat(answer.status()).isEqualTo(406);
    assertThat(answer.text("error")).isNotEmpty();
  }

  @Test
  @DisplayName("errors are in the negotiated format")
  void yamlError() {
    Answer answer =
        HTTP.post("/auth/token")
            .header("Accept", "text/yaml")
            .basic("te-app", "secret")
            .form("grant_type", "password", "username", "te-user", "password", "wrong")
            .send();
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("Content-Type")).startsWith("text/yaml");
    assertThat(answer.body()).startsWith("error: invalid_grant\nerror_description: ");
  }
}
