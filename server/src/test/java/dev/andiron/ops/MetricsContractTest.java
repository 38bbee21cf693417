package dev.andiron.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Documents;
import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.console.Browser;
import dev.andiron.main.TestApp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("GET /metrics")
class MetricsContractTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String PASSWORD = "a password of nobody else";

  private static TestApp app;

  @BeforeAll
  static void start() {
    app =
        TestApp.start(
            TestPostgres.newUrl(),
            Map.of(Setting.METRICS_PORT, "0", Setting.SIGN_IN_FAILURES, "2"));
    put("/Client/app", "{\"secret\":\"app-secret\",\"grant_types\":[\"password\",\"basic\"]}");
    put("/User/counted", "{\"password\":\"" + PASSWORD + "\"}");
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static void put(String path, String json) {
    assertThat(app.asRoot("PUT", path).json(json).send().status()).isIn(200, 201);
  }

  private static String text() {
    return app.metrics().get("/metrics").send().body();
  }

  /// The value of a sample; 0 where there is none yet.
  private static double value(String sample) {
    Matcher line =
        Pattern.compile("^" + Pattern.quote(sample) + " (\\S+)$", Pattern.MULTILINE)
            .matcher(text());
    return line.find() ? Double.parseDouble(line.group(1)) : 0;
  }

  private static void grows(String sample, double from) {
    Await.until(sample + " grows", SOON, () -> value(sample) > from);
  }

  private static Answer signIn(String user, String password) {
    return app.http()
        .post("/auth/token")
        .basic("app", "app-secret")
        .form("grant_type", "password", "username", user, "password", password)
        .send();
  }

  @Test
  @DisplayName("is Prometheus's text, and docs/operations.md has a row for each name and its type")
  void documented() {
    Answer answer = app.metrics().get("/metrics").send();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    List<String> told =
        answer
            .body()
            .lines()
            .filter(line -> line.startsWith("# TYPE "))
            .map(line -> line.substring("# TYPE ".length()))
            .toList();
    List<String> rows =
        Documents.read("docs/operations.md")
            .lines()
            .map(line ->
                Pattern.compile("\\| `([a-z_]+)` \\| (counter|gauge|histogram|summary) \\|.*")
                    .matcher(line))
            .filter(Matcher::matches)
            .map(row -> row.group(1) + " " + row.group(2))
            .toList();
    assertThat(rows).containsExactlyInAnyOrderElementsOf(told);
    String label = "[a-z]+=\"[^\"\\\\\\n]*\"";
    assertThat(answer.body().lines())
        .allMatch(line ->
            line.startsWith("# ")
                || line.matches("[a-z_]+(\\{" + label + "(," + label + ")*\\})? [-+0-9.EInf]+"));
    assertThat(value("jvm_memory_used_bytes{area=\"heap\"}")).isPositive();
    assertThat(value("andiron_database_connections_max")).isEqualTo(10);
    assertThat(value("andiron_build_info{version=\"development\"}")).isEqualTo(1);
    assertThat(value("andiron_feed_age_seconds")).isBetween(0.0, 10.0);
  }

  @Test
  @DisplayName("on the port of the API is for those whom a policy allows the operation Metrics")
  void guarded() {
    assertThat(app.http().get("/metrics").send().status()).isEqualTo(401);
    assertThat(app.http().get("/metrics").basic("app", "app-secret").send().status())
        .isEqualTo(403);
    put(
        "/AccessPolicy/scrape",
        """
        {"engine":"allow","link":[{"resourceType":"Operation","id":"Metrics"}]}\
        """);
    Answer answer = app.http().get("/metrics").basic("app", "app-secret").send();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("andiron_build_info{");
    assertThat(app.http().get("/metrics").send().status()).isEqualTo(401);
  }

  @Test
  @DisplayName("on its own port is open, and nothing else is there but the health")
  void ownPort() {
    assertThat(app.metrics().get("/metrics").send().status()).isEqualTo(200);
    assertThat(app.metrics().get("/health/ready").send().status()).isEqualTo(200);
    for (String path : List.of("/Patient", "/auth/token", "/metadata", "/ui", "/auth/login")) {
      assertThat(app.metrics().get(path).send().status()).as(path).isEqualTo(404);
    }
    assertThat(app.metrics().post("/metrics").json("{}").send().status()).isEqualTo(405);
  }

  @Test
  @DisplayName("counts requests by operation, method and how they ended; callers make up no label")
  void requests() {
    String found =
        "andiron_http_request_duration_seconds_count"
            + "{operation=\"FhirRead\",method=\"GET\",status=\"2xx\"}";
    double before = value(found);
    put("/Patient/p", "{}");
    assertThat(app.asRoot("GET", "/Patient/p").send().status()).isEqualTo(200);
    grows(found, before);

    String nowhere =
        "andiron_http_request_duration_seconds_count"
            + "{operation=\"none\",method=\"other\",status=\"4xx\"}";
    double lost = value(nowhere);
    for (int i = 0; i < 20; i++) {
      assertThat(app.asRoot("BREW" + i, "/x/y/z" + i).send().status()).isEqualTo(404);
    }
    Await.until("all are counted", SOON, () -> value(nowhere) >= lost + 20);
    assertThat(text()).doesNotContain("BREW").doesNotContain("/x/");
  }

  @Test
  @DisplayName("counts sign-ins by grant and outcome, 429s, and denials; nobody's name is in it")
  void signIns() {
    String good = "andiron_sign_ins_total{grant=\"password\",outcome=\"ok\"}";
    String bad = "andiron_sign_ins_total{grant=\"password\",outcome=\"invalid_grant\"}";
    String late = "andiron_sign_ins_total{grant=\"password\",outcome=\"too_many_requests\"}";
    String client = "andiron_sign_ins_total{grant=\"password\",outcome=\"invalid_client\"}";
    String console = "andiron_sign_ins_total{grant=\"console\",outcome=\"ok\"}";
    double before = value(good);
    assertThat(signIn("counted", PASSWORD).status()).isEqualTo(200);
    assertThat(value(good)).isEqualTo(before + 1);
    assertThat(signIn("nobody", "x").status()).isEqualTo(400);
    assertThat(value(bad)).isEqualTo(1);
    Await.until("429", SOON, () -> signIn("nobody", "x").status() == 429);
    assertThat(value(late)).isEqualTo(1);
    grows("andiron_too_many_requests_total{operation=\"AuthToken\"}", 0);
    assertThat(
            app.http()
                .post("/auth/token")
                .basic("nobodys-client", "x")
                .form("grant_type", "password", "username", "counted", "password", "x")
                .send()
                .status())
        .isEqualTo(401);
    assertThat(value(client)).isEqualTo(1);
    Browser browser = Browser.signedIn(app.http(), "counted", PASSWORD);
    assertThat(value(console)).isEqualTo(1);
    assertThat(browser.get("/Patient").status()).isEqualTo(403);
    assertThat(value("andiron_policy_denials_total{operation=\"FhirSearch\"}")).isEqualTo(1);
    assertThat(text()).doesNotContain("nobody").doesNotContain("\"counted");
  }

  @Test
  @DisplayName("tells from where sessions are looked up: a token used again, from memory")
  void lookups() {
    String token = signIn("counted", PASSWORD).text("access_token");
    String memory = "andiron_session_lookups_total{from=\"memory\"}";
    assertThat(app.http().get("/auth/userinfo").bearer(token).send().status()).isEqualTo(200);
    assertThat(value("andiron_session_lookups_total{from=\"database\"}")).isPositive();
    double before = value(memory);
    Await.until(
        "it is remembered",
        SOON,
        () ->
            app.http().get("/auth/userinfo").bearer(token).send().status() == 200
                && value(memory) > before);
  }
}
