package dev.andiron.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.crypto.HashingPool;
import dev.andiron.oauth.TokenServer.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 6749 §4.3.2, §10.7: guessing at the token endpoint")
class GuessingTest {
  private final TokenServer server =
      new TokenServer(new HashingPool(4, 512, Duration.ofSeconds(60)));

  GuessingTest() {
    var _ = server.node.put("Client", "app", "{\"grant_types\":[\"password\"]}");
    var _ =
        server.node.put(
            "Client",
            "gateway",
            "{\"secret\":\"right\",\"grant_types\":[\"password\",\"client_credentials\"]}");
    var _ = server.node.put("User", "u", "{\"email\":\"u@x.org\",\"password\":\"right\"}");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Answer signIn(String name, String password) {
    return server.token(
        "grant_type=password&client_id=app&username=" + name + "&password=" + password);
  }

  /// All of an answer but what belongs to the one request.
  private static Map<String, Object> comparable(Answer answer) {
    Map<String, Object> parts = new HashMap<>(answer.http().headers().map());
    parts.remove("date");
    parts.remove("x-request-id");
    parts.put("status", answer.status());
    parts.put("body", answer.http().body());
    return parts;
  }

  private static void assertTooMany(Answer answer, String retryAfter) {
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.error()).isEqualTo("too_many_requests");
    assertThat(answer.json().names()).containsExactly("error", "error_description");
    assertThat(answer.header("Retry-After")).isEqualTo(retryAfter);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  @DisplayName(
      "names that somebody has and names that nobody has are answered byte for byte alike,"
          + " before and while they are refused")
  void alike() {
    for (int i = 0; i < 9; i++) {
      Map<String, Object> known = comparable(signIn("u", "false"));
      assertThat(comparable(signIn("nobody", "false"))).isEqualTo(known);
      assertThat(known.get("status")).isEqualTo(i < 5 ? 400 : 429);
    }
    assertTooMany(signIn("u", "right"), "1");
    server.clock.forward(Duration.ofSeconds(1));
    assertThat(comparable(signIn("nobody", "false"))).isEqualTo(comparable(signIn("u", "false")));
    assertThat(comparable(signIn("nobody", "false"))).isEqualTo(comparable(signIn("u", "right")));
    assertTooMany(signIn("nobody", "right"), "2");
  }

  @Test
  @DisplayName(
      "of two hundred guesses at once, after four, one is told that it is wrong, and the right"
          + " password is told as little as the others are")
  void parallel() throws Exception {
    for (int i = 0; i < 4; i++) {
      assertThat(signIn("u@x.org", "false").status()).isEqualTo(400);
    }
    Map<Integer, Integer> statuses = new TreeMap<>();
    CountDownLatch ready = new CountDownLatch(200);
    List<Future<Answer>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        String name = i % 2 == 0 ? "u" : "U@X.ORG";
        answers.add(
            threads.submit(() -> {
              ready.countDown();
              ready.await();
              return signIn(name, "false");
            }));
      }
    }
    for (Future<Answer> answer : answers) {
      statuses.merge(answer.get().status(), 1, Integer::sum);
    }
    assertThat(statuses).isEqualTo(Map.of(400, 1, 429, 199));
    assertTooMany(signIn("u", "right"), "1");
    server.clock.forward(Duration.ofSeconds(1));
    assertThat(signIn("u", "right").status()).isEqualTo(200);
  }

  @Test
  @DisplayName("a client's secret: in the body and by Basic, at all endpoints together")
  void secrets() {
    for (int i = 0; i < 2; i++) {
      assertThat(
              server
                  .token("grant_type=client_credentials&client_id=gateway&client_secret=x")
                  .status())
          .isEqualTo(401);
      assertThat(server.token("grant_type=x", TokenServer.basic("gateway", "x")).status())
          .isEqualTo(400); // no such grant: nothing was tried
      assertThat(introspect("x").status()).isEqualTo(401);
    }
    assertThat(revoke("x").status()).isEqualTo(401);
    assertTooMany(introspect("x"), "1");
    assertTooMany(introspect("right"), "1");
    assertTooMany(revoke("right"), "1");
    assertTooMany(
        server.token("grant_type=client_credentials", TokenServer.basic("gateway", "right")), "1");
  }

  private Answer introspect(String secret) {
    return byBasic("/auth/introspect", secret);
  }

  private Answer revoke(String secret) {
    return byBasic("/auth/revoke", secret);
  }

  private Answer byBasic(String path, String secret) {
    return server.post(
        path,
        TokenServer.FORM,
        "token=t",
        Map.of("Authorization", TokenServer.basic("gateway", secret)));
  }

  @Test
  @DisplayName("unknown clients are refused as known ones are")
  void unknownClients() {
    for (int i = 0; i < 7; i++) {
      assertThat(comparable(secret("gateway"))).isEqualTo(comparable(secret("nobody")));
    }
    assertTooMany(secret("nobody"), "1");
  }

  private Answer secret(String client) {
    return server.token("grant_type=client_credentials&client_secret=false&client_id=" + client);
  }
}
