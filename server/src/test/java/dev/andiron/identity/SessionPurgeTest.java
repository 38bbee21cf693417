package dev.andiron.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.TestPostgres;
import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import dev.andiron.resource.Removal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Sessions that have been over for long are removed, and no others")
class SessionPurgeTest {
  private static final Duration RETENTION = Duration.ofDays(90);

  private final MutableClock clock = new MutableClock();
  private final Database database = TestPostgres.newProductDatabase();
  private final IdentityNode node = new IdentityNode(database, clock);
  private final SessionPurge purge = purge();

  private SessionPurge purge() {
    return new SessionPurge(new Removal(database, (_, _, _, _) -> List.of()), RETENTION, clock);
  }

  @BeforeEach
  void somebody() {
    node.put("User", "u1", "{\"password\":\"secret\"}");
    node.put("Client", "plain", "{\"secret\":\"s\",\"grant_types\":[\"password\"]}");
    node.put(
        "Client",
        "long",
        "{\"secret\":\"s\",\"grant_types\":[\"password\"],\"auth\":{\"password\":{"
            + "\"refresh_token\":true,\"refresh_token_expiration\":2592000}}}");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Issued signIn(String client) {
    return node.sessions.create(
        new NewSession(
            "password",
            Objects.requireNonNull(node.users.find("u1")),
            Objects.requireNonNull(node.clients.find(client)),
            List.of(),
            "10.0.0.1",
            null));
  }

  private List<String> ids(String table, String column) {
    return database.query(
        Statement.of("select distinct %s from %s order by 1".formatted(column, table)),
        row -> row.text(1));
  }

  private List<String> left() {
    return ids("session", "id");
  }

  @Test
  @DisplayName("the retention after they were closed, or after the last of their tokens ended")
  void after() {
    Issued closed = signIn("long");
    Issued expired = signIn("plain");
    Issued refreshable = signIn("long");
    node.sessions.close(closed.sessionId());

    clock.forward(RETENTION.minusSeconds(1));
    assertThat(purge.purge()).isZero();
    clock.forward(Duration.ofSeconds(1));
    assertThat(purge.purge()).isEqualTo(1);
    assertThat(left()).containsExactlyInAnyOrder(expired.sessionId(), refreshable.sessionId());
    clock.forward(Duration.ofHours(1));
    assertThat(purge.purge()).isEqualTo(1);
    assertThat(left()).containsExactly(refreshable.sessionId());
    clock.forward(Duration.ofDays(30).minusHours(1).minusSeconds(1));
    assertThat(purge.purge()).isZero();
    clock.forward(Duration.ofSeconds(1));
    assertThat(purge.purge()).isEqualTo(1);

    assertThat(left()).isEmpty();
    assertThat(ids("session_history", "id")).isEmpty();
    assertThat(ids("session_state", "id")).isEmpty();
    assertThat(ids("access_token", "session_id")).isEmpty();
    for (Issued gone : List.of(closed, expired, refreshable)) {
      assertThat(node.sessions.verify(gone.accessToken())).isInstanceOf(Verification.Bad.class);
    }
    assertThat(
            node.sessions.refresh(
                Objects.requireNonNull(refreshable.refreshToken()),
                Objects.requireNonNull(node.clients.find("long")),
                true,
                List.of()))
        .isInstanceOf(Refreshed.Refused.class);
    assertThat(node.sessions.close(closed.sessionId())).isFalse();
  }

  @Test
  @DisplayName("many of them in steps, by several nodes at once, each once")
  void together() throws Exception {
    Issued alive = signIn("plain");
    database.execute(
        Statement.of(
            """
            insert into session_state (id, type, audience, started, exp)
            select 'old-' || n, 'password', '[]', s, s from generate_series(1, 2600) n,
              (select ?::timestamptz as s) one
            """,
            clock.instant().minus(RETENTION)));
    database.execute(
        Statement.of(
            "insert into session (id, version, ts, cts, text) select id, 1, started, started, '{}'"
                + " from session_state where id like 'old-%'"));
    List<Integer> removed = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        futures.add(threads.submit(() -> purge().purge()));
      }
      for (Future<Integer> future : futures) {
        removed.add(future.get());
      }
    }
    int rest = purge.purge();
    assertThat(removed.stream().mapToInt(each -> each).sum() + rest).isEqualTo(2600);
    assertThat(left()).containsExactly(alive.sessionId());
    assertThat(ids("session_state", "id")).containsExactly(alive.sessionId());
  }
}
