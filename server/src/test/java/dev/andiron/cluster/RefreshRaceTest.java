package dev.andiron.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.main.TestApp;
import dev.andiron.pg.DatabaseUrl;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 6749 §6, RFC 9700 §4.14.2: one refresh token used by many at once, on two nodes")
class RefreshRaceTest {
  private static final int MANY = 50;

  /// Runs with the system's clock, and can be put forward.
  private static final AtomicLong AHEAD = new AtomicLong();

  private static TestApp a;
  private static TestApp b;

  @BeforeAll
  static void startBoth() {
    InstantSource source = () -> Instant.now(Clock.systemUTC()).plusMillis(AHEAD.get());
    Clock clock = source.withZone(ZoneOffset.UTC);
    DatabaseUrl database = TestPostgres.newUrl();
    a = TestApp.start(database, TestApp.environment(database), Map.of(), clock, _ -> {});
    b = TestApp.start(database, TestApp.environment(database), Map.of(), clock, _ -> {});
    People people = new People(a);
    people.put("/Patient/p", "{}");
    people.client("refreshing", "\"refresh_token\":true");
    people.user("u");
    // A race must not turn on who hashes first: both nodes have seen the secret.
    String _ = People.token(a, "refreshing", "u");
    String _ = People.token(b, "refreshing", "u");
  }

  @AfterAll
  static void stopBoth() {
    a.close();
    b.close();
  }

  private static Answer refresh(TestApp node, String token) {
    return node.http()
        .post("/auth/token")
        .basic("refreshing", People.SECRET)
        .form("grant_type", "refresh_token", "refresh_token", token)
        .send();
  }

  private static boolean isActive(String token) {
    Answer answer =
        a.http()
            .post("/auth/introspect")
            .basic("refreshing", People.SECRET)
            .form("token", token)
            .send();
    assertThat(answer.status()).isEqualTo(200);
    return answer.json().flag("active", false);
  }

  private static List<Answer> refreshedByMany(String token) {
    List<Supplier<Answer>> works = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      TestApp node = i % 2 == 0 ? a : b;
      works.add(() -> refresh(node, token));
    }
    return Together.all(works);
  }

  @Test
  @DisplayName("within the grace each is answered, and one successor is alive")
  void withinTheGrace() {
    Answer signedIn = People.signIn(a, "refreshing", "u");
    List<Answer> answers = refreshedByMany(signedIn.text("refresh_token"));
    assertThat(answers).extracting(Answer::status).containsOnly(200);
    assertThat(answers).extracting(answer -> answer.text("refresh_token")).doesNotHaveDuplicates();
    List<String> alive =
        answers.stream()
            .map(answer -> answer.text("refresh_token"))
            .filter(RefreshRaceTest::isActive)
            .toList();
    assertThat(alive).hasSize(1);
    // Access tokens given out live on, those of the losers too.
    assertThat(answers)
        .allSatisfy(
            answer -> assertThat(People.read(b, answer.text("access_token"))).isEqualTo(200));

    assertThat(People.read(b, signedIn.text("access_token"))).isEqualTo(200);
    Answer next = refresh(b, alive.getFirst());
    assertThat(next.status()).isEqualTo(200);
    // The chain went on: the first token, and any of the lost successors, is now a second holder's.
    Answer reused = refresh(a, signedIn.text("refresh_token"));
    assertThat(reused.status()).isEqualTo(400);
    assertThat(reused.text("error")).isEqualTo("invalid_grant");
    assertThat(refresh(a, next.text("refresh_token")).text("error")).isEqualTo("invalid_grant");
    assertThat(People.read(a, next.text("access_token"))).isEqualTo(401);
  }

  @Test
  @DisplayName("after the grace nobody is answered, and the session is closed")
  void afterTheGrace() {
    Answer signedIn = People.signIn(a, "refreshing", "u");
    String first = signedIn.text("refresh_token");
    Answer second = refresh(a, first);
    assertThat(second.status()).isEqualTo(200);
    AHEAD.addAndGet(Duration.ofSeconds(11).toMillis());
    List<Answer> answers = refreshedByMany(first);
    assertThat(answers).extracting(Answer::status).containsOnly(400);
    assertThat(answers).extracting(answer -> answer.text("error")).containsOnly("invalid_grant");
    assertThat(refresh(b, second.text("refresh_token")).status()).isEqualTo(400);
    assertThat(People.read(a, second.text("access_token"))).isEqualTo(401);
  }

  @Test
  @DisplayName("raced against the session's closing, nothing outlives it")
  void racedAgainstClosing() {
    for (int i = 0; i < 5; i++) {
      Answer signedIn = People.signIn(a, "refreshing", "u");
      String refreshToken = signedIn.text("refresh_token");
      List<Supplier<Answer>> works = new ArrayList<>();
      for (int j = 0; j < 8; j++) {
        works.add(() -> refresh(b, refreshToken));
      }
      works.add(() -> a.http().delete("/Session").bearer(signedIn.text("access_token")).send());
      List<Answer> answers = Together.all(works);
      assertThat(answers.getLast().status()).isEqualTo(200);
      assertThat(answers).extracting(Answer::status).containsAnyOf(200).doesNotContain(500, 503);
      for (Answer answer : answers.subList(0, 8)) {
        if (answer.status() == 200) {
          assertThat(isActive(answer.text("refresh_token"))).isFalse();
          assertThat(People.read(a, answer.text("access_token"))).isEqualTo(401);
        }
      }
    }
  }
}
