package dev.andiron.main;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.andiron.Await;
import dev.andiron.Http;
import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@DisplayName("The log, at every level, with a line for every request")
class LogSecretsTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  /// No secret of these tests is without it.
  private static final String SECRET = "zq7Kx9";

  private static final Lines LINES = new Lines();
  private static TestApp app;

  /// Every line as both formats would write it.
  private static final class Lines extends AppenderBase<ILoggingEvent> {
    final Queue<String> text = new ConcurrentLinkedQueue<>();
    final Queue<String> json = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      text.add(new LogLine().doLayout(event));
      json.add(new JsonLine().doLayout(event));
    }
  }

  private static ch.qos.logback.classic.Logger logger(String name) {
    return ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(name);
  }

  @BeforeAll
  static void start() {
    LINES.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
    LINES.start();
    logger(Logger.ROOT_LOGGER_NAME).addAppender(LINES);
    logger("dev.andiron").setLevel(Level.TRACE);
    app = TestApp.start(TestPostgres.newUrl(), Map.of(Setting.ACCESS_LOG, "on"));
    put(
        "/Client/app",
        "{\"secret\":\"app"
            + SECRET
            + "\",\"grant_types\":[\"password\"],"
            + "\"auth\":{\"password\":{\"refresh_token\":true,\"token_format\":\"jwt\"}}}");
    put("/User/ward", "{\"password\":\"user" + SECRET + "\"}");
  }

  @AfterAll
  static void stop() {
    app.close();
    boolean _ = logger(Logger.ROOT_LOGGER_NAME).detachAppender(LINES);
    logger("dev.andiron").setLevel(Level.INFO);
  }

  private static void put(String path, String json) {
    assertThat(app.asRoot("PUT", path).json(json).send().status()).isIn(200, 201);
  }

  private static Answer token(String... form) {
    return app.http().post("/auth/token").basic("app", "app" + SECRET).form(form).send();
  }

  /// The line about the request that was answered so, in JSON.
  private static JsonObject line(Answer answer) {
    String id = String.valueOf(answer.header("X-Request-Id"));
    List<JsonObject> found = new ArrayList<>();
    Await.until(
        "a line for " + id,
        SOON,
        () -> {
          found.clear();
          LINES.json.stream()
              .map(line -> (JsonObject) JsonReader.read(line))
              .filter(line -> id.equals(line.string("request")) && line.get("path") != null)
              .forEach(found::add);
          return !found.isEmpty();
        });
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static String raw(String text) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(15_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static int port() {
    return URI.create(app.url()).getPort();
  }

  @Test
  @DisplayName("says of each request what it was, who sent it and how it ended, without its query")
  void accessLog() {
    Answer signedIn =
        token("grant_type", "password", "username", "ward", "password", "user" + SECRET);
    assertThat(signedIn.status()).isEqualTo(200);
    JsonObject signIn = line(signedIn);
    assertThat(signIn.names())
        .containsExactly(
            "time",
            "level",
            "logger",
            "message",
            "request",
            "method",
            "path",
            "operation",
            "status",
            "ms",
            "source",
            "user",
            "client");
    assertThat(signIn.string("user")).isEqualTo("ward");
    assertThat(signIn.string("client")).isEqualTo("app");
    assertThat(signIn.string("operation")).isEqualTo("AuthToken");
    JsonObject read =
        line(
            app.http()
                .get("/fhir/Patient?name=" + SECRET)
                .bearer(signedIn.text("access_token"))
                .send());
    assertThat(read.string("path")).isEqualTo("/fhir/Patient");
    assertThat(read.string("method")).isEqualTo("GET");
    assertThat(read.string("operation")).isEqualTo("FhirSearch");
    assertThat(String.valueOf(read.get("status"))).contains("403");
    assertThat(read.string("user")).isEqualTo("ward");
    assertThat(read.string("source")).isEqualTo("127.0.0.1");
    JsonObject nobody = line(app.http().get("/no/such").send());
    assertThat(nobody.string("operation")).isEqualTo("none");
    assertThat(nobody.names()).doesNotContain("user", "client");
  }

  @Test
  @DisplayName("has the request's id on every line that is written while it is answered")
  void ids() {
    Answer refused = token("grant_type", "password", "username", "x", "password", "y");
    assertThat(refused.status()).isEqualTo(400);
    String id = String.valueOf(refused.header("X-Request-Id"));
    Await.until(
        "three lines",
        SOON,
        () -> LINES.json.stream().filter(line -> line.contains("\"request\":\"" + id)).count() > 1);
    assertThat(LINES.text).filteredOn(line -> line.contains(id)).hasSizeGreaterThan(1);
  }

  @Test
  @DisplayName("has no token, password, secret, or credential of a query, however they come")
  void secrets() throws IOException {
    Http http = app.http();
    List<Answer> answers = new ArrayList<>();
    // in queries
    for (String path :
        List.of("/Patient", "/auth/token", "/auth/userinfo", "/no/such", "/ui/", "/auth/login")) {
      answers.add(http.get(path + "?access_token=" + SECRET + "&password=" + SECRET).send());
      answers.add(http.post(path + "?client_secret=" + SECRET).form("a", SECRET).send());
    }
    answers.add(app.asRoot("GET", "/Patient?" + SECRET + "=" + SECRET).send());
    answers.add(app.asRoot("GET", "/User?password=" + SECRET).send());
    answers.add(app.asRoot("GET", "/Client?secret=" + SECRET).send());
    answers.add(app.asRoot("GET", "/Patient;token=" + SECRET).send());
    // in header fields
    for (String value :
        List.of(
            "Bearer " + SECRET,
            "Bearer a." + SECRET + ".b",
            "Basic " + SECRET,
            "Digest " + SECRET,
            SECRET,
            Http.basicValue("root", SECRET),
            Http.basicValue(SECRET, SECRET))) {
      answers.add(http.get("/Patient").header("Authorization", value).send());
      answers.add(http.post("/auth/token").header("Authorization", value).form("x", "y").send());
    }
    for (String name : List.of("User-Agent", "Cookie", "X-Forwarded-For", "Referer", "Accept")) {
      answers.add(http.get("/Patient").header(name, SECRET + "=" + SECRET).send());
    }
    // in bodies, good and broken
    for (String body :
        List.of(
            "{\"password\":\"" + SECRET + "\"}",
            "{\"password\":\"" + SECRET,
            "{\"password\":{\"" + SECRET + "\":1}}",
            "{\"" + SECRET + "\":\"" + SECRET + "\"}",
            SECRET)) {
      for (String path : List.of("/User/leaky", "/Client/leaky", "/Patient/leaky")) {
        answers.add(app.asRoot("PUT", path).json(body).send());
        answers.add(app.asRoot("PUT", path).yaml(body).send());
        answers.add(app.asRoot("PATCH", path).json(body).send());
      }
      answers.add(http.post("/auth/token").json(body).send());
      answers.add(http.post("/auth/revoke").json(body).send());
      answers.add(app.asRoot("POST", "/").json(body).send());
    }
    answers.add(app.asRoot("PUT", "/User/weak").json("{\"password\":\"" + SECRET + "\"}").send());
    answers.add(token("grant_type", SECRET, "scope", SECRET));
    answers.add(token("grant_type", "password", "username", SECRET, "password", SECRET));
    answers.add(token("grant_type", "refresh_token", "refresh_token", SECRET));

    // tokens that are good, and one used again
    Answer first = token("grant_type", "password", "username", "ward", "password", "user" + SECRET);
    String refresh = first.text("refresh_token");
    Answer second = token("grant_type", "refresh_token", "refresh_token", refresh);
    Answer third =
        token("grant_type", "refresh_token", "refresh_token", second.text("refresh_token"));
    assertThat(third.status()).isEqualTo(200);
    assertThat(token("grant_type", "refresh_token", "refresh_token", refresh).status())
        .isEqualTo(400);
    answers.add(http.get("/Patient").bearer(third.text("access_token")).send());

    // what no client would send
    for (String hostile :
        List.of(
            "GET http://root:" + SECRET + "@h/Patient HTTP/1.1\r\nHost: h\r\n",
            "GET /Patient#" + SECRET + " HTTP/1.1\r\nHost: h\r\n",
            "GET /Patient HTTP/1.1\r\nHost: h\r\nX: " + SECRET + "\u0000\r\n",
            "GET /Patient HTTP/1.1\r\nHost: h\r\nAuthorization: a\r\n " + SECRET + "\r\n",
            SECRET + SECRET + "\r\n",
            "GET /Patient?" + SECRET + " " + SECRET + "\r\n",
            "GET /Patient HTTP/1.1\r\nHost: " + SECRET + ":x\r\n",
            "GET /Patient HTTP/1.1\r\nHost: h\r\nCookie: " + SECRET + "x".repeat(20_000) + "\r\n",
            "POST /auth/token HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                + SECRET)) {
      String answer = raw(hostile + "Connection: close\r\n\r\n");
      assertThat(answer).as(hostile).contains("HTTP/1.1 ");
    }
    answers.forEach(LogSecretsTest::line);

    List<String> forbidden = new ArrayList<>(List.of(SECRET, TestApp.ROOT_SECRET));
    forbidden.add(base64("root:" + TestApp.ROOT_SECRET));
    forbidden.add(base64("app:app" + SECRET));
    forbidden.add(base64("root:" + SECRET));
    forbidden.add(base64(SECRET + ":" + SECRET));
    for (Answer answer : List.of(first, second, third)) {
      forbidden.add(lastOf(answer.text("access_token")));
      forbidden.add(lastOf(answer.text("refresh_token")));
    }
    for (String line : LINES.text) {
      assertThat(line).doesNotContain(forbidden.toArray(String[]::new));
    }
    for (String line : LINES.json) {
      assertThat(line).doesNotContain(forbidden.toArray(String[]::new));
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String lastOf(String jwt) {
    return jwt.substring(jwt.lastIndexOf('.') + 1);
  }

  @Test
  @DisplayName("takes no line break and no terminal sequence from outside, in either format")
  void forged() throws IOException {
    String forged = "2026-11-27T00:00:00.000Z WARN  forged: line";
    for (String target :
        List.of(
            "/a%0d%0a" + forged.replace(' ', '+'), "/%1b[31mred", "/a\u0085b", "/\u001b[31mx")) {
      assertThat(raw("GET " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 4");
    }
    assertThat(raw("GET /x HTTP/1.1\r\nHost: h\r\nUser-Agent: \u001b[31m\r\n\r\n")).isNotEmpty();
    Answer last = app.http().get("/%0a" + "%1b%5b31m").send();
    assertThat(last.status()).isEqualTo(400);
    assertThat(line(last).string("path")).isEqualTo("/%0a%1b%5b31m");
    for (String event : LINES.text) {
      assertThat(event.lines().skip(1)).allMatch(line -> line.startsWith("    "));
      assertThat(event.replace("\n", "")).doesNotMatch("(?s).*\\p{Cntrl}.*");
    }
    for (String event : LINES.json) {
      assertThat(event.lines()).hasSize(1);
      assertThat(event.strip()).doesNotMatch("(?s).*\\p{Cntrl}.*");
    }
  }
}
