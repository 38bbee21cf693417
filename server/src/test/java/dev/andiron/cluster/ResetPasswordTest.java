package dev.andiron.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.andiron.Await;
import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.json.JsonObject;
import dev.andiron.main.TestApp;
import dev.andiron.pg.DatabaseUrl;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@DisplayName("Links to set a new password: force-reset-password and reset-password, on two nodes")
class ResetPasswordTest {
  private static final String FORCE = "/auth/force-reset-password";
  private static final String PATH = "/auth/reset-password";
  private static final String OLD = People.PASSWORD;
  private static final String NEW = "zq3 kw8v zq3 kw8v";

  private static TestApp a;
  private static TestApp b;
  private static People people;
  private static DatabaseUrl database;

  @BeforeAll
  static void startBoth() {
    database = TestPostgres.newUrl();
    Map<Setting, String> unlimited =
        Map.of(Setting.SIGN_IN_FAILURES, "0", Setting.SIGN_IN_SOURCE_FAILURES, "0");
    a = TestApp.start(database, unlimited);
    b = TestApp.start(database, unlimited);
    people = new People(a);
    people.put("/Patient/p", "{}");
    people.client("app", "\"refresh_token\":true");
  }

  @AfterAll
  static void stopBoth() {
    a.close();
    b.close();
  }

  private static Answer force(TestApp node, String user) {
    return node.asRoot("POST", FORCE).json("{\"userId\":\"" + user + "\"}").send();
  }

  private static String token(String user) {
    Answer answer = force(a, user);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return data(answer, "token");
  }

  private static String data(Answer answer, String name) {
    JsonObject data = Objects.requireNonNull(answer.json().object("data"));
    return Objects.requireNonNull(data.string(name));
  }

  private static Answer reset(TestApp node, String token, String password) {
    return node.http()
        .post(PATH)
        .json(
            JsonObject.builder()
                .put("token", token)
                .put("newPassword", password)
                .build()
                .toString())
        .send();
  }

  private static int signIn(TestApp node, String user, String password) {
    return node.http()
        .post("/auth/token")
        .basic("app", People.SECRET)
        .form("grant_type", "password", "username", user, "password", password)
        .send()
        .status();
  }

  private static int userInfo(TestApp node, String token) {
    return node.http().get("/auth/userinfo").bearer(token).send().status();
  }

  private static void assertRefused(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body())
        .isEqualTo(
            "{\"error\":\"invalid_grant\",\"error_description\":\"The link is not good, or not"
                + " good any more; ask for a new one.\"}");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  @DisplayName("the old password and every session are over at once; the link sets a new one, once")
  void whole() {
    people.user("whole");
    Answer session = People.signIn(a, "app", "whole");
    Answer forced = force(a, "whole");
    assertThat(forced.status()).as(forced.body()).isEqualTo(200);
    assertThat(forced.text("code")).isEqualTo("password_reset_link_issued");
    assertThat(forced.header("Cache-Control")).isEqualTo("no-store");
    String token = data(forced, "token");
    assertThat(token).matches("[A-Za-z0-9_-]{43}");
    assertThat(data(forced, "resetUrl")).isEqualTo(a.url() + PATH + "#token=" + token);
    assertThat(forced.body()).contains("\"expiresIn\":900");

    for (TestApp node : List.of(a, b)) {
      assertThat(signIn(node, "whole", OLD)).isEqualTo(400);
      Await.until(
          "the session is over",
          Duration.ofSeconds(1),
          () -> userInfo(node, session.text("access_token")) == 401);
    }
    Answer changed = reset(b, token, NEW);
    assertThat(changed.status()).as(changed.body()).isEqualTo(204);
    for (TestApp node : List.of(a, b)) {
      assertThat(signIn(node, "whole", NEW)).isEqualTo(200);
      assertThat(signIn(node, "whole", OLD)).isEqualTo(400);
      assertThat(userInfo(node, session.text("access_token"))).isEqualTo(401);
      assertRefused(reset(node, token, "another zq3 kw8v"));
    }
    assertThat(signIn(a, "whole", NEW)).isEqualTo(200);
  }

