package dev.andiron.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.identity.MutableClock;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("GET /auth/lockouts: who has to wait is seen and let off, on two nodes")
class LockoutsTest {
  private static final String PATH = "/auth/lockouts";
  private static final MutableClock CLOCK = new MutableClock();
  private static final DatabaseUrl DATABASE = TestPostgres.newUrl();

  private static TestApp a;
  private static TestApp b;
  private static People people;

  @BeforeAll
  static void startBoth() {
    a = TestApp.start(DATABASE, Map.of(), CLOCK);
    b = TestApp.start(DATABASE, Map.of(), CLOCK);
    people = new People(a);
    people.client("app", "");
  }

  @AfterAll
  static void stopBoth() {
    a.close();
    b.close();
  }

  private static int signIn(TestApp node, String user, String password) {
    return node.http()
        .post("/auth/token")
        .basic("app", People.SECRET)
        .form("grant_type", "password", "username", user, "password", password)
        .send()
        .status();
  }

  private static void failFiveTimes(String user) {
    for (int i = 0; i < 5; i++) {
      assertThat(signIn(i % 2 == 0 ? a : b, user, "wrong")).isEqualTo(400);
    }
    assertThat(signIn(b, user, People.PASSWORD)).isEqualTo(429);
  }

  private static List<JsonObject> listed(TestApp node, String member, String id) {
    Answer answer = node.asRoot("GET", PATH).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    return answer.json().array("lockouts").stream()
        .map(JsonObject.class::cast)
        .filter(each -> {
          JsonObject whose = each.object(member);
          return whose != null && id.equals(whose.string("id"));
        })
        .toList();
  }

  private static Answer lift(TestApp node, String path) {
    return node.asRoot("DELETE", PATH + path).send();
  }

  @Test
  @DisplayName("somebody guessed at from new sources: since when, until when, how often")
  void person() {
    people.user("guessed-at");
    Instant began = CLOCK.instant();
    failFiveTimes("guessed-at");
    CLOCK.forward(Duration.ofSeconds(2));
    assertThat(signIn(a, "GUESSED-AT", "wrong")).isEqualTo(400);

    JsonObject lockout = listed(b, "user", "guessed-at").getFirst();
    assertThat(lockout)
        .isEqualTo(
            JsonObject.builder()
                .put("user", JsonObject.of("resourceType", "User").with("id", "guessed-at"))
                .put("source", "new")
                .put("failures", 6)
                .put("since", began.toString())
                .put("lastFailure", CLOCK.instant().toString())
                .put("until", CLOCK.instant().plusSeconds(2).toString())
                .put("waiting", true)
                .build());

    assertThat(lift(a, "/guessed-at").body()).isEqualTo("{\"lifted\":true}");
    assertThat(listed(b, "user", "guessed-at")).isEmpty();
    assertThat(signIn(b, "guessed-at", People.PASSWORD)).isEqualTo(200);
    assertThat(lift(b, "/guessed-at").body()).isEqualTo("{\"lifted\":false}");
  }

  @Test
  @DisplayName("somebody who fails from where they signed in before, and nobody else is let off")
  void knownSource() {
    people.user("forgetful");
    people.user("other");
    assertThat(signIn(a, "forgetful", People.PASSWORD)).isEqualTo(200);
    failFiveTimes("forgetful");
    failFiveTimes("other");
    assertThat(listed(a, "user", "forgetful").getFirst().string("source")).isEqualTo("known");
    assertThat(lift(b, "/forgetful").status()).isEqualTo(200);
    assertThat(signIn(a, "forgetful", People.PASSWORD)).isEqualTo(200);
    assertThat(signIn(a, "other", People.PASSWORD)).isEqualTo(429);
    // The delay passes; until their failures are forgotten it is still seen that there were some.
    CLOCK.forward(Duration.ofMinutes(1));
    assertThat(listed(a, "user", "other").getFirst().get("waiting")).isEqualTo(Json.of(false));
    CLOCK.forward(Duration.ofHours(1));
    assertThat(listed(a, "user", "other")).isEmpty();
  }

