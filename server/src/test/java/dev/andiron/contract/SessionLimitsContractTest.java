package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.console.Browser;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.main.TestApp;
import dev.andiron.pg.DatabaseUrl;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Sessions end when unused, when old, and when they are too many; later they are gone")
class SessionLimitsContractTest {
  private static final TickingClock CLOCK = new TickingClock();
  private static final DatabaseUrl DATABASE = TestPostgres.newUrl();

  private static TestApp app;

  @BeforeAll
  static void start() {
    app =
        TestApp.start(
            DATABASE,
            Map.of(
                Setting.SESSION_IDLE_TIMEOUT, "600",
                Setting.SESSION_EXPIRATION, "1800",
                Setting.SESSION_LIMIT, "3",
                Setting.CONSOLE_SESSION_IDLE_TIMEOUT, "300",
                Setting.CONSOLE, "off"),
            CLOCK);
    client("plain", "\"refresh_token\":true");
    client("own", "\"session_idle_timeout\":120,\"session_expiration\":900,\"session_limit\":1");
    put("/Client/service", "{\"secret\":\"secret\",\"grant_types\":[\"client_credentials\"]}");
    put(
        "/Client/bounded",
        "{\"secret\":\"secret\",\"grant_types\":[\"client_credentials\"],\"auth\":"
            + "{\"client_credentials\":{\"session_idle_timeout\":120}}}");
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static void put(String path, String json) {
    Answer answer = app.asRoot("PUT", path).json(json).send();
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
  }

  private static void client(String id, String settings) {
    put("/Client/" + id, json(settings));
  }

  private static String json(String settings) {
    return "{\"secret\":\"secret\",\"grant_types\":[\"password\"],\"auth\":{\"password\":{"
        + settings
        + "}}}";
  }

  private static void user(String id) {
    put("/User/" + id, "{\"password\":\"password\"}");
  }

  private static Answer token(String client, String... form) {
    Answer answer = app.http().post("/auth/token").basic(client, "secret").form(form).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  private static Answer signIn(String client, String user) {
    return token(client, "grant_type", "password", "username", user, "password", "password");
  }

  private static int use(Answer tokens) {
    return app.http().get("/auth/userinfo").bearer(tokens.text("access_token")).send().status();
  }

  private static JsonObject introspected(String client, String token) {
    return app.http()
        .post("/auth/introspect")
        .basic(client, "secret")
        .form("token", token)
        .send()
        .json();
  }

  private static List<JsonObject> found(String query) {
    Answer answer = app.asRoot("GET", "/Session?" + query).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.resources();
  }

  @Test
  @DisplayName("unused for ten minutes, the server's limit: refused, shown and found as over")
  void idle() {
    user("idle");
    Answer tokens = signIn("plain", "idle");
    CLOCK.forward(Duration.ofMinutes(9));
    assertThat(use(tokens)).isEqualTo(200);
    CLOCK.forward(Duration.ofMinutes(9));
    assertThat(introspected("plain", tokens.text("access_token")).flag("active", false)).isTrue();
    assertThat(found("user=User/idle&active=true")).hasSize(1);
    CLOCK.forward(Duration.ofMinutes(10));
    assertThat(found("user=User/idle&active=true")).isEmpty();
    assertThat(found("user=User/idle&active=false").getFirst().get("active"))
        .isEqualTo(Json.of(false));
    assertThat(introspected("plain", tokens.text("refresh_token")).flag("active", true)).isFalse();
    assertThat(introspected("plain", tokens.text("access_token")).flag("active", true)).isFalse();
    assertThat(use(tokens)).isEqualTo(401);
    Answer refreshed =
        app.http()
            .post("/auth/token")
            .basic("plain", "secret")
            .form("grant_type", "refresh_token", "refresh_token", tokens.text("refresh_token"))
            .send();
    Given.assertError(refreshed, 400, "invalid_grant");
  }

  @Test
  @DisplayName("older than half an hour, the server's limit: no token says it lives longer")
  void old() {
    user("old");
    Answer tokens = signIn("plain", "old");
    assertThat(tokens.json().get("expires_in")).isEqualTo(Json.of(1800));
    Json end = found("user=User/old").getFirst().get("exp");
    CLOCK.forward(Duration.ofMinutes(9));
    Answer next =
        token(
            "plain", "grant_type", "refresh_token", "refresh_token", tokens.text("refresh_token"));
    for (String token : List.of(next.text("access_token"), next.text("refresh_token"))) {
      assertThat(introspected("plain", token).get("exp")).isEqualTo(end);
    }
    CLOCK.forward(Duration.ofMinutes(9));
    assertThat(use(next)).isEqualTo(200);
    CLOCK.forward(Duration.ofMinutes(9));
    assertThat(use(next)).isEqualTo(200);
    CLOCK.forward(Duration.ofMinutes(4));
    assertThat(use(next)).isEqualTo(401);
    assertThat(found("user=User/old&active=true")).isEmpty();
  }

  @Test
  @DisplayName("more than three: the oldest ends; where a client says so, more than one")
  void many() {
    user("many");
    List<Answer> four =
        List.of(
            signIn("plain", "many"),
            signIn("plain", "many"),
            signIn("plain", "many"),
            signIn("plain", "many"));
    Await.until("the first is over", Duration.ofSeconds(1), () -> use(four.getFirst()) == 401);
    four.subList(1, 4).forEach(tokens -> assertThat(use(tokens)).isEqualTo(200));
    Answer first = signIn("own", "many");
    assertThat(first.json().get("expires_in")).isEqualTo(Json.of(900));
    Answer second = signIn("own", "many");
    Await.until("the first is over", Duration.ofSeconds(1), () -> use(first) == 401);
    assertThat(found("user=User/many&active=true")).hasSize(4);
    CLOCK.forward(Duration.ofMinutes(2));
    assertThat(use(second)).isEqualTo(401);
  }

  @Test
  @DisplayName("a program that acts for itself has the limits of its client, not those of people")
  void programs() {
    Answer free = token("service", "grant_type", "client_credentials");
    Answer bounded = token("bounded", "grant_type", "client_credentials");
    assertThat(free.json().get("expires_in")).isEqualTo(Json.of(3600));
    CLOCK.forward(Duration.ofMinutes(40));
    assertThat(introspected("service", free.text("access_token")).flag("active", false)).isTrue();
    assertThat(introspected("bounded", bounded.text("access_token")).flag("active", true))
        .isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "session_idle_timeout, 119",
    "session_idle_timeout, 1.5",
    "session_idle_timeout, 3000000000",
    "session_idle_timeout, '\"600\"'",
    "session_expiration, 0",
    "session_expiration, 3000000000",
    "session_limit, 0",
    "session_limit, 3000000000"
  })
  @DisplayName("a limit that cannot be kept is refused")
  void refused(String name, String value) {
    Answer answer =
        app.asRoot("PUT", "/Client/refused").json(json("\"" + name + "\":" + value)).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.body()).contains("Client.auth.password." + name);
  }

