package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Http;
import dev.andiron.TestPostgres;
import dev.andiron.json.JsonObject;
import dev.andiron.main.TestApp;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseUrl;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("GET /$search-index, and searches while the index is being built")
class SearchIndexContractTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  @DisplayName(
      "a parameter that is not indexed yet is 503 with Retry-After; everything else serves")
  void whileIndexing() {
    DatabaseUrl url = TestPostgres.newUrl();
    try (TestApp before = TestApp.start(url, Map.of())) {
      for (int i = 0; i < 5; i++) {
        assertThat(
                before
                    .asRoot("PUT", "/Patient/p" + i)
                    .json("{\"name\":[{\"family\":\"F%1$d\",\"given\":[\"G%1$d\"]}]}".formatted(i))
                    .send()
                    .status())
            .isEqualTo(201);
      }
    }
    try (Pool pool = Pool.open(url, 2)) {
      Database database = pool.database();
      // As an older version would have left it.
      database.execute(
          Statement.of(
              """
              with was as (update search_parameter_state set fingerprint = 1
                where type = 'Patient' and code = 'family' returning key),
              no as (delete from search_string_1 where key = (select key from was))
              update search_index_state set fingerprint = 'older'
              """));
      database.transaction(transaction -> {
        transaction.first(
            Statement.of("select id from patient where id = 'p3' for update"), row -> row.text(1));
        try (TestApp app = TestApp.start(url, Map.of())) {
          refused(app);
          progress(app);
        }
        return null;
      });
      try (TestApp app = TestApp.start(url, Map.of())) {
        Await.until(
            "indexed", LIMIT, () -> app.asRoot("GET", "/Patient?family=F3").send().status() == 200);
        assertThat(app.asRoot("GET", "/Patient?family=F3").send().resources()).hasSize(1);
        JsonObject json = app.asRoot("GET", "/$search-index").send().json();
        assertThat(json.flag("ready", false)).isTrue();
        assertThat(json.toString()).contains("\"done\":5", "\"percent\":100", "\"finished\":");
      }
    }
  }

  private static void refused(TestApp app) {
    Http.Answer refused = app.asRoot("GET", "/Patient?family=F3").send();
    assertThat(refused.status()).isEqualTo(503);
    assertThat(Integer.parseInt(Objects.requireNonNull(refused.header("Retry-After"))))
        .isBetween(1, 60);
    assertThat(refused.body()).contains("OperationOutcome", "transient", "Patient.family");
    assertThat(app.asRoot("GET", "/Patient?_sort=-family").send().status()).isEqualTo(503);
    assertThat(
            app.asRoot("POST", "/Patient/_search").form("family:missing", "true").send().status())
        .isEqualTo(503);
    assertThat(
            app.asRoot("POST", "/Patient")
                .header("If-None-Exist", "family=F3")
                .json("{\"resourceType\":\"Patient\"}")
                .send()
                .status())
        .isEqualTo(503);
    assertThat(app.asRoot("GET", "/Patient?given=G3").send().resources()).hasSize(1);
    assertThat(app.asRoot("GET", "/Patient/p3").send().status()).isEqualTo(200);
    assertThat(app.asRoot("PUT", "/Patient/p9").json("{}").send().status()).isEqualTo(201);
    assertThat(app.asRoot("DELETE", "/Patient/p9").send().status()).isEqualTo(200);
  }

  private static void progress(TestApp app) {
    Http.Answer answer = app.asRoot("GET", "/$search-index").send();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().flag("ready", true)).isFalse();
    assertThat(answer.body())
        .contains(
            "\"type\":\"Patient\"", "\"waiting\":[\"family\"]", "\"percent\":0", "\"since\":");
    assertThat(app.asRoot("GET", "/$search-index").header("Accept", "text/yaml").send().body())
        .contains("type: Patient");
  }

  @Test
  @DisplayName("it takes a policy: 401 without sign-in, 403 without a policy for SearchIndex")
  void protectedByPolicies() {
    TestApp app = TestApp.shared();
    assertThat(app.http().get("/$search-index").send().status()).isEqualTo(401);
    assertThat(
            app.asRoot("PUT", "/Client/index-watcher")
                .json("{\"secret\":\"watches\",\"grant_types\":[\"basic\"]}")
                .send()
                .status())
        .isEqualTo(201);
    assertThat(watch(app)).isEqualTo(403);
    assertThat(
            app.asRoot("PUT", "/AccessPolicy/index-watcher")
                .json(
                    "{\"engine\":\"matcho\",\"matcho\":{\"operation\":{\"id\":\"SearchIndex\"},"
                        + "\"request-method\":\"get\"},"
                        + "\"link\":[{\"reference\":\"Client/index-watcher\"}]}")
                .send()
                .status())
        .isEqualTo(201);
    assertThat(watch(app)).isEqualTo(200);
  }

  private static int watch(TestApp app) {
    return app.http().get("/$search-index").basic("index-watcher", "watches").send().status();
  }

  @Test
  @DisplayName("POST renews a type while it is searched; 404 for no type, 400 for no sense")
  void renew() {
    TestApp app = TestApp.shared();
    assertThat(
            app.asRoot("PUT", "/Basic/renewed").json("{\"code\":{\"text\":\"x\"}}").send().status())
        .isEqualTo(201);
    assertThat(renew(app, "{\"type\":\"Basic\"}")).isEqualTo(202);
    Await.until(
        "renewed",
        LIMIT,
        () -> {
          assertThat(app.asRoot("GET", "/Basic?code:missing=true").send().status()).isEqualTo(200);
          return app.asRoot("GET", "/$search-index").send().body().contains("\"finished\"");
        });
    assertThat(renew(app, "{\"type\":\"Nothing\"}")).isEqualTo(404);
    assertThat(renew(app, "{\"type\":1}")).isEqualTo(400);
    assertThat(renew(app, "[]")).isEqualTo(400);
    assertThat(renew(app, "{\"type\":\"Basic\",\"more\":true}")).isEqualTo(400);
  }

  private static int renew(TestApp app, String body) {
    return app.asRoot("POST", "/$search-index").json(body).send().status();
  }
}
