package dev.andiron.contract;

import static dev.andiron.contract.Given.HTTP;
import static dev.andiron.contract.Given.put;
import static dev.andiron.contract.Given.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A NUL character: whole in passwords and secrets, refused in everything that is kept")
class NulContractTest {
  private static final String PASSWORD = "\\u0000zq3 \\u0000kw8v\\u0000";
  private static final String READ = "\u0000zq3 \u0000kw8v\u0000";

  @BeforeAll
  static void given() {
    put("/Client/nul-app", "{\"secret\":\"secret\",\"grant_types\":[\"password\"]}");
  }

  private static int signIn(String user, String password) {
    return Given.signIn("nul-app", user, password).status();
  }

  @Test
  @DisplayName("a password by PUT, PATCH, forms and JSON, of which no character is lost")
  void passwords() {
    put("/User/nul", "{\"password\":\"" + PASSWORD + "\"}");
    assertThat(signIn("nul", READ)).isEqualTo(200);
    assertThat(
            HTTP.post("/auth/token")
                .basic("nul-app", "secret")
                .json(
                    "{\"grant_type\":\"password\",\"username\":\"nul\",\"password\":\""
                        + PASSWORD
                        + "\"}")
                .send()
                .status())
        .isEqualTo(200);
    for (String other : List.of("zq3 kw8v", READ.substring(1), READ + "\u0000", "\u0000")) {
      assertThat(signIn("nul", other)).isEqualTo(400);
    }
    Answer patched = root("PATCH", "/User/nul").json("{\"password\":\"x" + PASSWORD + "\"}").send();
    assertThat(patched.status()).as(patched.body()).isEqualTo(200);
    put("/User/nul", "{\"password\":\"x" + PASSWORD + "\"}");
    assertThat(signIn("nul", "x" + READ)).isEqualTo(200);
  }

  @Test
  @DisplayName("a client's secret, by Basic as it is and form-encoded, and in a form")
  void secrets() {
    put("/Client/nul-secret", "{\"secret\":\"" + PASSWORD + "\",\"grant_types\":[\"basic\"]}");
    assertThat(introspects("nul-secret", READ)).isEqualTo(200);
    assertThat(introspects("nul-secret", "%00zq3+%00kw8v%00")).isEqualTo(200);
    assertThat(introspects("nul-secret", "zq3 kw8v")).isEqualTo(401);
    assertThat(introspects("nul-secret\u0000", READ)).isEqualTo(401);
    assertThat(introspects("nul-secret%00", READ)).isEqualTo(401);
    assertThat(
            HTTP.post("/auth/introspect")
                .form("token", "x", "client_id", "nul-secret", "client_secret", READ)
                .send()
                .status())
        .isEqualTo(200);
  }

  private static int introspects(String client, String secret) {
    return HTTP.post("/auth/introspect").basic(client, secret).form("token", "x").send().status();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/User/nul-no         | {\"userName\":\"a\\u0000b\"}",
        "/User/nul-no         | {\"data\":{\"x\":\"a\\u0000b\"}}",
        "/User/nul-no         | {\"data\":{\"password\":\"a\\u0000b\"}}",
        "/User/nul-no         | {\"data\":{\"a\":[{\"secret\":\"\\\\\\u0000\"}]}}",
        "/AccessPolicy/nul-no | {\"engine\":\"matcho\",\"matcho\":{\"body\":{\"password\":\"\\u0000\"}}}",
        "/Patient/nul-no      | {\"password\":\"\\u0000\"}",
        "/User/nul-no         | {\"password\\u0000\":\"x\"}"
      })
  @DisplayName("what is kept has none, whatever it is called")
  void kept(String path, String json) {
    Answer answer = root("PUT", path).json(json).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(root("GET", path).send().status()).isEqualTo(404);
  }

  @Test
  @DisplayName("the text of the escape is no NUL")
  void escaped() {
    String json = "{\"data\":{\"password\":\"\\\\u0000 \\\\\\\\u0000\"}}";
    put("/User/nul-escaped", json);
    assertThat(root("GET", "/User/nul-escaped").send().body())
        .contains("\"\\\\u0000 \\\\\\\\u0000\"");
  }

  @Test
  @DisplayName("in YAML too, under its escape; not where an alias could carry it elsewhere")
  void yaml() {
    Answer written =
        root("PUT", "/User/nul-yaml")
            .yaml("{\"password\": \"y" + PASSWORD.replace("u0000", "0") + "\"}")
            .send();
    assertThat(written.status()).as(written.body()).isEqualTo(201);
    assertThat(signIn("nul-yaml", "y" + READ)).isEqualTo(200);
    assertThat(signIn("nul-yaml", "yzq3 kw8v")).isEqualTo(400);
    for (String refused :
        List.of(
            "{\"password\": &p \"y\\0\", \"data\": {\"x\": *p}}",
            "{\"data\": {\"password\": \"y\\0\"}}",
            "{\"data\": {\"x\": \"y\\0\"}}",
            "{\"password\\0\": x}",
            "password: y\0")) {
      assertThat(root("PUT", "/User/nul-yaml-no").yaml(refused).send().status())
          .as(refused)
          .isEqualTo(422);
    }
    assertThat(root("GET", "/User/nul-yaml-no").send().status()).isEqualTo(404);
  }

  @Test
  @DisplayName("in names, queries and bundles it is refused, as before")
  void elsewhere() {
    assertThat(signIn("nul\u0000", "x")).isEqualTo(400);
    assertThat(root("GET", "/Patient?password=%00").send().status()).isEqualTo(400);
    assertThat(
            root("POST", "/")
                .json(
                    """
                    {"resourceType":"Bundle","type":"batch","entry":[
                      {"resource":{"resourceType":"User","password":"a\\u0000b"},
                       "request":{"method":"PUT","url":"User/nul-no"}}]}
                    """)
                .send()
                .body())
        .contains("NUL");
    assertThat(root("GET", "/User/nul-no").send().status()).isEqualTo(404);
  }
}
