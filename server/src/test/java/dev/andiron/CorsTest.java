package dev.andiron;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.config.Setting;
import dev.andiron.main.TestApp;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("CORS: off unless listed, for the server or for a client; no echo, no credentials")
class CorsTest {
  private static final String ALLOWED = "Access-Control-Allow-Origin";
  private static final String PORTAL = "https://portal.example";

  private static Answer preflight(TestApp app, String origin) {
    return app.http()
        .call("OPTIONS", "/auth/token")
        .header("Origin", origin)
        .header("Access-Control-Request-Method", "POST")
        .send();
  }

  private static Answer token(TestApp app, String client, String origin) {
    return app.http()
        .post("/auth/token")
        .header("Origin", origin)
        .form("grant_type", "client_credentials", "client_id", client, "client_secret", "s3cret")
        .send();
  }

  private static void client(TestApp app, String id, String origins) {
    assertThat(
            app.asRoot("PUT", "/Client/" + id)
                .json(
                    "{\"secret\":\"s3cret\",\"grant_types\":[\"client_credentials\"],"
                        + "\"allowed_origins\":"
                        + origins
                        + "}")
                .send()
                .status())
        .isIn(200, 201);
  }

  @Test
  @DisplayName("an origin of a client is allowed for that client's requests and no other's")
  void ofClients() {
    try (TestApp app = TestApp.start()) {
      assertThat(preflight(app, PORTAL).header(ALLOWED)).isNull();
      client(app, "cors-portal", "[\"" + PORTAL + "\"]");
      client(app, "cors-other", "[\"https://other.example\"]");

      assertThat(preflight(app, PORTAL).header(ALLOWED)).isEqualTo(PORTAL);
      assertThat(preflight(app, "https://evil.example").header(ALLOWED)).isNull();

      Answer own = token(app, "cors-portal", PORTAL);
      assertThat(own.header(ALLOWED)).isEqualTo(PORTAL);
      assertThat(own.header("Vary")).contains("Origin");
      assertThat(own.header("Access-Control-Allow-Credentials")).isNull();
      assertThat(token(app, "cors-other", PORTAL).header(ALLOWED)).isNull();

      Answer bearer =
          app.http()
              .get("/Patient")
              .bearer(token(app, "cors-other", PORTAL).text("access_token"))
              .header("Origin", PORTAL)
              .send();
      assertThat(bearer.status()).isEqualTo(403);
      assertThat(bearer.header(ALLOWED)).isNull();

      Answer expired = app.http().get("/Patient").bearer("stale").header("Origin", PORTAL).send();
      assertThat(expired.status()).isEqualTo(401);
      assertThat(expired.header(ALLOWED)).isEqualTo(PORTAL);

      client(app, "cors-portal", "[\"https://moved.example\"]");
      assertThat(preflight(app, PORTAL).header(ALLOWED)).isNull();
    }
  }

  @Test
  @DisplayName("--cors-origins allows its origins for everybody, and * never with credentials")
  void ofTheServer() {
    try (TestApp app = TestApp.start(TestPostgres.newUrl(), Map.of(Setting.CORS_ORIGINS, PORTAL))) {
      assertThat(preflight(app, PORTAL).header(ALLOWED)).isEqualTo(PORTAL);
      assertThat(preflight(app, "https://evil.example").header(ALLOWED)).isNull();
    }
    try (TestApp app = TestApp.start(TestPostgres.newUrl(), Map.of(Setting.CORS_ORIGINS, "*"))) {
      Answer any = preflight(app, "https://whoever.example");
      assertThat(any.header(ALLOWED)).isEqualTo("*");
      assertThat(any.header("Access-Control-Allow-Credentials")).isNull();
    }
  }
}
