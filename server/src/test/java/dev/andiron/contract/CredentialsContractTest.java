package dev.andiron.contract;

import static dev.andiron.contract.Given.HTTP;
import static dev.andiron.contract.Given.put;
import static dev.andiron.contract.Given.root;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import dev.andiron.Http;
import dev.andiron.Http.Answer;
import dev.andiron.pg.Database;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@DisplayName("Credential fields are write-only: in no answer, no error, no log line, in no format")
class CredentialsContractTest {
  private static final String PASSWORD = "planted-Pa55word-one";
  private static final String NEW_PASSWORD = "planted-Pa55word-two";
  private static final String SECRET = "planted-5ecret-one";
  private static final String NEW_SECRET = "planted-5ecret-two";
  private static final String OTP = "planted-0TP-key";
  private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();
  private static final List<String> TOKENS = new ArrayList<>();
  private static final List<String> TOKEN_ANSWERS = new ArrayList<>();
  private static Level before = Level.INFO;

  @BeforeAll
  static void listen() {
    Logger ours = (Logger) LoggerFactory.getLogger("dev.andiron");
    before = ours.getEffectiveLevel();
    ours.setLevel(Level.TRACE);
    LOG.start();
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(LOG);
  }

  @AfterAll
  static void stopListening() {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(LOG);
    ((Logger) LoggerFactory.getLogger("dev.andiron")).setLevel(before);
  }

  @Test
  @DisplayName(
      "every secret that was planted is looked for in every byte that was answered or logged")
  void nowhere() {
    int seenBefore = Http.SEEN.size();
    written();
    signedIn();
    refused();
    searched();
    List<String> seen = Http.SEEN.stream().skip(seenBefore).toList();
    assertThat(seen.size()).isGreaterThan(60);
    assertThat(LOG.list.size()).isGreaterThan(0);
    Map<String, String> secrets = secrets();
    assertThat(secrets).hasSizeGreaterThan(12);
    secrets.forEach((what, secret) -> {
      for (String answer : seen) {
        if (!TOKEN_ANSWERS.contains(answer.substring(answer.indexOf('\n') + 1))) {
          assertThat(answer.contains(secret)).as("%s in %s", what, answer).isFalse();
        }
      }
      for (ILoggingEvent event : List.copyOf(LOG.list)) {
        String line = text(event);
        assertThat(line.contains(secret)).as("%s in the log: %s", what, line).isFalse();
      }
    });
    TOKEN_ANSWERS.forEach(answer ->
        assertThat(answer)
            .doesNotContain(PASSWORD, NEW_PASSWORD, SECRET, NEW_SECRET, OTP, "$argon2"));
  }

  private static void written() {
    String user =
        """
        {"userName":"cr-name","password":"%s","twoFactor":{"enabled":true,"secretKey":"%s"}}
        """;
    put("/User/cr-user", user.formatted(PASSWORD, OTP));
    put("/User/cr-user", user.formatted(PASSWORD, OTP));
    put(
        "/Client/cr-app",
        """
        {"secret":"%s","grant_types":["password","basic"],
         "auth":{"password":{"refresh_token":true}}}
        """
            .formatted(SECRET));
    root("PUT", "/User/cr-yaml")
        .header("Accept", "text/yaml")
        .yaml("password: " + PASSWORD + "\ntwoFactor:\n  enabled: true\n  secretKey: " + OTP + "\n")
        .send();
    root("POST", "/User").json("{\"id\":\"cr-post\",\"password\":\"" + PASSWORD + "\"}").send();
    root("PATCH", "/User/cr-user").json("{\"password\":\"" + NEW_PASSWORD + "\"}").send();
    root("PATCH", "/Client/cr-app").json("{\"secret\":\"" + NEW_SECRET + "\"}").send();
    for (String accept : List.of("application/json", "application/fhir+json", "text/yaml")) {
      for (String path :
          List.of(
              "/User/cr-user",
              "/User/cr-yaml",
              "/User/cr-post",
              "/Client/cr-app",
              "/User/cr-user/_history/1",
              "/User/cr-user/_history/2",
              "/User/cr-user/_history",
              "/Client/cr-app/_history/1",
              "/User?_id=cr-user",
              "/User?_id=cr-user&_elements=password,twoFactor",
              "/Client?_id=cr-app&_elements=secret",
              "/metadata")) {
        root("GET", path).header("Accept", accept).send();
      }
    }
  }

