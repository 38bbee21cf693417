package dev.andiron.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.TestPostgres;
import dev.andiron.main.TestApp;
import dev.andiron.pg.DatabaseUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Tag("alone")
@DisplayName("Two nodes: what is revoked on one is revoked on the other")
class TwoNodesTest {
  private static final Logger LOG = LoggerFactory.getLogger(TwoNodesTest.class);
  private static final Duration BOUND = Duration.ofSeconds(1);
  private static final int TIMES = 10;

  private static TestApp a;
  private static TestApp b;
  private static People people;

  @BeforeAll
  static void startBoth() {
    DatabaseUrl database = TestPostgres.newUrl();
    a = TestApp.start(database, Map.of());
    b = TestApp.start(database, Map.of());
    people = new People(a);
    people.put("/Patient/p", "{}");
    people.client("opaque", "");
    people.client("jwt", "\"token_format\":\"jwt\"");
    people.user("u");
  }

  @AfterAll
  static void stopBoth() {
    a.close();
    b.close();
  }

  private static String goodOnBoth(String client, String user) {
    String token = People.token(a, client, user);
    assertThat(People.read(a, token)).isEqualTo(200);
    // A policy made on A a moment ago may still be on its way to B.
    Await.until("B allows", BOUND, () -> People.read(b, token) == 200);
    return token;
  }

  /// From the acknowledgement on A to the first refusal on B, after which there is no other answer.
  private static Duration untilRefused(String token, int status) {
    Duration took =
        Await.until("B refuses with " + status, BOUND, () -> People.read(b, token) == status);
    for (int i = 0; i < 5; i++) {
      assertThat(People.read(b, token)).isEqualTo(status);
    }
    assertThat(People.read(a, token)).isEqualTo(status);
    return took;
  }

  private static void report(String what, List<Duration> took) {
    Collections.sort(took);
    LOG.info(
        "{}: refused on B after {} ms (median), {} ms (most)",
        what,
        took.get(took.size() / 2).toMillis(),
        took.getLast().toMillis());
  }

