package dev.andiron.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http;
import dev.andiron.Http.Answer;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.main.TestApp;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("One's own sessions: listed, ended, and left")
class OwnSessionsTest {
  private static final TestApp APP = TestApp.shared();
  private static final Http HTTP = APP.http();

  @BeforeAll
  static void somebody() {
    put(
        "/Client/os-app",
        "{\"secret\":\"secret\",\"grant_types\":[\"password\",\"client_credentials\",\"basic\"]}");
    user("os-user");
    user("os-other");
  }

  private static void put(String path, String json) {
    Answer answer = APP.asRoot("PUT", path).json(json).send();
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
  }

  private static void user(String id) {
    put("/User/" + id, "{\"password\":\"password\"}");
  }

  private static Browser signedIn(String user) {
    return Browser.signedIn(HTTP, user, "password");
  }

  private static String token(String... form) {
    Answer answer = HTTP.post("/auth/token").basic("os-app", "secret").form(form).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.text("access_token");
  }

  private static String passwordToken(String user) {
    return token("grant_type", "password", "username", user, "password", "password");
  }

  private static List<JsonObject> listed(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().names()).containsExactly("sessions");
    List<JsonObject> sessions = new ArrayList<>();
    for (Json session : answer.json().array("sessions")) {
      sessions.add((JsonObject) session);
    }
    return sessions;
  }

  private static void assertError(Answer answer, int status, String error) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.json().names()).containsExactly("error", "error_description");
    assertThat(answer.text("error")).isEqualTo(error);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  @DisplayName("are listed newest first, as they are shown elsewhere, the one that asks marked")
  void list() {
    user("os-list");
    Browser first = signedIn("os-list");
    String app = passwordToken("os-list");
    Browser last = signedIn("os-list");
    Browser gone = signedIn("os-list");
    gone.send(gone.meant("POST", "/auth/logout"));
    signedIn("os-other");

    List<JsonObject> sessions = listed(first.get("/auth/sessions"));
    assertThat(sessions.stream().map(session -> session.string("type")))
        .containsExactly("console", "password", "console");
    assertThat(sessions.getFirst().string("id")).isEqualTo(last.sessionId());
    assertThat(sessions.getLast().string("id")).isEqualTo(first.sessionId());
    assertThat(sessions.getLast().get("current")).isEqualTo(Json.of(true));
    assertThat(sessions.getFirst().has("current")).isFalse();
    for (JsonObject session : sessions) {
      assertThat(APP.asRoot("GET", "/Session/" + session.string("id")).send().json())
          .isEqualTo(session.without("current"));
    }
    List<JsonObject> byToken = listed(HTTP.get("/auth/sessions").bearer(app).send());
    assertThat(byToken).hasSize(3);
    assertThat(byToken.get(1).get("current")).isEqualTo(Json.of(true));
    Answer yaml = first.send(HTTP.get("/fhir/auth/sessions").header("Accept", "text/yaml"));
    assertThat(yaml.body()).startsWith("sessions:\n");
  }

  @Test
  @DisplayName("are ended one by one; somebody else's is as if there were none")
  void endOne() {
    Browser browser = signedIn("os-user");
    Browser victim = signedIn("os-user");
    Browser other = signedIn("os-other");
    String path = "/auth/sessions/" + victim.sessionId();
    assertError(browser.send(HTTP.delete(path)), 403, "invalid_request");
    Answer others = other.send(other.meant("DELETE", path));
    assertError(others, 404, "invalid_request");
    Answer none =
        other.send(other.meant("DELETE", "/auth/sessions/01890000-0000-7000-8000-000000000000"));
    assertThat(none.body()).isEqualTo(others.body());
    assertError(
        other.send(other.meant("DELETE", "/auth/sessions/%27%20or%201=1")), 404, "invalid_request");
    assertThat(victim.get("/auth/sessions").status()).isEqualTo(200);

    Answer ended = browser.send(browser.meant("DELETE", path));
    assertThat(ended.status()).isEqualTo(200);
    assertThat(ended.body()).isEqualTo("{\"ended\":1}");
    assertThat(ended.header("Set-Cookie")).isNull();
    assertError(victim.get("/auth/sessions"), 401, "invalid_token");
    assertThat(browser.get("/auth/sessions").status()).isEqualTo(200);

    Answer own = browser.send(browser.meant("DELETE", "/auth/sessions/" + browser.sessionId()));
    assertThat(own.status()).isEqualTo(200);
    assertThat(browser.cookies).doesNotContainKey(Browser.SESSION);
  }

  @Test
  @DisplayName("are ended all but the one that asks, and nobody else's")
  void endOthers() {
    user("os-many");
    Browser browser = signedIn("os-many");
    List<Browser> others = List.of(signedIn("os-many"), signedIn("os-many"));
    String app = passwordToken("os-many");
    Browser somebody = signedIn("os-other");
    assertError(browser.send(HTTP.delete("/auth/sessions")), 403, "invalid_request");
    assertError(
        browser.send(browser.meant("DELETE", "/auth/sessions?user=os-other")),
        400,
        "invalid_request");
    assertThat(browser.send(browser.meant("DELETE", "/auth/sessions")).body())
        .isEqualTo("{\"ended\":3}");
    others.forEach(other -> assertThat(other.get("/auth/sessions").status()).isEqualTo(401));
    assertThat(HTTP.get("/auth/userinfo").bearer(app).send().status()).isEqualTo(401);
    assertThat(somebody.get("/auth/sessions").status()).isEqualTo(200);
    assertThat(listed(browser.get("/auth/sessions"))).hasSize(1);
    assertThat(browser.send(browser.meant("DELETE", "/auth/sessions")).body())
        .isEqualTo("{\"ended\":0}");
  }

  @Test
  @DisplayName("need somebody who is signed in, and a person")
  void notForClients() {
    assertError(HTTP.get("/auth/sessions").send(), 401, "invalid_token");
    assertError(HTTP.delete("/auth/sessions").send(), 401, "invalid_token");
    assertError(HTTP.post("/auth/logout").send(), 401, "invalid_token");
    assertThat(HTTP.get("/auth/sessions").send().header("WWW-Authenticate")).startsWith("Bearer");
    String client = token("grant_type", "client_credentials");
    assertError(HTTP.get("/auth/sessions").bearer(client).send(), 403, "invalid_request");
    assertError(HTTP.delete("/auth/sessions").bearer(client).send(), 403, "invalid_request");
    assertError(
        HTTP.get("/auth/sessions").basic("os-app", "secret").send(), 403, "invalid_request");
    assertError(HTTP.post("/auth/logout").basic("os-app", "secret").send(), 400, "invalid_request");
    assertError(HTTP.get("/auth/logout").send(), 405, "invalid_request");
  }

  @Test
  @DisplayName("logout by a script ends the session and takes the cookie back")
  void logout() {
    Browser browser = signedIn("os-user");
    String token = browser.token();
    assertError(browser.send(HTTP.post("/auth/logout")), 403, "invalid_request");
    assertError(
        browser.send(browser.meant("POST", "/auth/logout").header("Sec-Fetch-Site", "cross-site")),
        401,
        "invalid_token");
    Answer answer = browser.send(browser.meant("POST", "/auth/logout"));
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("Set-Cookie"))
        .isEqualTo("andiron=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
    assertError(
        HTTP.get("/auth/sessions").header("Cookie", "andiron=" + token).send(),
        401,
        "invalid_token");
  }

  @Test
  @DisplayName("logout by a form shows the CSRF token in a field, and leads to the sign-in")
  void logoutByForm() {
    Browser browser = signedIn("os-user");
    String token = browser.token();
    for (String wrong : List.of("", "x", Browser.csrf("x"))) {
      assertError(
          browser.send(HTTP.post("/auth/logout").form("csrf_token", wrong)),
          403,
          "invalid_request");
    }
    assertError(
        browser.send(
            HTTP.post("/auth/logout")
                .header("X-CSRF-Token", "x")
                .form("csrf_token", Browser.csrf(token))),
        403,
        "invalid_request");
    assertError(
        browser.send(HTTP.post("/auth/logout").json("{\"csrf_token\":\"x\"}")),
        415,
        "invalid_request");
    Answer answer = browser.send(HTTP.post("/auth/logout").form("csrf_token", Browser.csrf(token)));
    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.header("Location")).isEqualTo("/auth/login");
    assertThat(browser.cookies).doesNotContainKey(Browser.SESSION);
    assertThat(HTTP.get("/auth/sessions").header("Cookie", "andiron=" + token).send().status())
        .isEqualTo(401);
  }

  @Test
  @DisplayName("logout by an access token ends its session")
  void logoutByToken() {
    String token = passwordToken("os-user");
    Browser browser = signedIn("os-user");
    Answer answer = browser.send(HTTP.post("/auth/logout").bearer(token));
    assertThat(answer.status()).isEqualTo(204);
    assertThat(browser.get("/auth/sessions").status())
        .as("the cookie beside it is another session")
        .isEqualTo(200);
    assertThat(HTTP.get("/auth/userinfo").bearer(token).send().status()).isEqualTo(401);
  }
}
