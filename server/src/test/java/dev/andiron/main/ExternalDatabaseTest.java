package dev.andiron.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.ExternalPostgres;
import dev.andiron.Http.Answer;
import dev.andiron.pg.DatabaseUrl;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@DisplayName("On a PostgreSQL of its own version, the server")
@EnabledIf(
    value = "dev.andiron.ExternalPostgres#isInstalled",
    disabledReason = "NOT TESTED: there is no PostgreSQL in /usr/lib/postgresql")
class ExternalDatabaseTest {
  @Test
  @DisplayName("starts, writes, searches and finds all of it again after a restart")
  void works() {
    DatabaseUrl url = ExternalPostgres.newUrl();
    try (TestApp app = TestApp.start(url, Map.of())) {
      Answer created =
          app.asRoot("PUT", "/Patient/p1")
              .json("{\"name\":[{\"family\":\"Chalmers\"}],\"birthDate\":\"1974-12-25\"}")
              .send();
      assertThat(created.status()).isEqualTo(201);
    }
    try (TestApp app = TestApp.start(url, Map.of())) {
      Answer found = app.asRoot("GET", "/Patient?family=chal&birthdate=1974").send();
      assertThat(found.status()).isEqualTo(200);
      assertThat(found.body()).contains("\"total\":1", "Chalmers");
      assertThat(token(app).status()).isEqualTo(200);
    }
  }

  private static Answer token(TestApp app) {
    return app.http()
        .post("/auth/token")
        .basic("root", TestApp.ROOT_SECRET)
        .form("grant_type", "password", "username", "admin", "password", TestApp.ADMIN_PASSWORD)
        .send();
  }
}