  @ParameterizedTest
  @ValueSource(strings = {"opaque", "jwt"})
  @DisplayName("a session closed on A is 401 on B, whatever its token's format")
  void closedSession(String client) {
    List<Duration> took = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      String token = goodOnBoth(client, "u");
      assertThat(a.http().delete("/Session").bearer(token).send().status()).isEqualTo(200);
      took.add(untilRefused(token, 401));
    }
    report("closed session, " + client, took);
  }

  @Test
  @DisplayName("a user disabled on A is 401 on B, and enabling them revives no session")
  void disabledUser() {
    List<Duration> took = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      String user = "disabled" + i;
      people.user(user);
      String opaque = goodOnBoth("opaque", user);
      String jwt = goodOnBoth("jwt", user);
      people.put("/User/" + user, "{\"inactive\":true}");
      took.add(untilRefused(opaque, 401));
      assertThat(People.read(b, jwt)).isEqualTo(401);
      people.put("/User/" + user, "{\"inactive\":false}");
      String fresh = goodOnBoth("jwt", user);
      assertThat(fresh).isNotEqualTo(jwt);
      assertThat(People.read(b, opaque)).isEqualTo(401);
      assertThat(People.read(b, jwt)).isEqualTo(401);
    }
    report("disabled user", took);
  }

  @Test
  @DisplayName("a user deleted on A is 401 on B, and one made anew revives no session")
  void deletedUser() {
    people.user("deleted");
    String token = goodOnBoth("jwt", "deleted");
    assertThat(a.asRoot("DELETE", "/User/deleted").send().status()).isEqualTo(200);
    untilRefused(token, 401);
    people.user("deleted");
    goodOnBoth("jwt", "deleted");
    assertThat(People.read(b, token)).isEqualTo(401);
  }

  @Test
  @DisplayName(
      "a secret changed on A ends the client's sessions on B, and the old one signs nobody in")
  void changedSecret() {
    List<Duration> took = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      String client = "changed" + i;
      people.client(client, "");
      String token = goodOnBoth(client, "u");
      people.put("/Client/" + client, "{\"secret\":\"another\",\"grant_types\":[\"password\"]}");
      took.add(untilRefused(token, 401));
      assertThat(
              b.http()
                  .post("/auth/token")
                  .basic(client, People.SECRET)
                  .form("grant_type", "password", "username", "u", "password", People.PASSWORD)
                  .send()
                  .status())
          .isEqualTo(401);
    }
    report("changed secret", took);
  }

  @Test
  @DisplayName("an AccessPolicy deleted on A denies on B, and one made on A allows on B")
  void deletedPolicy() {
    List<Duration> took = new ArrayList<>();
    people.user("policed");
    String token = goodOnBoth("jwt", "policed");
    for (int i = 0; i < TIMES; i++) {
      assertThat(a.asRoot("DELETE", "/AccessPolicy/policed-reads").send().status()).isEqualTo(200);
      took.add(untilRefused(token, 403));
      people.put(
          "/AccessPolicy/policed-reads",
          "{\"engine\":\"allow\",\"link\":[{\"reference\":\"User/policed\"}]}");
      Await.until("B allows", BOUND, () -> People.read(b, token) == 200);
    }
    report("deleted policy", took);
  }

  @Test
  @DisplayName("a Role given on A allows on B, and one taken away, or changed, on A denies on B")
  void roles() {
    List<Duration> took = new ArrayList<>();
    people.put("/User/holder", "{\"password\":\"" + People.PASSWORD + "\"}");
    people.put(
        "/AccessPolicy/of-holders",
        """
        {"engine":"matcho","roleName":"holder","matcho":{"role":{"context":{"reads":"Patient"}},
         "params":{"resource/type":".role.context.reads"}}}
        """);
    String token = People.token(a, "jwt", "holder");
    for (int i = 0; i < TIMES; i++) {
      people.put("/Role/holder", holder("Patient"));
      Await.until("B allows", BOUND, () -> People.read(b, token) == 200);
      if (i % 2 == 0) {
        people.put("/Role/holder", holder("Observation"));
      } else {
        assertThat(a.asRoot("DELETE", "/Role/holder").send().status()).isEqualTo(200);
      }
      took.add(untilRefused(token, 403));
    }
    report("role", took);
  }

  private static String holder(String reads) {
    return "{\"name\":\"holder\",\"user\":{\"reference\":\"User/holder\"},\"context\":{\"reads\":\"%s\"}}"
        .formatted(reads);
  }

  @Test
  @DisplayName("an operation made public on A is so on B, and no more when it is closed on A")
  void publicOperation() {
    List<Duration> took = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      people.put("/Operation/FhirRead", "{\"public\":true}");
      Await.until("B allows", BOUND, () -> b.http().get("/Patient/p").send().status() == 200);
      people.put("/Operation/FhirRead", "{\"public\":false}");
      took.add(
          Await.until("B refuses", BOUND, () -> b.http().get("/Patient/p").send().status() == 401));
      assertThat(a.http().get("/Patient/p").send().status()).isEqualTo(401);
    }
    report("public operation", took);
  }

  @Test
  @DisplayName("a refresh token spent on A is spent on B")
  void refreshToken() {
    people.client("refreshing", "\"refresh_token\":true");
    String first = People.signIn(a, "refreshing", "u").text("refresh_token");
    String second = refreshed(a, first);
    String third = refreshed(b, second);
    assertThat(refresh(a, first)).isEqualTo(400); // its successor was used: two hold it
    assertThat(refresh(b, third)).isEqualTo(400);
  }

  private static String refreshed(TestApp node, String token) {
    return node.http()
        .post("/auth/token")
        .basic("refreshing", People.SECRET)
        .form("grant_type", "refresh_token", "refresh_token", token)
        .send()
        .text("refresh_token");
  }

  private static int refresh(TestApp node, String token) {
    return node.http()
        .post("/auth/token")
        .basic("refreshing", People.SECRET)
        .form("grant_type", "refresh_token", "refresh_token", token)
        .send()
        .status();
  }
}
