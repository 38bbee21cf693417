package dev.andiron.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http;
import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.access.SessionCookie;
import dev.andiron.crypto.HashingPool;
import dev.andiron.http.Cors;
import dev.andiron.http.HttpServer;
import dev.andiron.http.Response;
import dev.andiron.http.Route;
import dev.andiron.http.Router;
import dev.andiron.identity.IdentityNode;
import dev.andiron.identity.MutableClock;
import dev.andiron.identity.SignInCounts;
import dev.andiron.metrics.Metrics;
import dev.andiron.pg.Migrations;
import dev.andiron.pg.Pool;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The sign-in page, with no room to hash")
class BusySignInTest {
  @Test
  @DisplayName("is a 503 at once, with Retry-After, and the form as it was")
  void busy() throws IOException {
    try (Pool pool = Pool.open(TestPostgres.newUrl(), 4)) {
      Migrations.ofProduct().applyTo(pool.database());
      HashingPool hashing = new HashingPool(2, 64, Duration.ofSeconds(10));
      try (IdentityNode node =
          new IdentityNode(pool.database(), new MutableClock(), hashing, null)) {
        node.put("User", "u", "{\"password\":\"password\"}");
        LoginPage page =
            new LoginPage(
                Assets.builtIn(),
                new LoginForm(false),
                new SessionCookie(false),
                node.signIn,
                node.sessions,
                new SignInCounts(new Metrics()));
        Router router =
            new Router(
                List.of(
                    new Route("GET", LoginPage.PATH, 0, page::show),
                    new Route("POST", LoginPage.PATH, 1000, page::signIn)),
                (_, problem) -> Response.empty(problem.status()),
                Cors.OFF);
        try (HttpServer server = HttpServer.start(HttpServer.Settings.of("127.0.0.1", 0), router)) {
          Browser browser = new Browser(new Http("http://127.0.0.1:" + server.port()));
          hashing.close();
          Answer answer = browser.signIn("u", "password");
          assertThat(answer.status()).isEqualTo(503);
          assertThat(answer.header("Retry-After")).isNotNull();
          assertThat(answer.body()).contains("too much work").contains("value=\"u\"");
          assertThat(browser.cookies).containsOnlyKeys(Browser.LOGIN);
        }
      }
    }
  }
}
