package dev.andiron.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Http;
import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.main.TestApp;
import dev.andiron.pg.DatabaseUrl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The cookie of the console: a session like any other, good in its one place")
class CookieSessionTest {
  private static final TestApp APP = TestApp.shared();
  private static final Http HTTP = APP.http();

  @BeforeAll
  static void somebody() {
    put(
        "/Client/co-app",
        """
        {"secret":"secret","grant_types":["password","basic"],
         "auth":{"password":{"refresh_token":true}}}
        """);
    put(
        "/Client/co-jwt",
        "{\"grant_types\":[\"password\"],\"auth\":{\"password\":{\"token_format\":\"jwt\"}}}");
    user("co-user");
    user("co-other");
    put(
        "/AccessPolicy/co-policy",
        """
        {"engine":"matcho","matcho":{"params":{"resource/type":"Patient"}},
         "link":[{"reference":"User/co-user"}]}
        """);
    put("/Patient/co-patient", "{}");
  }

  private static void put(String path, String json) {
    Answer answer = APP.asRoot("PUT", path).json(json).send();
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
  }

  private static void user(String id) {
    put("/User/" + id, "{\"password\":\"password\"}");
  }

  private static Browser signedIn() {
    return Browser.signedIn(HTTP, "co-user", "password");
  }

  private static String bearerToken(String client) {
    Answer answer =
        HTTP.post("/auth/token")
            .form(
                "grant_type", "password",
                "client_id", client,
                "client_secret", client.equals("co-app") ? "secret" : "",
                "username", "co-user",
                "password", "password")
            .send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.text("access_token");
  }

  private static int patient(Browser browser) {
    return browser.get("/Patient/co-patient").status();
  }

  private static Answer withCookie(String field) {
    return HTTP.get("/Patient/co-patient").header("Cookie", field).send();
  }

