package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.main.TestApp;
import dev.andiron.pg.DatabaseUrl;
import dev.andiron.resource.RefusedException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@DisplayName("Weak passwords that an administrator writes: taken and warned of, or refused")
class PasswordRulesContractTest {
  private static final String GOOD = "zq3 kw8v zq3 kw8v";
  private static final Map<Setting, String> ENFORCE =
      Map.of(Setting.PASSWORD_RULES, "enforce", Setting.PASSWORD_MIN_LENGTH, "10");

  // Two on one database: what the one lets in, the other finds there.
  private static TestApp warning;
  private static TestApp enforcing;

  @BeforeAll
  static void start() {
    DatabaseUrl database = TestPostgres.newUrl();
    warning = TestApp.start(database, Map.of());
    enforcing = TestApp.start(database, ENFORCE);
    put(warning, "/Client/app", "{\"secret\":\"secret\",\"grant_types\":[\"password\"]}", 201);
  }

  @AfterAll
  static void stop() {
    enforcing.close();
    warning.close();
  }

  private static Answer put(TestApp app, String path, String json, int status) {
    Answer answer = app.asRoot("PUT", path).json(json).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    return answer;
  }

  private static int signIn(TestApp app, String user, String password) {
    return app.http()
        .post("/auth/token")
        .basic("app", "secret")
        .form("grant_type", "password", "username", user, "password", password)
        .send()
        .status();
  }

  @Test
  @DisplayName("the log names the user, once, and neither the password nor what is wrong with it")
  void warned() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    log.start();
    root.addAppender(log);
    try {
      put(warning, "/User/warned", "{\"password\":\"Trustno1\"}", 201);
      put(warning, "/User/warned", "{\"password\":\"Trustno1\",\"displayName\":\"x\"}", 200);
      put(warning, "/User/not-warned", "{\"password\":\"" + GOOD + "\"}", 201);
    } finally {
      root.detachAppender(log);
    }
    List<String> lines =
        new ArrayList<>(log.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
    assertThat(lines.stream().filter(line -> line.contains("warned")))
        .singleElement()
        .asString()
        .startsWith("User/warned ")
        .doesNotContainIgnoringCase("trustno1")
        .doesNotContain("common", "characters", "name of");
    assertThat(signIn(warning, "warned", "Trustno1")).isEqualTo(200);
  }

