package dev.andiron.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.main.TestApp;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Without a database: [dev.andiron.cluster.OutageTest].
@DisplayName("GET /health/live and /health/ready")
class HealthTest {
  @Test
  @DisplayName("need no sign-in, and say what is up")
  void up() {
    TestApp app = TestApp.shared();
    Answer live = app.http().get("/health/live").send();
    assertThat(live.status()).isEqualTo(200);
    assertThat(live.json().names()).containsExactly("status", "version");
    assertThat(live.text("status")).isEqualTo("up");
    Answer ready = app.http().get("/health/ready").send();
    assertThat(ready.status()).isEqualTo(200);
    assertThat(ready.json().names())
        .containsExactly("status", "database", "feed", "indexing", "version");
    assertThat(ready.text("status")).isEqualTo("up");
    assertThat(ready.text("database")).isEqualTo("up");
    assertThat(ready.text("feed")).isEqualTo("up");
    assertThat(app.http().get("/health/ready").header("Accept", "text/yaml").send().body())
        .contains("status: up");
  }

  @Test
  @DisplayName("told to stop, the server is not ready, and answers still for as long as is set")
  void stopping() throws InterruptedException {
    TestApp app = TestApp.start(TestPostgres.newUrl(), Map.of(Setting.SHUTDOWN_DELAY, "4"));
    assertThat(app.http().get("/health/ready").send().status()).isEqualTo(200);
    Thread stop = Thread.ofVirtual().start(app::close);
    Await.until(
        "it is not ready",
        Duration.ofSeconds(3),
        () -> app.http().get("/health/ready").send().status() == 503);
    Answer ready = app.http().get("/health/ready").send();
    assertThat(ready.text("status")).isEqualTo("stopping");
    assertThat(ready.header("Retry-After")).isNotNull();
    assertThat(app.http().get("/health/live").send().status()).isEqualTo(200);
    assertThat(app.asRoot("PUT", "/Patient/p").json("{}").send().status()).isEqualTo(201);
    assertThat(stop.join(Duration.ofSeconds(30))).isTrue();
  }
}