  @Test
  @DisplayName("a client with a wrong secret")
  void client() {
    people.client("service", "");
    for (int i = 0; i < 5; i++) {
      assertThat(secret(a, "wrong")).isEqualTo(401);
    }
    assertThat(secret(b, People.SECRET)).isEqualTo(429);
    assertThat(listed(b, "client", "service").getFirst().get("failures")).isEqualTo(Json.of(5));
    assertThat(lift(a, "/clients/service").body()).isEqualTo("{\"lifted\":true}");
    assertThat(listed(b, "client", "service")).isEmpty();
    Await.until(
        "what B believed of it is old",
        Duration.ofSeconds(5),
        () -> secret(b, People.SECRET) != 429);
  }

  private static int secret(TestApp node, String secret) {
    return node.http()
        .post("/auth/introspect")
        .basic("service", secret)
        .form("token", "x")
        .send()
        .status();
  }

  @Test
  @DisplayName("names that nobody has are not listed, and nothing that was typed is kept")
  void nobody() {
    for (int i = 0; i < 5; i++) {
      assertThat(signIn(a, "a-password-typed-as-a-name", "wrong")).isEqualTo(400);
      assertThat(
              a.http()
                  .post("/auth/introspect")
                  .basic("nobodys-client", "x")
                  .form("token", "x")
                  .send()
                  .status())
          .isEqualTo(401);
    }
    assertThat(a.asRoot("GET", PATH).send().body())
        .doesNotContain("a-password-typed-as-a-name", "nobodys-client");
    try (Pool pool = Pool.open(DATABASE, 1)) {
      assertThat(
              pool.database()
                  .query(Statement.of("select f::text from sign_in_failure f"), row -> row.text(1)))
          .noneMatch(row -> row.contains("typed-as") || row.contains("nobodys-client"));
    }
    assertThat(lift(a, "/nobody-at-all").status()).isEqualTo(404);
    assertThat(lift(a, "/clients/nobodys-client").status()).isEqualTo(404);
  }

  @Test
  @DisplayName("only for whom a policy allows it, be it for oneself")
  void policies() {
    people.user("helpless");
    people.user("helpdesk");
    people.put(
        "/AccessPolicy/helpdesk-lockouts",
        """
        {"engine":"matcho","link":[{"reference":"User/helpdesk"}],
         "matcho":{"operation":{"id":"$enum"}}}
        """
            .replace("\"$enum\"", "{\"$enum\":[\"AuthLockouts\",\"AuthLiftLockout\"]}"));
    String token = People.token(a, "app", "helpless");
    String desk = People.token(a, "app", "helpdesk");
    assertThat(a.http().get(PATH).send().status()).isEqualTo(401);
    assertThat(a.http().delete(PATH + "/helpless").bearer(token).send().status()).isEqualTo(403);
    failFiveTimes("helpless");
    assertThat(a.http().get(PATH).bearer(desk).send().body()).contains("helpless");
    assertThat(a.http().delete(PATH + "/helpless").bearer(desk).send().status()).isEqualTo(200);
    assertThat(signIn(a, "helpless", People.PASSWORD)).isEqualTo(200);
  }

  @Test
  @DisplayName("a session says that it began at a new place, and after how many failures")
  void circumstances() {
    people.user("careful");
    for (int i = 0; i < 3; i++) {
      assertThat(signIn(a, "careful", "wrong")).isEqualTo(400);
    }
    assertThat(signIn(a, "careful", People.PASSWORD)).isEqualTo(200);
    CLOCK.forward(Duration.ofHours(2));
    assertThat(lift(a, "/careful").status()).isEqualTo(200);
    assertThat(signIn(b, "careful", People.PASSWORD)).isEqualTo(200);
    List<JsonObject> sessions =
        a.asRoot("GET", "/Session?user=User/careful&_sort=start").send().resources();
    assertThat(sessions.getFirst().get("newSource")).isEqualTo(Json.of(true));
    assertThat(sessions.getFirst().get("failuresBefore")).isEqualTo(Json.of(3));
    assertThat(sessions.getLast().has("newSource")).isFalse();
    assertThat(sessions.getLast().has("failuresBefore")).isFalse();
    Answer changed =
        a.asRoot("PATCH", "/Session/" + sessions.getFirst().string("id"))
            .json("{\"newSource\":false}")
            .send();
    assertThat(changed.status()).isGreaterThanOrEqualTo(400);
  }
}