  private static Answer token(String... form) {
    Answer answer = HTTP.post("/auth/token").basic("cr-app", NEW_SECRET).form(form).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    TOKEN_ANSWERS.add(answer.body());
    TOKENS.add(answer.text("access_token"));
    TOKENS.add(answer.text("refresh_token"));
    return answer;
  }

  private static void signedIn() {
    put(
        "/AccessPolicy/cr-everything",
        "{\"engine\":\"allow\",\"link\":[{\"reference\":\"User/cr-user\"}]}");
    Answer first = token("grant_type", "password", "username", "cr-name", "password", NEW_PASSWORD);
    Answer second =
        token("grant_type", "refresh_token", "refresh_token", first.text("refresh_token"));
    String bearer = second.text("access_token");
    for (String accept : List.of("application/json", "text/yaml")) {
      HTTP.get("/Session?user=cr-user").bearer(bearer).header("Accept", accept).send();
      HTTP.get("/auth/userinfo").bearer(bearer).header("Accept", accept).send();
      HTTP.get("/User/cr-user").bearer(bearer).header("Accept", accept).send();
    }
    HTTP.post("/auth/introspect").basic("cr-app", NEW_SECRET).form("token", bearer).send();
    HTTP.get("/Patient").bearer(bearer + "x").send();
    HTTP.get("/Patient?access_token=" + bearer).send();
    HTTP.delete("/Session").bearer(bearer).send();
    HTTP.get("/Patient").bearer(bearer).send();
    HTTP.post("/auth/token")
        .basic("cr-app", NEW_SECRET)
        .form("grant_type", "refresh_token", "refresh_token", second.text("refresh_token"))
        .send();
    HTTP.post("/auth/revoke").basic("cr-app", NEW_SECRET).form("token", bearer).send();
  }

  private static void refused() {
    for (String body :
        List.of(
            "{\"password\":\"" + PASSWORD,
            "{\"password\":\"" + PASSWORD + "\"} x",
            "{\"password\":\"" + PASSWORD + "\",\"password\":\"" + PASSWORD + "\"}",
            "{\"password\":[\"" + PASSWORD + "\"]}",
            "{\"password\":{\"x\":\"" + PASSWORD + "\"}}",
            "{\"password\":\"" + PASSWORD.repeat(100) + "\"}",
            "{\"password\":\"" + PASSWORD + "\",\"unknown\":1}",
            "{\"password\":\"" + PASSWORD + "\",\"email\":5}",
            "{\"password\":\"" + PASSWORD + "\",\"userName\":\"cr-name\"}",
            "{\"_password\":{\"extension\":[{\"url\":\"x\",\"valueString\":\""
                + PASSWORD
                + "\"}]}}",
            "{\"twoFactor\":{\"enabled\":true,\"secretKey\":[\"" + OTP + "\"]}}",
            "{\"twoFactor\":{\"enabled\":\"x\",\"secretKey\":\"" + OTP + "\"}}")) {
      Answer answer = root("PUT", "/User/cr-refused").json(body).send();
      assertThat(answer.status()).as(body).isBetween(400, 422);
      assertThat(root("PATCH", "/User/cr-yaml").json(body).send().status()).isBetween(400, 422);
    }
    root("PUT", "/User/cr-refused").yaml("password: &a [" + PASSWORD + ", *a]\n").send();
    root("PUT", "/User/cr-refused").yaml("password: " + PASSWORD + "\n password: x\n").send();
    root("PUT", "/User/cr-refused").yaml("password: " + PASSWORD + "\npassword: x\n").send();
    root("PUT", "/User/cr-refused").yaml("password: !!x " + PASSWORD + "\n").send();
    root("PUT", "/Client/cr-refused")
        .json("{\"secret\":\"" + SECRET + "\",\"grant_types\":[\"x\"]}")
        .send();
    root("PUT", "/Client/cr-refused").json("{\"secret\":[\"" + SECRET + "\"]}").send();
    root("PUT", "/User/cr-user")
        .header("If-Match", "99")
        .json("{\"password\":\"x" + PASSWORD + "\"}")
        .send();
    HTTP.post("/auth/token")
        .basic("cr-app", SECRET)
        .form("grant_type", "password", "username", PASSWORD, "password", PASSWORD)
        .send();
    HTTP.post("/auth/token")
        .basic("cr-app", NEW_SECRET)
        .form("grant_type", "password", "username", "cr-name", "password", PASSWORD)
        .send();
    HTTP.post("/auth/token")
        .json("{\"client_secret\":\"" + SECRET + "\",\"password\":\"" + PASSWORD + "\"")
        .send();
    HTTP.post("/auth/token?password=" + PASSWORD).form("client_secret", SECRET).send();
    HTTP.get("/Patient").basic("cr-app", SECRET).send();
    HTTP.get("/Patient").basic("cr-app", NEW_SECRET).send();
    root("PATCH", "/User/cr-user")
        .body(
            "application/json-patch+json",
            "[{\"op\":\"test\",\"path\":\"/password\",\"value\":\"" + NEW_PASSWORD + "\"}]")
        .send();
    root("PATCH", "/User/cr-user")
        .body(
            "application/json-patch+json",
            "[{\"op\":\"copy\",\"from\":\"/password\",\"path\":\"/displayName\"}]")
        .send();
  }

