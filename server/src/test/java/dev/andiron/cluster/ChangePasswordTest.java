package dev.andiron.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.console.Browser;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.main.TestApp;
import dev.andiron.pg.DatabaseUrl;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("POST /auth/change-password: one's own, with the current one, on two nodes")
class ChangePasswordTest {
  private static final String PATH = "/auth/change-password";
  private static final String OLD = People.PASSWORD;
  private static final String NEW = "zq3 kw8v zq3 kw8v";

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
    people.client("jwt", "\"token_format\":\"jwt\"");
    people.put(
        "/Client/machine",
        "{\"secret\":\"%s\",\"grant_types\":[\"client_credentials\",\"basic\"]}"
            .formatted(People.SECRET));
  }

  @AfterAll
  static void stopBoth() {
    a.close();
    b.close();
  }

  private static String[] fields(String current, String next) {
    return new String[] {"current_password", current, "new_password", next};
  }

  private static Answer change(TestApp node, String token, String current, String next) {
    return node.http().post(PATH).bearer(token).form(fields(current, next)).send();
  }

  private static String json(String current, String next) {
    return JsonObject.of("current_password", current)
        .with("new_password", Json.of(next))
        .toString();
  }

  private static int signIn(TestApp node, String user, String password) {
    return node.http()
        .post("/auth/token")
        .basic("opaque", People.SECRET)
        .form("grant_type", "password", "username", user, "password", password)
        .send()
        .status();
  }

  private static int userInfo(TestApp node, String token) {
    return node.http().get("/auth/userinfo").bearer(token).send().status();
  }

  private static void assertError(Answer answer, int status, String error) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.json().names()).containsExactly("error", "error_description");
    assertThat(answer.text("error")).isEqualTo(error);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  private static void assertUnchanged(String user) {
    assertThat(signIn(a, user, OLD)).isEqualTo(200);
    assertThat(signIn(a, user, NEW)).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"opaque", "jwt"})
  @DisplayName("the new one is good at once, on every node; the old one and other sessions are not")
  void changes(String client) {
    String user = "changing-" + client;
    people.user(user);
    String asking = People.token(a, client, user);
    Answer other = People.signIn(a, "opaque", user);
    Browser browser = Browser.signedIn(b.http(), user, OLD);
    assertThat(userInfo(b, asking)).isEqualTo(200);
    assertThat(userInfo(b, other.text("access_token"))).isEqualTo(200);

    Answer changed = change(a, asking, OLD, NEW);
    assertThat(changed.status()).as(changed.body()).isEqualTo(204);
    assertThat(changed.body()).isEmpty();
    assertThat(changed.header("Cache-Control")).isEqualTo("no-store");

    for (TestApp node : List.of(a, b)) {
      assertThat(signIn(node, user, OLD)).isEqualTo(400);
      assertThat(signIn(node, user, NEW)).isEqualTo(200);
    }
    assertThat(userInfo(a, other.text("access_token"))).isEqualTo(401);
    Await.until(
        "B has heard of it",
        Duration.ofSeconds(1),
        () -> userInfo(b, other.text("access_token")) == 401);
    assertThat(browser.get("/auth/sessions").status()).isEqualTo(401);
    Answer refreshed =
        b.http()
            .post("/auth/token")
            .basic("opaque", People.SECRET)
            .form("grant_type", "refresh_token", "refresh_token", other.text("refresh_token"))
            .send();
    assertThat(refreshed.status()).isEqualTo(400);
    assertThat(userInfo(a, asking)).isEqualTo(200);
    assertThat(userInfo(b, asking)).isEqualTo(200);
    // It goes on as before: it is listed, changes the password again, and can be ended.
    Answer listed = a.http().get("/auth/sessions").bearer(asking).send();
    assertThat(listed.json().array("sessions").stream().map(each -> (JsonObject) each))
        .filteredOn(each -> each.flag("current", false))
        .hasSize(1);
    assertThat(change(b, asking, NEW, OLD).status()).isEqualTo(204);
    assertThat(userInfo(a, asking)).isEqualTo(200);
    people.put("/User/" + user, "{\"password\":\"" + NEW + "\"}");
    assertThat(userInfo(a, asking)).isEqualTo(401);
  }

  @Test
  @DisplayName("no request of the session that stays is refused meanwhile, on either node")
  void stays() throws InterruptedException {
    people.user("staying");
    String token = People.token(a, "opaque", "staying");
    List<Integer> refused = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean done = new AtomicBoolean();
    List<Thread> asking = new ArrayList<>();
    for (TestApp node : List.of(a, b, a, b)) {
      asking.add(
          Thread.startVirtualThread(() -> {
            while (!done.get()) {
              int status = userInfo(node, token);
              if (status != 200) {
                refused.add(status);
              }
            }
          }));
    }
    for (int i = 0; i < 6; i++) {
      boolean even = i % 2 == 0;
      assertThat(change(a, token, even ? OLD : NEW, even ? NEW : OLD).status()).isEqualTo(204);
    }
    done.set(true);
    for (Thread each : asking) {
      each.join();
    }
    assertThat(refused).isEmpty();
  }

  @Test
  @DisplayName("a wrong current one is refused as a sign-in is")
  void wrongCurrent() {
    people.user("wrong");
    String token = People.token(a, "opaque", "wrong");
    Answer answer = change(a, token, "not " + OLD, NEW);
    assertError(answer, 400, "invalid_grant");
    Answer signIn =
        a.http()
            .post("/auth/token")
            .basic("opaque", People.SECRET)
            .form("grant_type", "password", "username", "nobody", "password", OLD)
            .send();
    assertThat(answer.body()).isEqualTo(signIn.body());
    assertUnchanged("wrong");
    assertThat(userInfo(a, token)).isEqualTo(200);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "short, zq3kw8v, at least 8 characters",
    "common, Sunshine1, most common",
    "named, fit-named, is a name",
    "same, a-password-of-the-tests, set already"
  })
  @DisplayName("one that breaks the rules is refused, and says which")
  void unfit(String which, String next, String message) {
    String user = "fit-" + which;
    people.user(user);
    String token = People.token(a, "opaque", user);
    Answer answer = change(a, token, OLD, next);
    assertError(answer, 422, "invalid_request");
    assertThat(answer.text("error_description")).startsWith("new_password ").contains(message);
    assertUnchanged(user);
    // Who does not know the current one learns of no rule.
    assertError(
        change(a, token, "wrong", which.equals("same") ? "wrong" : next), 400, "invalid_grant");
  }

  @Test
  @DisplayName("somebody else's cannot be, whoever is named")
  void somebodyElses() {
    people.user("attacker");
    people.user("victim");
    String token = People.token(a, "opaque", "attacker");
    for (String name : List.of("user", "username", "id", "user_id", "sub")) {
      Answer answer =
          a.http()
              .post(PATH)
              .bearer(token)
              .form("current_password", OLD, "new_password", NEW, name, "victim")
              .send();
      assertThat(answer.status()).isEqualTo(204);
      assertUnchanged("victim");
      assertThat(change(a, token, NEW, OLD).status()).isEqualTo(204);
    }
    assertThat(
            a.http()
                .post(PATH + "?user=victim")
                .bearer(token)
                .form(fields(OLD, NEW))
                .send()
                .status())
        .isEqualTo(400);
    assertUnchanged("victim");
    assertUnchanged("attacker");
  }

  @Test
  @DisplayName("a client has none, nor has nobody, nor whose session is over")
  void noPerson() {
    people.user("over");
    String machine =
        a.http()
            .post("/auth/token")
            .basic("machine", People.SECRET)
            .form("grant_type", "client_credentials")
            .send()
            .text("access_token");
    assertError(change(a, machine, OLD, NEW), 403, "invalid_request");
    Call basic = a.http().post(PATH).basic("machine", People.SECRET);
    assertError(basic.form(fields(OLD, NEW)).send(), 403, "invalid_request");
    assertError(a.http().post(PATH).form(fields(OLD, NEW)).send(), 401, "invalid_token");

    String token = People.token(a, "opaque", "over");
    assertThat(a.http().delete("/Session").bearer(token).send().status()).isEqualTo(200);
    assertError(change(a, token, OLD, NEW), 401, "invalid_token");
    String disabled = People.token(a, "opaque", "over");
    people.put("/User/over", "{\"inactive\":true}");
    assertError(change(a, disabled, OLD, NEW), 401, "invalid_token");
    people.put("/User/over", "{\"inactive\":false}");
    assertError(change(a, disabled, OLD, NEW), 401, "invalid_token");
    assertUnchanged("over");
  }

  @Test
  @DisplayName("the cookie needs its CSRF token, and the session at the console stays")
  void cookie() {
    people.user("cookie");
    Browser browser = Browser.signedIn(a.http(), "cookie", OLD);
    assertError(browser.send(a.http().post(PATH).json(json(OLD, NEW))), 403, "invalid_request");
    assertError(browser.send(a.http().post(PATH).form(fields(OLD, NEW))), 403, "invalid_request");
    assertUnchanged("cookie");
    Answer changed = browser.send(browser.meant("POST", PATH).json(json(OLD, NEW)));
    assertThat(changed.status()).as(changed.body()).isEqualTo(204);
    assertThat(browser.get("/auth/sessions").status()).isEqualTo(200);
    assertThat(signIn(a, "cookie", NEW)).isEqualTo(200);
  }

  @Test
  @DisplayName("of many changes at once one comes about, and its session lives")
  void atOnce() {
    people.user("at-once");
    List<String> tokens = new ArrayList<>();
    List<Supplier<Answer>> works = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String token = People.token(a, "opaque", "at-once");
      String next = NEW + i;
      TestApp node = i % 2 == 0 ? a : b;
      tokens.add(token);
      works.add(() -> change(node, token, OLD, next));
    }
    List<Answer> answers = Together.all(works);
    assertThat(answers).extracting(Answer::status).containsOnlyOnce(204);
    int first = answers.stream().map(Answer::status).toList().indexOf(204);
    for (int i = 0; i < answers.size(); i++) {
      int status = answers.get(i).status();
      assertThat(status).isIn(i == first ? List.of(204) : List.of(400, 401));
      assertThat(signIn(b, "at-once", NEW + i)).isEqualTo(i == first ? 200 : 400);
      assertThat(userInfo(first % 2 == 0 ? a : b, tokens.get(i))).isEqualTo(i == first ? 200 : 401);
    }
    assertThat(signIn(a, "at-once", OLD)).isEqualTo(400);
  }

  @Test
  @DisplayName("raced against being disabled, nothing is revived")
  void racedAgainstDisabling() {
    for (int i = 0; i < 5; i++) {
      String user = "raced-" + i;
      people.user(user);
      String token = People.token(a, "opaque", user);
      List<Supplier<Answer>> works =
          List.of(
              () -> change(b, token, OLD, NEW),
              () -> a.asRoot("PATCH", "/User/" + user).json("{\"inactive\":true}").send());
      List<Answer> answers = Together.all(works);
      assertThat(answers.getFirst().status()).isIn(204, 400, 401);
      assertThat(answers.getLast().status()).isEqualTo(200);
      assertThat(userInfo(a, token)).isEqualTo(401);
      people.put("/User/" + user, "{\"inactive\":false}");
      assertThat(userInfo(a, token)).isEqualTo(401);
    }
  }

  @Test
  @DisplayName(
      "every code point counts, NUL too, up to 1,024 bytes; what is more is refused and not cut")
  void whole() {
    people.user("whole");
    String token = People.token(a, "opaque", "whole");
    String odd = " zq3\u00A0kw8v é\uD83D\uDE00 ";
    String full = "é".repeat(512);
    assertThat(change(a, token, OLD, odd).status()).isEqualTo(204);
    assertThat(signIn(a, "whole", odd)).isEqualTo(200);
    assertThat(signIn(a, "whole", odd.strip())).isEqualTo(400);
    assertThat(signIn(a, "whole", odd.replace("\uD83D\uDE00", "\uD83D\uDE01"))).isEqualTo(400);
    assertThat(signIn(a, "whole", odd.replace("é", "e\u0301"))).isEqualTo(200);
    String bell = odd + "\u0007x";
    assertThat(change(a, token, odd, bell).status()).isEqualTo(204);
    String nul = odd + "\u0000x";
    assertThat(change(a, token, bell, nul).status()).isEqualTo(204);
    assertThat(signIn(b, "whole", nul)).isEqualTo(200);
    for (String other : List.of(odd, odd + "x", odd + "\u0000", odd + "\u0000y", bell)) {
      assertThat(signIn(a, "whole", other)).as(json(other, "")).isEqualTo(400);
    }
    String other = "\u0000" + odd + "\u0000";
    assertThat(a.http().post(PATH).bearer(token).json(json(nul, other)).send().status())
        .isEqualTo(204);
    assertThat(signIn(a, "whole", other)).isEqualTo(200);
    assertThat(change(a, token, other, full).status()).isEqualTo(204);
    assertThat(signIn(a, "whole", full)).isEqualTo(200);
    assertThat(signIn(a, "whole", full.substring(1))).isEqualTo(400);
    assertError(change(a, token, full, full + "a"), 422, "invalid_request");
    assertError(change(a, token, full, "a".repeat(1025)), 400, "invalid_request");
    assertError(change(a, token, "a".repeat(1025), NEW), 400, "invalid_request");
    byte[] huge = new byte[65 * 1024];
    Arrays.fill(huge, (byte) 'a');
    assertThat(change(a, token, full, new String(huge, StandardCharsets.US_ASCII)).status())
        .isEqualTo(413);
    assertThat(signIn(a, "whole", full)).isEqualTo(200);
  }

  @Test
  @DisplayName("what is missing, doubled or no string is named; other methods are not there")
  void malformed() {
    people.user("malformed");
    String token = People.token(a, "opaque", "malformed");
    assertError(a.http().post(PATH).bearer(token).send(), 400, "invalid_request");
    assertError(
        a.http().post(PATH).bearer(token).form("current_password", OLD).send(),
        400,
        "invalid_request");
    assertError(
        a.http().post(PATH).bearer(token).form("new_password", NEW).send(), 400, "invalid_request");
    assertError(
        a.http()
            .post(PATH)
            .bearer(token)
            .form("current_password", OLD, "new_password", NEW, "new_password", NEW + "2")
            .send(),
        400,
        "invalid_request");
    for (String json :
        List.of(
            "[]",
            "{\"current_password\":\"" + OLD + "\",\"new_password\":[\"" + NEW + "\"]}",
            "{\"current_password\":null,\"new_password\":\"" + NEW + "\"}",
            "{\"current_password\":\"" + OLD + "\",\"new_password\":\"" + NEW + "\"",
            "{\"current_password\":\"\",\"new_password\":\"" + NEW + "\"}")) {
      assertError(a.http().post(PATH).bearer(token).json(json).send(), 400, "invalid_request");
    }
    assertThat(a.http().get(PATH).bearer(token).send().status()).isEqualTo(405);
    assertUnchanged("malformed");
  }
}