  private static void assertOutcome(Answer answer, int status) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.text("resourceType")).isEqualTo("OperationOutcome");
  }

  @Test
  @DisplayName("lets a person do what their policies allow, and no more")
  void policies() {
    Browser browser = signedIn();
    assertThat(patient(browser)).isEqualTo(200);
    assertThat(browser.send(HTTP.call("HEAD", "/Patient/co-patient")).status()).isEqualTo(200);
    assertThat(browser.send(browser.meant("PUT", "/Patient/co-made").json("{}")).status())
        .isIn(200, 201);
    assertOutcome(browser.get("/User/co-user"), 403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
  @DisplayName("changes nothing without the session's own CSRF token")
  void csrf(String method) {
    Browser browser = signedIn();
    Browser other = Browser.signedIn(HTTP, "co-other", "password");
    String path = method.equals("POST") ? "/Patient" : "/Patient/co-csrf";
    put("/Patient/co-csrf", "{\"gender\":\"female\"}");
    for (String wrong :
        List.of("", "x", browser.token(), Browser.csrf(other.token()), Browser.csrf("") + "=")) {
      Answer answer =
          browser.send(
              HTTP.call(method, path).header("X-CSRF-Token", wrong).json("{\"gender\":\"male\"}"));
      assertOutcome(answer, 403);
    }
    assertOutcome(browser.send(HTTP.call(method, path).json("{\"gender\":\"male\"}")), 403);
    assertOutcome(
        browser.send(browser.meant(method, path).header("X-CSRF-Token", "x").json("{}")), 403);
    assertOutcome(
        browser.send(
            HTTP.call(method, path + "?csrf_token=" + Browser.csrf(browser.token())).json("{}")),
        403);
    assertThat(APP.asRoot("GET", "/Patient/co-csrf").send().text("gender")).isEqualTo("female");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site", "nonsense", "same-origin, none"})
  @DisplayName("does not count in what the page of another site sends")
  void otherSites(String site) {
    Browser browser = signedIn();
    assertOutcome(
        browser.send(HTTP.get("/Patient/co-patient").header("Sec-Fetch-Site", site)), 401);
    assertOutcome(
        browser.send(
            browser.meant("PUT", "/Patient/co-site").header("Sec-Fetch-Site", site).json("{}")),
        401);
    for (String own : List.of("same-origin", "none")) {
      assertThat(
              browser.send(HTTP.get("/Patient/co-patient").header("Sec-Fetch-Site", own)).status())
          .isEqualTo(200);
    }
  }

  @Test
  @DisplayName("gives scripts of other origins nothing: CORS never allows credentials")
  void cors() {
    Answer answer =
        signedIn().send(HTTP.get("/Patient/co-patient").header("Origin", "https://evil.example"));
    assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
    assertThat(answer.header("Access-Control-Allow-Credentials")).isNull();
  }

  @Test
  @DisplayName("Authorization counts first, and there is no falling back to the cookie")
  void authorizationFirst() {
    Browser browser = signedIn();
    for (String field : List.of("Bearer nonsense", "Basic eDp5", "Digest x", "")) {
      Answer answer = browser.send(HTTP.get("/Patient/co-patient").header("Authorization", field));
      assertOutcome(answer, 401);
    }
    Answer asRoot =
        browser.send(
            HTTP.put("/Patient/co-both")
                .header("Authorization", Http.basicValue("root", TestApp.ROOT_SECRET))
                .json("{}"));
    assertThat(asRoot.status())
        .as("what Authorization may do, without a CSRF token")
        .isIn(200, 201);
    Browser gone = signedIn();
    APP.asRoot("DELETE", "/Session/" + gone.sessionId()).send();
    assertThat(gone.send(HTTP.get("/Patient/co-patient").bearer(bearerToken("co-app"))).status())
        .as("a good token beside a cookie that is no good")
        .isEqualTo(200);
  }

  @Test
  @DisplayName("its token is no Bearer token, at no endpoint")
  void notBearer() {
    Browser browser = signedIn();
    String token = browser.token();
    assertOutcome(HTTP.get("/Patient/co-patient").bearer(token).send(), 401);
    assertOutcome(HTTP.delete("/Session").bearer(token).send(), 401);
    for (String path : List.of("/auth/userinfo", "/auth/sessions")) {
      Answer answer = HTTP.get(path).bearer(token).send();
      assertThat(answer.status()).as(path).isEqualTo(401);
      assertThat(answer.text("error")).isEqualTo("invalid_token");
    }
    assertThat(HTTP.post("/auth/logout").bearer(token).send().status()).isEqualTo(401);
    Answer introspected =
        HTTP.post("/auth/introspect").basic("co-app", "secret").form("token", token).send();
    assertThat(introspected.body()).isEqualTo("{\"active\":false}");
    Answer byRoot =
        HTTP.post("/auth/introspect")
            .basic("root", TestApp.ROOT_SECRET)
            .form("token", token)
            .send();
    assertThat(byRoot.body()).isEqualTo("{\"active\":false}");
    Answer revoked =
        HTTP.post("/auth/revoke").basic("co-app", "secret").form("token", token).send();
    assertThat(revoked.status()).isEqualTo(200);
    Answer refreshed =
        HTTP.post("/auth/token")
            .basic("co-app", "secret")
            .form("grant_type", "refresh_token", "refresh_token", token)
            .send();
    assertThat(refreshed.text("error")).isEqualTo("invalid_grant");
    assertThat(patient(browser)).as("the session goes on").isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"co-app", "co-jwt"})
  @DisplayName("a client's token is no cookie")
  void bearerIsNoCookie(String client) {
    String token = bearerToken(client);
    assertThat(HTTP.get("/Patient/co-patient").bearer(token).send().status()).isEqualTo(200);
    assertOutcome(withCookie("andiron=" + token), 401);
  }

  @Test
  @DisplayName("is read strictly: once, by its name, whole")
  void strict() {
    String token = signedIn().token();
    assertThat(withCookie("andiron=" + token).status()).isEqualTo(200);
    assertThat(withCookie("a=b; andiron=" + token + ";c=d").status()).isEqualTo(200);
    for (String several :
        List.of(
            "andiron=" + token + "; andiron=" + token,
            "andiron=; andiron=" + token,
            "andiron =x; andiron=" + token)) {
      assertOutcome(withCookie(several), 400);
    }
    assertOutcome(
        HTTP.get("/Patient/co-patient")
            .header("Cookie", "andiron=" + token)
            .header("Cookie", "andiron=" + token)
            .send(),
        400);
    for (String bad :
        List.of(
            "andiron=\"" + token + "\"",
            "andiron=" + token + "x",
            "andiron=" + token.substring(1),
            "andiron=%" + token,
            "andiron=",
            "ANDIRON=" + token,
            "xandiron=" + token,
            "__Host-andiron=" + token,
            "x=andiron=" + token,
            "x=\"; andiron\"=" + token,
            token)) {
      assertOutcome(withCookie(bad), 401);
    }
  }

  @Test
  @DisplayName("does not matter where no credentials are needed")
  void publicPaths() {
    for (String path : List.of("/metadata", "/health", "/.well-known/jwks.json", "/ui")) {
      assertThat(
              HTTP.get(path)
                  .header("Cookie", "andiron=bad; andiron=worse")
                  .header("Sec-Fetch-Site", "cross-site")
                  .send()
                  .status())
          .as(path)
          .isEqualTo(200);
    }
  }

  @Test
  @DisplayName("stands in the list as type console, with a user and no client")
  void listed() {
    user("co-listed");
    Browser browser = Browser.signedIn(HTTP, "co-listed", "password");
    Answer found = APP.asRoot("GET", "/Session?type=console&user=co-listed&active=true").send();
    assertThat(found.resources()).hasSize(1);
    JsonObject session = found.resources().getFirst();
    assertThat(session.string("id")).isEqualTo(browser.sessionId());
    assertThat(session.string("type")).isEqualTo("console");
    assertThat(session.get("active")).isEqualTo(Json.of(true));
    assertThat(session.names())
        .contains("user", "start", "exp", "jti", "remoteAddr", "userAgent")
        .doesNotContain("client", "refresh_token_exp", "scope", "end");
    assertThat(session.toString()).doesNotContain(browser.token());
    assertThat(APP.asRoot("GET", "/Session/" + browser.sessionId()).send().json())
        .isEqualTo(session);
    assertThat(
            APP.asRoot("GET", "/Session?type=console&user=co-listed&active=false")
                .send()
                .resources())
        .isEmpty();
    assertThat(APP.asRoot("GET", "/Session?user=co-listed&client=co-app").send().resources())
        .isEmpty();
  }

  /// The first answer after what ended it is a 401, of every kind of request.
  private static void assertEnded(Browser browser) {
    assertOutcome(browser.get("/Patient/co-patient"), 401);
    assertOutcome(browser.send(browser.meant("PUT", "/Patient/co-patient").json("{}")), 401);
    assertThat(browser.get("/auth/sessions").status()).isEqualTo(401);
    JsonObject shown = APP.asRoot("GET", "/Session/" + browser.sessionId()).send().json();
    assertThat(shown.get("active")).isEqualTo(Json.of(false));
    assertThat(shown.has("end")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "PATCH"})
  @DisplayName("is over at once when somebody closes its session")
  void closed(String method) {
    Browser browser = signedIn();
    assertThat(patient(browser)).isEqualTo(200);
    assertThat(
            APP.asRoot(method, "/Session/" + browser.sessionId())
                .json(method.equals("PATCH") ? "{\"active\":false}" : "")
                .send()
                .status())
        .isEqualTo(200);
    assertEnded(browser);
  }

  @Test
  @DisplayName("closes itself by DELETE /Session")
  void closesItself() {
    Browser browser = signedIn();
    assertOutcome(browser.send(HTTP.delete("/Session")), 403);
    assertThat(browser.send(browser.meant("DELETE", "/Session")).status()).isEqualTo(200);
    assertEnded(browser);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"inactive\":true}",
        "{\"active\":false}",
        "{\"password\":\"another password\"}",
        "{\"password\":null}"
      })
  @DisplayName("is over at once when its user is disabled or has another password")
  void ofAnEndedUser(String patch) {
    user("co-ended");
    Browser browser = Browser.signedIn(HTTP, "co-ended", "password");
    assertThat(browser.get("/auth/sessions").status()).isEqualTo(200);
    assertThat(APP.asRoot("PATCH", "/User/co-ended").json(patch).send().status()).isEqualTo(200);
    assertEnded(browser);
    assertThat(
            APP.asRoot("PATCH", "/User/co-ended")
                .json("{\"inactive\":null,\"active\":null}")
                .send()
                .status())
        .isEqualTo(200);
    assertEnded(browser);
    assertThat(APP.asRoot("DELETE", "/User/co-ended").send().status()).isEqualTo(200);
  }

  @Test
  @DisplayName("is over at once when its user is deleted, and stays so when they are made anew")
  void ofADeletedUser() {
    user("co-deleted");
    Browser browser = Browser.signedIn(HTTP, "co-deleted", "password");
    assertThat(APP.asRoot("DELETE", "/User/co-deleted").send().status()).isEqualTo(200);
    assertEnded(browser);
    user("co-deleted");
    assertEnded(browser);
  }

  @Test
  @DisplayName("is seen by no policy")
  void unseen() {
    user("co-seen");
    put(
        "/AccessPolicy/co-seen",
        """
        {"engine":"matcho","matcho":{"$one-of":[{"headers":{"cookie":"present?"}},
          {"headers":{"x-csrf-token":"present?"}}]},"link":[{"reference":"User/co-seen"}]}
        """);
    Browser browser = Browser.signedIn(HTTP, "co-seen", "password");
    assertOutcome(browser.send(browser.meant("PUT", "/Patient/co-seen").json("{}")), 403);
    put(
        "/AccessPolicy/co-seen",
        """
        {"engine":"matcho","matcho":{"session":{"type":"console","client":"nil?"},"client":"nil?"},
         "link":[{"reference":"User/co-seen"}]}
        """);
    assertThat(browser.get("/Patient/co-patient").status())
        .as("what a policy may see is the session")
        .isEqualTo(200);
  }

  @Test
  @Tag("alone")
  @DisplayName("is good on every node, and closed on every node")
  void twoNodes() {
    DatabaseUrl database = TestPostgres.newUrl();
    try (TestApp a = TestApp.start(database, Map.of());
        TestApp b = TestApp.start(database, Map.of())) {
      Browser onA = Browser.signedIn(a.http(), "admin", TestApp.ADMIN_PASSWORD);
      Browser onB = new Browser(b.http());
      onB.cookies.putAll(onA.cookies);
      assertThat(onB.get("/Patient").status()).isEqualTo(200);
      assertThat(onB.send(onB.meant("POST", "/Patient").json("{}")).status()).isEqualTo(201);
      assertThat(onA.send(onA.meant("POST", "/auth/logout")).status()).isEqualTo(204);
      Await.until("B refuses", Duration.ofSeconds(1), () -> onB.get("/Patient").status() == 401);
      assertThat(onB.get("/Patient").status()).isEqualTo(401);
    }
  }
}