  @Test
  @DisplayName("one's own sessions are there without the console, and say when they were used")
  void ownSessions() {
    user("asking");
    Answer other = signIn("plain", "asking");
    Answer tokens = signIn("plain", "asking");
    Answer list = app.http().get("/auth/sessions").bearer(tokens.text("access_token")).send();
    assertThat(list.status()).as(list.body()).isEqualTo(200);
    JsonObject asking = (JsonObject) list.json().array("sessions").stream().toList().get(0);
    JsonObject unused = (JsonObject) list.json().array("sessions").stream().toList().get(1);
    assertThat(Instant.parse(asking.string("lastUsed")))
        .isBetween(Instant.parse(asking.string("start")), CLOCK.instant());
    assertThat(asking.object("client")).isEqualTo(unused.object("client"));
    assertThat(asking.string("remoteAddr")).isNotNull();
    assertThat(unused.has("lastUsed")).isFalse();
    // Nobody can say when it was used, and to have read it is no reason not to close it.
    Answer patched =
        app.asRoot("PATCH", "/Session/" + unused.string("id"))
            .json("{\"active\":false,\"lastUsed\":\"2020-01-01T00:00:00Z\"}")
            .send();
    assertThat(patched.status()).as(patched.body()).isEqualTo(200);
    assertThat(patched.json().has("lastUsed")).isFalse();
    assertThat(use(other)).isEqualTo(401);
    Answer out = app.http().post("/auth/logout").bearer(tokens.text("access_token")).send();
    assertThat(out.status()).isEqualTo(204);
    assertThat(use(tokens)).isEqualTo(401);
  }

