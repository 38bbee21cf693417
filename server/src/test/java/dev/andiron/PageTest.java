package dev.andiron;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.main.TestApp;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The page, from PUT /Client/myapp to DELETE /Session")
class PageTest {
  private static final TestApp APP = TestApp.shared();
  private final Http http = APP.http();

  @BeforeAll
  static void theClientAndTheUserOfThePage() {
    Answer client =
        APP.asRoot("PUT", "/Client/myapp")
            .header("Accept", "text/yaml")
            .yaml("secret: verysecret\ngrant_types:\n  - password\n")
            .send();
    assertThat(client.status()).isIn(200, 201);
    assertThat(client.header("Content-Type")).startsWith("text/yaml");
    assertThat(client.body())
        .startsWith("resourceType: Client\nid: myapp\n")
        .endsWith("grant_types:\n  - password\n")
        .doesNotContain("secret");
    put("/User/user", "{\"email\":\"user@mail.com\",\"password\":\"password\"}");
    put(
        "/AccessPolicy/page-user",
        "{\"engine\":\"matcho\",\"matcho\":{\"request-method\":\"get\",\"uri\":\"/Patient\"},"
            + "\"link\":[{\"resourceType\":\"User\",\"id\":\"user\"}]}");
    put(
        "/Patient/page-p1",
        "{\"name\":[{\"family\":\"Pagefamily\"}],\"birthDate\":\"1971-01-01\"}");
  }

  private static void put(String path, String json) {
    assertThat(APP.asRoot("PUT", path).json(json).send().status()).isIn(200, 201);
  }

  @Test
  @DisplayName("a token by Basic and a form opens the API until its session is closed")
  void basicAndForm() {
    Answer token =
        http.post("/auth/token")
            .basic("myapp", "verysecret")
            .form("grant_type", "password", "username", "user", "password", "password")
            .send();
    assertThat(token.status()).isEqualTo(200);
    assertThat(token.header("Cache-Control")).isEqualTo("no-store");
    assertThat(token.header("Pragma")).isEqualTo("no-cache");
    assertThat(token.json().names())
        .containsExactlyInAnyOrder("token_type", "expires_in", "access_token", "userinfo");
    assertThat(token.text("token_type")).isEqualTo("Bearer");
    assertThat(token.json().get("expires_in")).isEqualTo(Json.of(3600));
    JsonObject userinfo = token.json().object("userinfo");
    assertThat(userinfo).isNotNull();
    assertThat(userinfo.string("id")).isEqualTo("user");
    assertThat(userinfo.string("email")).isEqualTo("user@mail.com");
    assertThat(userinfo.string("resourceType")).isEqualTo("User");
    String bearer = token.text("access_token");

    Answer patients = http.get("/Patient?family=pagefam").bearer(bearer).send();
    assertThat(patients.status()).isEqualTo(200);
    assertThat(patients.resources()).extracting(r -> r.string("id")).containsExactly("page-p1");

    Answer sessions = APP.asRoot("GET", "/Session?user=user&active=true&_sort=-start").send();
    assertThat(sessions.status()).isEqualTo(200);
    assertThat(sessions.resources()).isNotEmpty();
    assertThat(sessions.body()).doesNotContain(bearer).doesNotContain("access_token");

    assertThat(http.delete("/Session").bearer(bearer).send().status()).isEqualTo(200);
    Answer refused = http.get("/Patient").bearer(bearer).send();
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
  }

  @Test
  @DisplayName("a token by JSON")
  void json() {
    Answer token =
        http.post("/auth/token")
            .json(
                """
                {
                  "grant_type": "password",
                  "client_id": "myapp",
                  "client_secret": "verysecret",
                  "username": "user",
                  "password": "password"
                }
                """)
            .send();
    assertThat(token.status()).isEqualTo(200);
    assertThat(http.get("/Patient").bearer(token.text("access_token")).send().status())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("without a token 401, with another user's 403")
  void others() {
    put("/User/page-other", "{\"password\":\"password\"}");
    String bearer =
        http.post("/auth/token")
            .basic("myapp", "verysecret")
            .form("grant_type", "password", "username", "page-other", "password", "password")
            .send()
            .text("access_token");
    assertThat(http.get("/Patient").send().status()).isEqualTo(401);
    Answer denied = http.get("/Patient").bearer(bearer).send();
    assertThat(denied.status()).isEqualTo(403);
    assertThat(denied.text("resourceType")).isEqualTo("OperationOutcome");
  }
}