  @Test
  @DisplayName("the answer says what is wrong: in a header field, or in the OperationOutcome")
  void told() {
    String told =
        "Taken, but weak: User.password must have at least 8 characters. Give the person another.";
    Answer plain = put(warning, "/User/told", "{\"password\":\"short\"}", 201);
    assertThat(plain.response().headers().allValues("X-Warning")).containsExactly(told);
    assertThat(plain.body()).doesNotContain("Taken");
    // The same again changes nothing, and there is nothing to warn of.
    Answer again = put(warning, "/User/told", "{\"password\":\"short\"}", 200);
    assertThat(again.header("X-Warning")).isNull();
    Answer good = put(warning, "/User/told", "{\"password\":\"" + GOOD + "\"}", 200);
    assertThat(good.header("X-Warning")).isNull();
    Answer patched =
        warning
            .asRoot("PATCH", "/User/told")
            .header("Prefer", "return=OperationOutcome")
            .json("{\"password\":\"short\"}")
            .send();
    assertThat(patched.status()).isEqualTo(200);
    assertThat(patched.json().array("issue").stream().map(Object::toString))
        .satisfiesExactly(
            issue -> assertThat(issue).contains("\"information\"", "User/told was updated."),
            issue ->
                assertThat(issue)
                    .contains("\"warning\"", "\"business-rule\"", "\"User.password\"", told));
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "transaction"})
  @DisplayName("in a bundle it is the outcome of its entry")
  void toldInBundle(String type) {
    Answer answer =
        warning
            .asRoot("POST", "/")
            .json(
                """
                {"resourceType":"Bundle","type":"%s","entry":[
                  {"resource":{"resourceType":"User","id":"in-%s","password":"short"},
                   "request":{"method":"PUT","url":"User/in-%s"}},
                  {"resource":{"resourceType":"Patient"},
                   "request":{"method":"POST","url":"Patient"}}]}
                """
                    .formatted(type, type, type))
            .send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    List<String> entries = answer.json().array("entry").stream().map(Object::toString).toList();
    assertThat(entries.getFirst())
        .contains("\"outcome\":{\"resourceType\":\"OperationOutcome\"", "\"warning\"")
        .contains("User.password must have at least 8 characters.", "\"resource\":{");
    assertThat(entries.getLast()).doesNotContain("outcome");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "password123, is one of the most common",
    "zq3 kw8v, must have at least 10 characters",
    "ENFORCED-USER, is a name of whose it is to be",
    "somebody@example.org, is a name of whose it is to be"
  })
  @DisplayName("refused with 422 where the rules are enforced, by whatever way it comes")
  void refused(String password, String message) {
    String json = "{\"email\":\"somebody@example.org\",\"password\":\"" + password + "\"}";
    String path = "/User/enforced-user";
    List<Answer> answers =
        List.of(
            enforcing.asRoot("PUT", path).json(json).send(),
            enforcing.asRoot("PUT", path).yaml(json).send(),
            enforcing
                .asRoot("POST", "/User")
                .json("{\"id\":\"enforced-user\"," + json.substring(1))
                .send(),
            enforcing
                .asRoot("POST", "/User/$validate")
                .json("{\"id\":\"enforced-user\"," + json.substring(1))
                .send());
    assertThat(answers.subList(0, 3))
        .allSatisfy(answer -> {
          assertThat(answer.status()).as(answer.body()).isEqualTo(422);
          assertThat(answer.body())
              .contains("User.password " + message, "\"User.password\"")
              .doesNotContain("\"" + password + "\"");
        });
    assertThat(answers.getLast().body()).contains("User.password " + message);
    assertThat(enforcing.asRoot("GET", path).send().status()).isEqualTo(404);
  }

  @Test
  @DisplayName("what is there already is never looked at: not at sign-in, not when put again")
  void there() {
    put(warning, "/User/there", "{\"password\":\"password\"}", 201);
    assertThat(signIn(enforcing, "there", "password")).isEqualTo(200);
    put(enforcing, "/User/there", "{\"password\":\"password\"}", 200);
    put(enforcing, "/User/there", "{\"displayName\":\"x\"}", 200);
    Answer patch =
        enforcing.asRoot("PATCH", "/User/there").json("{\"password\":\"sunshine1\"}").send();
    assertThat(patch.status()).isEqualTo(422);
    assertThat(signIn(enforcing, "there", "password")).isEqualTo(200);
    put(enforcing, "/User/there", "{\"password\":\"" + GOOD + "\"}", 200);
    assertThat(signIn(enforcing, "there", GOOD)).isEqualTo(200);
  }

  @Test
  @DisplayName("a client's secret is no password, and none of these rules is for it")
  void secrets() {
    put(enforcing, "/Client/short", "{\"secret\":\"x\",\"grant_types\":[\"basic\"]}", 201);
  }

  @Test
  @DisplayName("the administrator of the first start is refused a weak one, too")
  void firstStart() {
    DatabaseUrl database = TestPostgres.newUrl();
    Map<String, String> environment = TestApp.environment(database);
    environment.put("ANDIRON_ADMIN_PASSWORD", "password");
    assertThatThrownBy(
            () -> TestApp.start(database, environment, ENFORCE, Clock.systemUTC(), _ -> {}))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.issues().getFirst().message()).doesNotContain("\"password\""));
    environment.put("ANDIRON_ADMIN_PASSWORD", GOOD);
    TestApp.start(database, environment, ENFORCE, Clock.systemUTC(), _ -> {}).close();
  }
}