  private static void searched() {
    for (String query :
        List.of(
            "/User?password=" + PASSWORD,
            "/User?_sort=password",
            "/User?_sort=-twoFactor.secretKey",
            "/Client?secret=" + SECRET,
            "/Client?_sort=secret",
            "/Client?secret:contains=x",
            "/User?twoFactor=x",
            "/User?_has:Client:secret:x=y",
            "/Session?access_token=x")) {
      Answer answer = root("GET", query).send();
      assertThat(answer.status()).as(query).isEqualTo(400);
    }
    assertThat(root("POST", "/User/_search").form("password", PASSWORD).send().status())
        .isEqualTo(400);
  }

  /// What was planted, in the spellings it may have, and what the database has of it.
  private static Map<String, String> secrets() {
    Map<String, String> secrets = new TreeMap<>();
    for (String planted : List.of(PASSWORD, NEW_PASSWORD, SECRET, NEW_SECRET, OTP)) {
      secrets.put("planted", "planted-");
      secrets.put("base64 of " + planted, base64(planted).substring(0, 20));
    }
    secrets.put("Basic", base64("cr-app:" + NEW_SECRET).substring(8, 28));
    for (int i = 0; i < TOKENS.size(); i++) {
      secrets.put("token " + i, TOKENS.get(i));
      String token = TOKENS.get(i);
      secrets.put("end of token " + i, token.substring(token.length() - 24));
    }
    Pool pool = Pool.open(Given.APP.database(), 2);
    Database database = pool.database();
    List<String> stored =
        database.query(
            Statement.of(
                "select value from credential where owner_id in ('cr-user', 'cr-app', 'cr-yaml')"),
            row -> row.text(1));
    assertThat(stored).hasSizeGreaterThanOrEqualTo(4);
    for (int i = 0; i < stored.size(); i++) {
      assertThat(stored.get(i)).doesNotContain("planted");
      secrets.put("stored " + i, stored.get(i));
    }
    secrets.put("any hash", "$argon2");
    assertInNoTable(database);
    pool.close();
    return secrets;
  }

  /// The database itself, table by table: no text of it has what was planted.
  private static void assertInNoTable(Database database) {
    List<String> tables =
        database.query(
            Statement.of("select tablename from pg_tables where schemaname = 'public'"),
            row -> row.text(1));
    for (String table : tables) {
      List<String> rows =
          database.query(
              Statement.of(
                  "select t::text from \"%s\" t where t::text like '%%planted-%%' limit 1"
                      .formatted(table)),
              row -> row.text(1));
      assertThat(rows).as(table).isEmpty();
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(ILoggingEvent event) {
    StringBuilder text = new StringBuilder(event.getLoggerName());
    text.append(' ').append(event.getFormattedMessage());
    for (IThrowableProxy t = event.getThrowableProxy(); t != null; t = t.getCause()) {
      text.append(' ').append(t.getMessage());
    }
    return text.toString();
  }
}