  @Test
  @DisplayName("people are signed out of the console after five minutes, and are there three times")
  void console() {
    Map<Setting, String> settings =
        Map.of(Setting.CONSOLE_SESSION_IDLE_TIMEOUT, "300", Setting.SESSION_LIMIT, "3");
    try (TestApp console = TestApp.start(DATABASE, settings, CLOCK)) {
      user("at-the-console");
      Browser first = Browser.signedIn(console.http(), "at-the-console", "password");
      CLOCK.forward(Duration.ofMinutes(4));
      assertThat(first.get("/ui/api/session").status()).isEqualTo(200);
      CLOCK.forward(Duration.ofMinutes(4));
      assertThat(first.get("/ui/api/session").status()).isEqualTo(200);
      for (int i = 0; i < 3; i++) {
        Browser _ = Browser.signedIn(console.http(), "at-the-console", "password");
      }
      Await.until(
          "the first is over",
          Duration.ofSeconds(1),
          () -> first.get("/ui/api/session").status() == 401);
      Browser last = Browser.signedIn(console.http(), "at-the-console", "password");
      CLOCK.forward(Duration.ofMinutes(5));
      assertThat(last.get("/ui/api/session").status()).isEqualTo(401);
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"opaque", "jwt"})
  @DisplayName("when they have been over for the retention they are gone, with all that is of them")
  void purged(String format) {
    client(
        format,
        "\"refresh_token\":true,\"access_token_expiration\":36000"
            + (format.equals("jwt") ? ",\"token_format\":\"jwt\"" : ""));
    user(format);
    Answer tokens = signIn(format, format);
    String id = Objects.requireNonNull(found("user=User/" + format).getFirst().string("id"));
    assertThat(app.http().delete("/Session").bearer(tokens.text("access_token")).send().status())
        .isEqualTo(200);
    // A resource of another type has the same id, and keeps its index.
    put("/Patient/" + id, "{\"gender\":\"female\"}");
    CLOCK.forward(Duration.ofDays(91));
    try (TestApp other = TestApp.start(DATABASE, Map.of(), CLOCK);
        Pool pool = Pool.open(DATABASE, 1)) {
      Await.until(
          "it is gone",
          Duration.ofSeconds(10),
          () -> other.asRoot("GET", "/Session/" + id).send().status() == 404);
      for (String table : List.of("session_history", "session_state")) {
        assertThat(count(pool, "select count(*) from " + table + " where id = ?", id)).isZero();
      }
      assertThat(count(pool, "select count(*) from access_token where session_id = ?", id))
          .isZero();
      assertThat(count(pool, "select count(*) from search_reference_1 where id = ?", id)).isZero();
      assertThat(other.asRoot("GET", "/Patient?gender=female&_id=" + id).send().resources())
          .hasSize(1);
      assertThat(found("user=User/" + format)).isEmpty();
      assertThat(use(tokens)).isEqualTo(401);
      assertThat(
              other.http().delete("/Session").bearer(tokens.text("access_token")).send().status())
          .isEqualTo(401);
      Answer refreshed =
          other
              .http()
              .post("/auth/token")
              .basic(format, "secret")
              .form("grant_type", "refresh_token", "refresh_token", tokens.text("refresh_token"))
              .send();
      Given.assertError(refreshed, 400, "invalid_grant");
      // Nobody makes one of that id again.
      assertThat(other.asRoot("PUT", "/Session/" + id).json("{\"active\":true}").send().status())
          .isEqualTo(405);
    }
  }

  private static long count(Pool pool, String sql, String id) {
    Long count = pool.database().first(Statement.of(sql, id), row -> row.number(1));
    return count == null ? 0 : count;
  }

  @Test
  @DisplayName("the password grant switched off gives out nothing, and leaves sessions as they are")
  void passwordGrantOff() {
    user("staying");
    Answer tokens = signIn("plain", "staying");
    try (TestApp off = TestApp.start(DATABASE, Map.of(Setting.PASSWORD_GRANT, "off"), CLOCK)) {
      Answer refused =
          off.http()
              .post("/auth/token")
              .basic("plain", "secret")
              .form("grant_type", "password", "username", "staying", "password", "password")
              .send();
      Given.assertError(refused, 400, "unauthorized_client");
      assertThat(
              off.http().get("/auth/userinfo").bearer(tokens.text("access_token")).send().status())
          .isEqualTo(200);
      Answer refreshed =
          off.http()
              .post("/auth/token")
              .basic("plain", "secret")
              .form("grant_type", "refresh_token", "refresh_token", tokens.text("refresh_token"))
              .send();
      assertThat(refreshed.status()).as(refreshed.body()).isEqualTo(200);
    }
  }
}
