package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.main.TestApp;
import dev.andiron.pg.DatabaseUrl;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Guessing, at the whole server")
class GuessingContractTest {
  private final TickingClock clock = new TickingClock();
  private final DatabaseUrl database = TestPostgres.newUrl();

  private static Answer asRoot(TestApp app, String secret) {
    return app.http().get("/Patient").basic("root", secret).send();
  }

  private static Answer signIn(TestApp app, String password) {
    return app.http()
        .post("/auth/token")
        .form("grant_type", "password", "client_id", "app", "username", "u", "password", password)
        .send();
  }

  @Test
  @DisplayName(
      "Basic on the FHIR API is a 429 with Retry-After, and an OperationOutcome; a restart"
          + " changes nothing")
  void basic() {
    try (TestApp app = TestApp.start(database, Map.of(), clock)) {
      for (int i = 0; i < 5; i++) {
        assertThat(asRoot(app, "wrong").status()).isEqualTo(401);
      }
      // So many that the delay outlasts a restart.
      for (Duration delay = Duration.ofSeconds(1);
          delay.toSeconds() < 512;
          delay = delay.multipliedBy(2)) {
        clock.forward(delay);
        assertThat(asRoot(app, "wrong").status()).isEqualTo(401);
      }
    }
    try (TestApp app = TestApp.start(database, Map.of(), clock)) {
      Answer answer = asRoot(app, TestApp.ROOT_SECRET);
      assertThat(answer.status()).isEqualTo(429);
      assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 900);
      assertThat(answer.header("WWW-Authenticate")).isNull();
      assertThat(answer.body()).contains("OperationOutcome", "throttled");
      clock.forward(Duration.ofMinutes(15));
      assertThat(asRoot(app, TestApp.ROOT_SECRET).status()).isEqualTo(200);
      // Where root has signed in, its failures are counted anew.
      assertThat(asRoot(app, "wrong").status()).isEqualTo(401);
      assertThat(asRoot(app, TestApp.ROOT_SECRET).status()).isEqualTo(200);
    }
  }

  private static Answer change(TestApp app, String token, String current) {
    return app.http()
        .post("/auth/change-password")
        .bearer(token)
        .form("current_password", current, "new_password", "zq3 kw8v zq3 kw8v")
        .send();
  }

  @Test
  @DisplayName("who states their password to change it is counted as if they signed in")
  void changingThePassword() {
    try (TestApp app = TestApp.start(database, Map.of(), clock)) {
      givenAppAndUser(app);
      String token = signIn(app, "right").text("access_token");
      for (int i = 0; i < 4; i++) {
        assertThat(change(app, token, "wrong").status()).isEqualTo(400);
      }
      assertThat(signIn(app, "wrong").status()).isEqualTo(400);
      // Long enough not to pass between two requests.
      for (int seconds = 1; seconds < 64; seconds *= 2) {
        clock.forward(Duration.ofSeconds(seconds));
        assertThat(signIn(app, "wrong").status()).isEqualTo(400);
      }
      Answer answer = change(app, token, "right");
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.text("error")).isEqualTo("too_many_requests");
      clock.forward(Duration.ofSeconds(64));
      assertThat(change(app, token, "right").status()).isEqualTo(204);
    }
  }

  private static void givenAppAndUser(TestApp app) {
    assertThat(
            app.asRoot("PUT", "/Client/app")
                .json("{\"grant_types\":[\"password\"]}")
                .send()
                .status())
        .isEqualTo(201);
    assertThat(app.asRoot("PUT", "/User/u").json("{\"password\":\"right\"}").send().status())
        .isEqualTo(201);
  }

  @Test
  @DisplayName("the limits are settings, and 0 is none")
  void settings() {
    try (TestApp app =
        TestApp.start(
            database,
            Map.of(
                Setting.SIGN_IN_FAILURES, "0",
                Setting.SIGN_IN_SOURCE_FAILURES, "7",
                Setting.SIGN_IN_GLOBAL_FAILURES, "0"),
            clock)) {
      givenAppAndUser(app);
      for (int i = 0; i < 7; i++) {
        assertThat(signIn(app, "wrong").status()).isEqualTo(400);
      }
      assertThat(signIn(app, "right").status()).isEqualTo(429);
      assertThat(asRoot(app, TestApp.ROOT_SECRET).status()).as("known here").isEqualTo(200);
    }
    try (TestApp app =
        TestApp.start(
            database,
            Map.of(
                Setting.SIGN_IN_FAILURES, "0",
                Setting.SIGN_IN_SOURCE_FAILURES, "0",
                Setting.SIGN_IN_GLOBAL_FAILURES, "0"),
            clock)) {
      assertThat(signIn(app, "wrong").status()).isEqualTo(400);
      assertThat(signIn(app, "right").status()).isEqualTo(200);
    }
  }
}