  @Test
  @DisplayName("of twenty uses at once, on two nodes, one sets the password")
  void once() {
    for (int round = 0; round < 3; round++) {
      String user = "once-" + round;
      people.user(user);
      String token = token(user);
      List<Supplier<Answer>> uses = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        TestApp node = i % 2 == 0 ? a : b;
        String password = NEW + " " + i;
        uses.add(() -> reset(node, token, password));
      }
      List<Answer> answers = Together.all(uses);
      List<Integer> good = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        if (answers.get(i).status() == 204) {
          good.add(i);
        } else {
          assertRefused(answers.get(i));
        }
      }
      assertThat(good).hasSize(1);
      for (int i = 0; i < 20; i++) {
        assertThat(signIn(b, user, NEW + " " + i)).isEqualTo(good.contains(i) ? 200 : 400);
      }
    }
  }

  @Test
  @DisplayName("of many links at once the last one is good, and no other; using one meanwhile too")
  void last() {
    people.user("last");
    String first = token("last");
    List<Supplier<Answer>> works = new ArrayList<>(Collections.nCopies(3, () -> force(a, "last")));
    works.addAll(Collections.nCopies(3, () -> force(b, "last")));
    works.add(() -> reset(b, first, NEW));
    List<Answer> answers = Together.all(works);
    // Whichever came first: a link that was made after the use ends what it set.
    List<Answer> made = answers.subList(0, 6);
    assertThat(made).allSatisfy(each -> assertThat(each.status()).isEqualTo(200));
    List<Integer> used =
        made.stream().map(each -> reset(a, data(each, "token"), "zq3 " + NEW).status()).toList();
    boolean usedLast = answers.getLast().status() == 204 && signIn(a, "last", NEW) == 200;
    assertThat(Collections.frequency(used, 204)).isEqualTo(usedLast ? 0 : 1);
    assertRefused(reset(a, first, NEW));
  }

  @ParameterizedTest
  @ValueSource(strings = {"another link", "password", "inactive", "deleted", "import"})
  @DisplayName("a link ends with another one, a password from elsewhere, and the user")
  void ends(String by) {
    String user = "ends-" + by.replace(' ', '-');
    people.user(user);
    String token = token(user);
    switch (by) {
      case "another link" -> assertThat(token(user)).isNotEqualTo(token);
      case "password" -> people.put("/User/" + user, "{\"password\":\"" + OLD + "\"}");
      case "inactive" -> {
        people.put("/User/" + user, "{\"inactive\":true}");
        assertRefused(reset(b, token, NEW));
        people.put("/User/" + user, "{\"inactive\":false}");
      }
      case "deleted" -> {
        assertThat(a.asRoot("DELETE", "/User/" + user).send().status()).isEqualTo(200);
        people.put("/User/" + user, "{}");
      }
      default ->
          assertThat(
                  a.asRoot("POST", "/auth/import-hash")
                      .json(
                          """
                          {"userId":"%s","passwordHash":"$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"}
                          """
                              .formatted(user))
                      .send()
                      .status())
              .isEqualTo(204);
    }
    assertRefused(reset(b, token, NEW));
    assertThat(signIn(a, user, NEW)).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "short, new_password must have at least 8 characters.",
    "password123, 'new_password is one of the most common, which are tried first; choose another.'",
    "RULES@CLINIC.EXAMPLE, new_password is a name of whose it is to be; choose another."
  })
  @DisplayName("the rules for passwords are asked, and the link is good for another try")
  void rules(String weak, String description) {
    String user = "rules";
    people.put("/User/rules", "{\"email\":\"rules@clinic.example\"}");
    String token = token(user);
    Answer refused = reset(a, token, weak);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("error_description")).isEqualTo(description);
    assertThat(reset(b, token, NEW).status()).isEqualTo(204);
  }

  @Test
  @DisplayName("users without a password get one by a link; there is none for the inactive")
  void whoGetsOne() {
    people.put("/User/fresh", "{}");
    assertThat(reset(a, token("fresh"), NEW).status()).isEqualTo(204);
    assertThat(signIn(b, "fresh", NEW)).isEqualTo(200);
    people.put("/User/idle", "{\"inactive\":true}");
    assertThat(force(a, "idle").status()).isEqualTo(422);
    assertThat(force(a, "nobody-of-this-name").status()).isEqualTo(404);
    for (String body : List.of("{}", "{\"userId\":\"\"}", "{\"userId\":1}", "[]")) {
      Answer answer = a.asRoot("POST", FORCE).json(body).send();
      assertThat(answer.status()).as(body).isEqualTo(400);
      assertThat(answer.text("error")).isEqualTo("invalid_request");
    }
  }

  @Test
  @DisplayName("a link is made for whom a policy allows it: not for whoever may write users")
  void policy() {
    people.user("victim");
    people.put("/User/clerk", "{\"password\":\"" + OLD + "\"}");
    String clerk = People.token(a, "app", "clerk");
    people.put(
        "/AccessPolicy/clerk-writes",
        """
        {"engine":"matcho","matcho":{"uri":"#^/User"},"link":[{"reference":"User/clerk"}]}
        """);
    Supplier<Answer> asking =
        () -> b.http().post(FORCE).bearer(clerk).json("{\"userId\":\"victim\"}").send();
    assertThat(a.http().put("/User/written").bearer(clerk).json("{}").send().status())
        .isEqualTo(201);
    assertThat(asking.get().status()).isEqualTo(403);
    assertThat(signIn(a, "victim", OLD)).isEqualTo(200);
    people.put(
        "/AccessPolicy/clerk-resets",
        """
        {"engine":"matcho",
         "matcho":{"operation":{"id":"AuthForceResetPassword"},"body":{"userId":"victim"}},
         "link":[{"reference":"User/clerk"}]}
        """);
    Await.until("B has heard of it", Duration.ofSeconds(1), () -> asking.get().status() == 200);
    assertThat(b.http().post(FORCE).bearer(clerk).json("{\"userId\":\"admin\"}").send().status())
        .isEqualTo(403);
    assertThat(a.http().post(FORCE).json("{\"userId\":\"victim\"}").send().status()).isEqualTo(401);
  }

  @Test
  @DisplayName("the token is in no table and no log, and no version of the user")
  void kept() {
    people.user("kept");
    Logger ours = (Logger) LoggerFactory.getLogger("dev.andiron");
    Level before = ours.getLevel();
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    ours.addAppender(log);
    ours.setLevel(Level.DEBUG);
    String token;
    try {
      token = token("kept");
      assertRefused(reset(a, token + "x", NEW));
      assertThat(reset(a, token, "short").status()).isEqualTo(422);
      assertThat(log.list).isNotEmpty();
      for (ILoggingEvent event : new ArrayList<>(log.list)) {
        assertThat(event.getFormattedMessage()).doesNotContain(token, NEW);
      }
    } finally {
      ours.setLevel(before);
      ours.detachAppender(log);
    }
    assertThat(a.asRoot("GET", "/User/kept/_history").send().body())
        .contains("\"total\":2")
        .doesNotContain(token);
    try (Pool pool = Pool.open(database, 1)) {
      List<String> rows =
          pool.database()
              .query(
                  Statement.of(
                      "select p::text || length(digest) from password_reset p where user_id = ?",
                      "kept"),
                  row -> row.text(1));
      assertThat(rows).singleElement().asString().endsWith("32").doesNotContain(token);
    }
    assertThat(reset(b, token, NEW).status()).isEqualTo(204);
  }
}
