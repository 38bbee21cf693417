package dev.andiron.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Http;
import dev.andiron.TestPostgres;
import dev.andiron.identity.FirstStart;
import dev.andiron.json.JsonWriter;
import dev.andiron.main.TestApp;
import dev.andiron.pg.DatabaseUrl;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;

@Tag("alone")
@DisplayName("Servers started at once on an empty database")
class StartTogetherTest {
  private static final Duration BOUND = Duration.ofSeconds(2);

  @RepeatedTest(3)
  @DisplayName("agree on keys, issuer and the first credentials, and know each other's tokens")
  void agree() {
    DatabaseUrl database = TestPostgres.newUrl();
    Map<String, String> environment = new HashMap<>(TestApp.environment(database));
    environment.remove("ANDIRON_ADMIN_PASSWORD");
    environment.remove("ANDIRON_ROOT_CLIENT_SECRET");
    Queue<FirstStart.Generated> shown = new ConcurrentLinkedQueue<>();
    Supplier<TestApp> start =
        () -> TestApp.start(database, environment, Map.of(), Clock.systemUTC(), shown::add);
    List<TestApp> nodes = Together.all(List.of(start, start, start));
    try {
      assertThat(shown).isNotEmpty();
      // Whoever shows credentials shows the same.
      assertThat(shown.stream().distinct().count()).isEqualTo(1);
      String secret = String.valueOf(shown.element().rootSecret());
      assertThat(answers(nodes, "/.well-known/jwks.json")).hasSize(1);
      assertThat(answers(nodes, "/.well-known/oauth-authorization-server")).hasSize(1);
      for (String type : List.of("Client", "User")) {
        assertThat(nodes.getFirst().http().get("/" + type).basic("root", secret).send().resources())
            .singleElement()
            .satisfies(one -> assertThat(JsonWriter.text(one)).contains("\"versionId\":\"1\""));
      }
      String token =
          token(nodes.getFirst(), secret, String.valueOf(shown.element().adminPassword()));
      for (TestApp node : nodes) {
        Await.until(
            "the token is known",
            BOUND,
            () -> node.http().get("/Client").bearer(token).send().status() == 200);
      }
      assertThat(nodes.getLast().http().delete("/Session").bearer(token).send().status())
          .isEqualTo(200);
      for (TestApp node : nodes) {
        Await.until(
            "closed everywhere",
            BOUND,
            () -> node.http().get("/Client").bearer(token).send().status() == 401);
      }
    } finally {
      nodes.forEach(TestApp::close);
    }
  }

  private static String token(TestApp node, String rootSecret, String adminPassword) {
    Http.Answer answer =
        node.http()
            .post("/auth/token")
            .basic("root", rootSecret)
            .form("grant_type", "password", "username", "admin", "password", adminPassword)
            .send();
    assertThat(answer.status()).isEqualTo(200);
    return answer.text("access_token");
  }

  /// What the nodes answer, each only once; the issuer is that of the first, not of each port.
  private static List<String> answers(List<TestApp> nodes, String path) {
    return nodes.stream()
        .map(node -> node.http().get(path).send())
        .peek(answer -> assertThat(answer.status()).isEqualTo(200))
        .map(Http.Answer::body)
        .distinct()
        .toList();
  }
}
