package dev.andiron.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.console.Browser;
import dev.andiron.main.TestApp;
import dev.andiron.pg.DatabaseUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("POST /auth/logout-all: every session of a user or a client ends, on two nodes")
class LogoutAllTest {
  private static final String PATH = "/auth/logout-all";

  private static TestApp a;
  private static TestApp b;
  private static People people;

  @BeforeAll
  static void startBoth() {
    DatabaseUrl database = TestPostgres.newUrl();
    Map<Setting, String> unlimited = Map.of(Setting.SIGN_IN_FAILURES, "0");
    a = TestApp.start(database, unlimited);
    b = TestApp.start(database, unlimited);
    people = new People(a);
    people.put("/Patient/p", "{}");
    people.client("opaque", "\"refresh_token\":true");
    people.client("jwt", "\"token_format\":\"jwt\",\"refresh_token\":true");
    people.user("bystander");
  }

  @AfterAll
  static void stopBoth() {
    a.close();
    b.close();
  }

  private static Answer endAll(String json) {
    return a.asRoot("POST", PATH).json(json).send();
  }

  private static int userInfo(TestApp node, String token) {
    return node.http().get("/auth/userinfo").bearer(token).send().status();
  }

  private static Answer refresh(TestApp node, String client, String token) {
    return node.http()
        .post("/auth/token")
        .basic(client, People.SECRET)
        .form("grant_type", "refresh_token", "refresh_token", token)
        .send();
  }

  private static void assertOver(String client, Answer tokens) {
    String token = tokens.text("access_token");
    assertThat(userInfo(a, token)).isEqualTo(401);
    Await.until("B has heard of it", Duration.ofSeconds(1), () -> userInfo(b, token) == 401);
    // 401 while the secret is another one
    assertThat(refresh(b, client, tokens.text("refresh_token")).status()).isIn(400, 401);
    assertThat(userInfo(b, token)).isEqualTo(401);
  }

