package dev.andiron.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.main.TestApp;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("GET /ui/api/session: who is signed in, and what they may do")
class ApiSessionTest {
  private static final TestApp APP = TestApp.shared();

  @BeforeAll
  static void people() {
    put(
        "/Client/as-client",
        """
        {"secret":"secret","grant_types":["password","client_credentials"]}
        """);
    put("/User/as-nobody", "{\"password\":\"password\"}");
    put(
        "/User/as-nurse",
        """
        {"userName":"as-nurse","password":"password","displayName":"Nurse"}
        """);
    put("/Role/as-role", "{\"name\":\"as-nurse\",\"user\":{\"reference\":\"User/as-nurse\"}}");
    put(
        "/AccessPolicy/as-read",
        """
        {"engine":"matcho","roleName":"as-nurse",
         "matcho":{"request-method":"get","params":{"resource/type":"Patient"}}}
        """);
    put(
        "/AccessPolicy/as-create",
        """
        {"engine":"matcho","link":[{"reference":"User/as-nurse"}],
         "matcho":{"operation":{"id":"FhirCreate"},"resource":{"resourceType":"Observation"}}}
        """);
    put(
        "/AccessPolicy/as-own",
        """
        {"engine":"matcho","link":[{"reference":"User/as-nurse"}],
         "matcho":{"operation":{"id":"FhirRead"},"uri":"/User/as-nurse"}}
        """);
  }

  private static void put(String path, String json) {
    Answer answer = APP.asRoot("PUT", path).json(json).send();
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
  }

  private static String token(String user) {
    return APP.http()
        .post("/auth/token")
        .basic("as-client", "secret")
        .form("grant_type", "password", "username", user, "password", "password")
        .send()
        .text("access_token");
  }

  private static JsonObject session(String token) {
    Answer answer = APP.http().get("/ui/api/session").bearer(token).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    return answer.json();
  }

  private static JsonObject part(JsonObject session, String name) {
    JsonObject part = session.object(name);
    assertThat(part).as(name).isNotNull();
    return java.util.Objects.requireNonNull(part);
  }

  private static JsonObject may(JsonObject session) {
    return part(session, "may");
  }

  private static List<Json> rights(JsonObject session, String type) {
    return may(session).array(type).stream().toList();
  }

  private static List<Json> names(String... names) {
    return java.util.Arrays.stream(names).<Json>map(Json::of).toList();
  }

  @Test
  @DisplayName("tells of the user, the session and the version, and of no secret")
  void who() {
    JsonObject session = session(token("as-nurse"));
    assertThat(part(session, "user").string("displayName")).isEqualTo("Nurse");
    assertThat(part(session, "user").array("role").stream().toList()).isEqualTo(names("as-nurse"));
    JsonObject own = part(session, "session");
    assertThat(own.names()).containsExactly("id", "start", "exp");
    assertThat(Instant.parse(own.string("start"))).isBefore(Instant.MAX);
    assertThat(session.string("version")).isNotEmpty();
    assertThat(session.has("csrf_token")).as("for a Bearer caller").isFalse();
    assertThat(session.toString()).doesNotContain("password\"");
  }

  @Test
  @DisplayName("says which operations beside those of types are allowed")
  void operations() {
    assertThat(session(token("as-nurse")).array("operations").stream()).isEmpty();
    put("/User/as-desk", "{\"password\":\"password\"}");
    put(
        "/AccessPolicy/as-desk",
        """
        {"engine":"matcho","link":[{"reference":"User/as-desk"}],
         "matcho":{"uri":"/auth/lockouts","request-method":"get"}}
        """);
    assertThat(session(token("as-desk")).array("operations").stream().toList())
        .isEqualTo(names("AuthLockouts"));
  }

  @Test
  @DisplayName("says of each type what the policies allow: by role, by link, by operation")
  void may() {
    JsonObject nurse = session(token("as-nurse"));
    assertThat(rights(nurse, "Patient")).isEqualTo(names("read", "search", "history"));
    assertThat(rights(nurse, "Observation")).isEqualTo(names("create"));
    assertThat(may(nurse).names()).isEqualTo(Set.of("Patient", "Observation"));
  }

  @Test
  @DisplayName("leaves everything out for somebody with no rights")
  void nothing() {
    assertThat(may(session(token("as-nobody"))).isEmpty()).isTrue();
  }

  @Test
  @DisplayName("a client has rights and is no user")
  void client() {
    Answer root = APP.asRoot("GET", "/ui/api/session").send();
    assertThat(root.status()).isEqualTo(200);
    assertThat(root.json().has("user")).isFalse();
    assertThat(root.json().has("session")).isFalse();
    assertThat(may(root.json()).size()).isGreaterThan(140);
    assertThat(rights(root.json(), "Patient"))
        .isEqualTo(names("read", "search", "create", "update", "patch", "delete", "history"));
    assertThat(rights(root.json(), "Session"))
        .as("made by signing in")
        .isEqualTo(names("read", "search", "patch", "delete", "history"));
  }

  @Test
  @DisplayName("says what is so when it is asked, not what was")
  void changed() {
    put("/User/as-later", "{\"userName\":\"as-later\",\"password\":\"password\"}");
    String token = token("as-later");
    assertThat(may(session(token)).isEmpty()).isTrue();
    put(
        "/AccessPolicy/as-later",
        """
        {"engine":"allow","link":[{"reference":"User/as-later"}]}
        """);
    assertThat(may(session(token)).size()).isGreaterThan(140);
  }

  @Test
  @DisplayName("is for those who are signed in")
  void anonymous() {
    assertThat(APP.http().get("/ui/api/session").send().status()).isEqualTo(401);
    assertThat(APP.http().get("/ui/api/session").bearer("nonsense").send().status()).isEqualTo(401);
  }

  @Test
  @DisplayName("gives the CSRF token to the session of a cookie, and to no other")
  void csrfToken() {
    assertThat(session(token("as-nurse")).has("csrf_token")).isFalse();
    Browser browser = Browser.signedIn(APP.http(), "as-nurse", "password");
    JsonObject session = browser.get("/ui/api/session").json();
    assertThat(session.string("csrf_token")).isEqualTo(Browser.csrf(browser.token()));
    assertThat(part(session, "session").string("id")).isEqualTo(browser.sessionId());
    assertThat(part(session, "user").string("id")).isEqualTo("as-nurse");
  }
}