  private static void assertError(Answer answer, int status, String error) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.text("error")).isEqualTo(error);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"user\":{\"reference\":\"User/%s\"}}",
        "{\"user\":{\"resourceType\":\"User\",\"id\":\"%s\"}}",
        "{\"user\":{\"reference\":\"User/%s\",\"display\":\"x\"}}"
      })
  @DisplayName("a user's: through every client and at the console, and nobody else's")
  void ofUser(String body) {
    String user = "user-" + Integer.toHexString(body.hashCode());
    people.user(user);
    Answer opaque = People.signIn(a, "opaque", user);
    Answer jwt = People.signIn(b, "jwt", user);
    Browser browser = Browser.signedIn(a.http(), user, People.PASSWORD);
    Answer bystander = People.signIn(a, "opaque", "bystander");
    assertThat(userInfo(b, opaque.text("access_token"))).isEqualTo(200);
    String before = a.asRoot("GET", "/User/" + user).send().body();

    Answer ended = endAll(body.formatted(user));
    assertThat(ended.status()).as(ended.body()).isEqualTo(204);

    assertOver("opaque", opaque);
    assertOver("jwt", jwt);
    assertThat(browser.get("/auth/sessions").status()).isEqualTo(401);
    assertThat(a.asRoot("GET", "/Session?user=" + user + "&active=true").send().resources())
        .isEmpty();
    assertThat(userInfo(a, bystander.text("access_token"))).isEqualTo(200);
    // Nothing else is changed: they sign in again, and are who they were.
    assertThat(userInfo(a, People.token(a, "opaque", user))).isEqualTo(200);
    assertThat(a.asRoot("GET", "/User/" + user).send().body()).isEqualTo(before);
    assertThat(userInfo(a, opaque.text("access_token"))).isEqualTo(401);
  }

  @Test
  @DisplayName("a client's: of all its users, and those of no other client")
  void ofClient() {
    people.client("ending", "\"refresh_token\":true");
    people.user("of-client");
    Answer ended = People.signIn(a, "ending", "of-client");
    Answer another = People.signIn(a, "ending", "bystander");
    Answer other = People.signIn(a, "opaque", "of-client");
    assertThat(a.asRoot("POST", PATH).yaml("client: {reference: Client/ending}").send().status())
        .isEqualTo(204);
    assertOver("ending", ended);
    assertOver("ending", another);
    assertThat(userInfo(a, other.text("access_token"))).isEqualTo(200);
    assertThat(userInfo(a, People.token(a, "ending", "of-client"))).isEqualTo(200);
  }

  @Test
  @DisplayName("only by whom a policy allows it, be it for oneself")
  void policies() {
    people.user("nobodys");
    people.user("helpdesk");
    String self = "{\"user\":{\"reference\":\"User/nobodys\"}}";
    String token = People.token(a, "opaque", "nobodys");
    Answer denied = a.http().post(PATH).bearer(token).json(self).send();
    assertError(denied, 403, "invalid_request");
    assertError(a.http().post(PATH).json(self).send(), 401, "invalid_token");
    Browser browser = Browser.signedIn(a.http(), "helpdesk", People.PASSWORD);
    people.put(
        "/AccessPolicy/helpdesk-ends",
        """
        {"engine":"matcho","link":[{"reference":"User/helpdesk"}],
         "matcho":{"operation":{"id":"AuthLogoutAll"},"body":{"user":{"id":"nobodys"}}}}
        """);
    assertError(browser.send(a.http().post(PATH).json(self)), 403, "invalid_request");
    assertThat(userInfo(a, token)).isEqualTo(200);
    for (String other :
        List.of(
            "{\"user\":{\"reference\":\"User/bystander\"}}",
            "{\"client\":{\"reference\":\"Client/opaque\"}}",
            "{\"user\":{\"reference\":\"User/bystander\",\"id\":\"nobodys\"}}")) {
      assertError(browser.send(browser.meant("POST", PATH).json(other)), 403, "invalid_request");
    }
    assertThat(browser.send(browser.meant("POST", PATH).json(self)).status()).isEqualTo(204);
    assertThat(userInfo(a, token)).isEqualTo(401);
    Answer why = a.asRoot("GET", "/auth/explain?method=POST&path=" + PATH + "&user=nobodys").send();
    assertThat(why.json().flag("allowed", true)).isFalse();
    assertThat(why.body()).contains("AuthLogoutAll");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"user\":\"bystander\"}",
        "{\"user\":{\"reference\":\"Client/opaque\"}}",
        "{\"client\":{\"reference\":\"User/bystander\"}}",
        "{\"user\":{\"id\":\"bystander\"}}",
        "{\"user\":{\"reference\":\"User/bystander\",\"id\":\"somebody\"}}",
        "{\"user\":{\"reference\":\"https://elsewhere.example/User/bystander\"}}",
        "{\"user\":{\"reference\":\"User/bystander\"},\"client\":{\"reference\":\"Client/opaque\"}}",
        "{\"user\":{\"reference\":\"User/bystander\"},\"keep\":\"mine\"}"
      })
  @DisplayName("what does not say whose is refused, and ends nothing")
  void malformed(String json) {
    String token = People.token(a, "opaque", "bystander");
    Answer answer = json.isEmpty() ? a.asRoot("POST", PATH).send() : endAll(json);
    assertError(answer, 400, "invalid_request");
    assertThat(userInfo(a, token)).isEqualTo(200);
  }

  @Test
  @DisplayName("whom there is not, is not found; parameters are not taken")
  void unknown() {
    assertError(endAll("{\"user\":{\"reference\":\"User/none\"}}"), 404, "invalid_request");
    assertError(endAll("{\"client\":{\"reference\":\"Client/none\"}}"), 404, "invalid_request");
    Answer query =
        a.asRoot("POST", PATH + "?user=bystander")
            .json("{\"user\":{\"reference\":\"User/bystander\"}}")
            .send();
    assertError(query, 400, "invalid_request");
    assertThat(a.asRoot("GET", PATH).send().status()).isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "logout-all",
        "disabled",
        "secret",
        "password",
        "client-disabled",
        "user-gone",
        "client-gone"
      })
  @DisplayName("raced by refreshes and sign-ins, nothing that began before outlives it")
  void raced(String how) {
    String name = "raced-" + how;
    people.client(name, "\"refresh_token\":true");
    people.user(name);
    Answer first = People.signIn(a, name, name);
    String _ = People.token(b, name, name);
    List<Supplier<Answer>> works = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      TestApp node = i % 2 == 0 ? a : b;
      works.add(() -> refresh(node, name, first.text("refresh_token")));
    }
    works.add(() -> end(how, name));
    List<Answer> answers = Together.all(works);
    assertThat(answers.getLast().status()).isIn(200, 204);
    assertOver(name, first);
    for (Answer answer : answers.subList(0, 8)) {
      assertThat(answer.status()).isIn(200, 400, 401);
      if (answer.status() == 200) {
        assertThat(userInfo(a, answer.text("access_token"))).isEqualTo(401);
        assertThat(userInfo(b, answer.text("access_token"))).isEqualTo(401);
        assertThat(refresh(a, name, answer.text("refresh_token")).status()).isIn(400, 401);
      }
    }
    // Enabled, and with what it had: nothing is revived.
    people.client(name, "\"refresh_token\":true");
    people.put("/User/" + name, "{\"password\":\"" + People.PASSWORD + "\"}");
    assertThat(userInfo(b, People.token(b, name, name))).as("who is made anew").isEqualTo(200);
    assertOver(name, first);
    assertError(refresh(a, name, first.text("refresh_token")), 400, "invalid_grant");
  }

  private static Answer end(String how, String name) {
    return switch (how) {
      case "logout-all" -> endAll("{\"user\":{\"reference\":\"User/" + name + "\"}}");
      case "disabled" -> a.asRoot("PATCH", "/User/" + name).json("{\"inactive\":true}").send();
      case "secret" -> a.asRoot("PATCH", "/Client/" + name).json("{\"secret\":\"another\"}").send();
      case "client-disabled" ->
          a.asRoot("PATCH", "/Client/" + name).json("{\"active\":false}").send();
      case "user-gone" -> a.asRoot("DELETE", "/User/" + name).send();
      case "client-gone" -> a.asRoot("DELETE", "/Client/" + name).send();
      case "password" ->
          a.asRoot("PATCH", "/User/" + name).json("{\"password\":\"another one\"}").send();
      default -> throw new IllegalArgumentException(how);
    };
  }
}
