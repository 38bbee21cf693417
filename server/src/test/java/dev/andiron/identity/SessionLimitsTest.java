package dev.andiron.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.TestPostgres;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Limits of sessions: unused for too long, older than they may be, too many")
class SessionLimitsTest {
  private static final Duration IDLE = Duration.ofMinutes(30);
  private static final Duration SOON = Duration.ofSeconds(5);

  private final MutableClock clock = new MutableClock();
  private final Database database = TestPostgres.newProductDatabase();
  private final IdentityNode a = new IdentityNode(database, clock);
  private final IdentityNode b = new IdentityNode(database, clock);

  @BeforeEach
  void somebody() {
    a.put("User", "u1", "{\"password\":\"secret\"}");
    a.put("User", "u2", "{\"password\":\"secret\"}");
    client("idle", "\"session_idle_timeout\":1800");
    client("idle-jwt", "\"session_idle_timeout\":1800,\"token_format\":\"jwt\"");
    client("short", "\"session_expiration\":5400");
    client("short-jwt", "\"session_expiration\":5400,\"token_format\":\"jwt\"");
    client("free", "\"token_format\":\"jwt\"");
    client("two", "\"session_limit\":2");
    client("two-idle", "\"session_limit\":2,\"session_idle_timeout\":1800");
  }

  @AfterEach
  void stop() {
    a.close();
    b.close();
  }

  private void client(String id, String settings) {
    a.put(
        "Client",
        id,
        "{\"secret\":\"s\",\"grant_types\":[\"password\"],\"auth\":{\"password\":{"
            + "\"refresh_token\":true,\"access_token_expiration\":36000,"
            + settings
            + "}}}");
  }

  private static Issued signIn(IdentityNode node, String clientId, String user) {
    return node.sessions.create(
        new NewSession(
            "password",
            Objects.requireNonNull(node.users.find(user)),
            Objects.requireNonNull(node.clients.find(clientId)),
            List.of(),
            "10.0.0.1",
            null));
  }

  private static boolean isGood(IdentityNode node, Issued issued) {
    return node.sessions.verify(issued.accessToken()) instanceof Verification.Good;
  }

  private static Refreshed refresh(IdentityNode node, Issued issued, String client) {
    return node.sessions.refresh(
        Objects.requireNonNull(issued.refreshToken()),
        Objects.requireNonNull(node.clients.find(client)),
        true,
        List.of());
  }

  private static Issued refreshed(IdentityNode node, Issued issued, String client) {
    return ((Refreshed.Rotated) refresh(node, issued, client)).issued();
  }

  private List<String> active() {
    Statement condition = new ActiveSessions(clock).condition("one.id", List.of("true"));
    return database.query(
        Statement.of(
            "select one.id from session one where " + condition.sql(),
            condition.parameters().toArray()),
        row -> row.text(1));
  }

  private JsonObject shown(Issued issued) {
    return a.shown("Session", issued.sessionId());
  }

  private String written(Issued issued) {
    return Objects.requireNonNull(
        database.first(
            Statement.of(
                "select coalesce(used_at at time zone 'UTC', 'epoch')::text from session_state where id = ?",
                issued.sessionId()),
            row -> row.text(1)));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"idle", "idle-jwt"})
  @DisplayName("a session that is used goes on; one that lies unused is over, and stays so")
  void idle(String client) {
    Issued issued = signIn(a, client, "u1");
    for (int i = 0; i < 5; i++) {
      clock.forward(IDLE.minusSeconds(1));
      assertThat(isGood(a, issued)).isTrue();
    }
    Instant last = clock.instant();
    assertThat(shown(issued).get("active")).isEqualTo(Json.of(true));
    assertThat(active()).containsExactly(issued.sessionId());

    clock.forward(IDLE);
    assertThat(shown(issued).get("active")).isEqualTo(Json.of(false));
    assertThat(shown(issued).string("end")).isEqualTo(last.plus(IDLE).toString());
    assertThat(active()).isEmpty();
    assertThat(isGood(a, issued)).isFalse();
    assertThat(isGood(b, issued)).isFalse();
    assertThat(refresh(a, issued, client)).isInstanceOf(Refreshed.Refused.class);
    TokenOwner access = Objects.requireNonNull(a.sessions.ownerOf(issued.accessToken()));
    assertThat(access.goodUntil()).isNull();
    TokenOwner owner =
        Objects.requireNonNull(a.sessions.ownerOf(Objects.requireNonNull(issued.refreshToken())));
    assertThat(owner.goodUntil()).isNull();
    assertThat(isGood(a, issued)).as("to be asked is no use").isFalse();
  }

  @Test
  @DisplayName("a session that was never used since it was made is over after as long")
  void neverUsed() {
    Issued issued = signIn(a, "idle", "u1");
    assertThat(shown(issued).has("lastUsed")).isFalse();
    clock.forward(IDLE.minusSeconds(1));
    assertThat(refresh(b, issued, "idle")).isInstanceOf(Refreshed.Rotated.class);
    Issued other = signIn(a, "idle", "u1");
    clock.forward(IDLE);
    assertThat(isGood(b, other)).isFalse();
  }

  @Test
  @DisplayName("refreshing is a use; a refresh that comes too late is refused, and is no reuse")
  void refreshing() {
    Issued issued = signIn(a, "idle", "u1");
    clock.forward(IDLE.minusSeconds(1));
    Issued next = refreshed(a, issued, "idle");
    assertThat(shown(issued).string("lastUsed")).isEqualTo(clock.instant().toString());
    clock.forward(IDLE.minusSeconds(1));
    assertThat(isGood(b, next)).isTrue();
    clock.forward(IDLE);
    assertThat(refresh(a, next, "idle")).isInstanceOf(Refreshed.Refused.class);
    assertThat(closedAt(next)).isEqualTo("never");
  }

  private String closedAt(Issued issued) {
    return Objects.requireNonNull(
        database.first(
            Statement.of(
                "select coalesce(closed_at::text, 'never') from session_state where id = ?",
                issued.sessionId()),
            row -> row.text(1)));
  }

  @Test
  @DisplayName("what is in use at one node is in use at all, though uses are written together")
  void twoNodes() {
    Issued issued = signIn(a, "idle", "u1");
    assertThat(isGood(b, issued)).isTrue();
    String before = written(issued);
    // As late as it may be that this is not written at once: it is within half a minute.
    clock.forward(IDLE.minus(LastUses.MARGIN).minusMillis(1));
    assertThat(isGood(a, issued)).isTrue();
    assertThat(written(issued)).isEqualTo(before);
    clock.forward(LastUses.WRITTEN_EVERY);
    assertThat(isGood(b, issued)).as("not written yet, nor missed").isTrue();
    a.uses.write();
    b.uses.write();

    // Later than that it is written before it is answered, whoever asks.
    clock.forward(IDLE.minus(LastUses.MARGIN));
    assertThat(isGood(a, issued)).isTrue();
    assertThat(Instant.parse(written(issued).replace(' ', 'T') + "Z")).isEqualTo(clock.instant());
    clock.forward(IDLE.minusMillis(1));
    assertThat(isGood(b, issued)).isTrue();
    clock.forward(IDLE);
    assertThat(isGood(b, issued)).isFalse();
    assertThat(isGood(a, issued)).isFalse();
  }

  @Test
  @DisplayName("uses are written for many at once, never back in time, and are no version")
  void writtenTogether() {
    List<Issued> all = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      all.add(signIn(a, "free", "u1"));
    }
    clock.forward(Duration.ofMinutes(1));
    all.forEach(issued -> assertThat(isGood(a, issued)).isTrue());
    String early = clock.instant().toString();
    clock.forward(Duration.ofMinutes(1));
    Issued first = all.getFirst();
    assertThat(isGood(b, first)).isTrue();
    String late = clock.instant().toString();
    assertThat(written(first)).isEqualTo("1970-01-01 00:00:00");

    b.uses.write();
    a.uses.write();

    assertThat(shown(first).string("lastUsed")).isEqualTo(late);
    for (Issued issued : all.subList(1, 30)) {
      JsonObject session = b.shown("Session", issued.sessionId());
      assertThat(session.string("lastUsed")).isEqualTo(early);
      assertThat(Objects.requireNonNull(session.object("meta")).string("versionId")).isEqualTo("1");
    }
    assertThat(database.query(Statement.of("select id from session_history"), row -> row.text(1)))
        .isEmpty();
  }

  @Test
  @DisplayName("uses are written in the background, and when the server stops")
  void writtenInTheBackground() {
    Issued one = signIn(a, "free", "u1");
    Issued other = signIn(a, "free", "u1");
    try (LastUses often = new LastUses(database, Duration.ofMillis(20))) {
      often.start();
      assertThat(often.use(state(one), used(one), clock.instant())).isTrue();
      Await.until("it is written", SOON, () -> !written(one).startsWith("1970"));
    }
    try (LastUses seldom = new LastUses(database)) {
      seldom.start();
      assertThat(seldom.use(state(other), used(other), clock.instant())).isTrue();
    }
    assertThat(written(other)).startsWith("2026");
  }

  private SessionState state(Issued issued) {
    return Objects.requireNonNull(new SessionStates(database).find(issued.sessionId()));
  }

  private AtomicLong used(Issued issued) {
    return new AtomicLong(state(issued).lastUse().toEpochMilli());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"short", "short-jwt"})
  @DisplayName("no token goes beyond the end of its session, and refreshing does not move it")
  void lifetime(String client) {
    Issued issued = signIn(a, client, "u1");
    assertThat(issued.expiresIn()).isEqualTo(5400);
    clock.forward(Duration.ofMinutes(80));
    Issued next = refreshed(a, issued, client);
    assertThat(next.expiresIn()).isEqualTo(600);
    JsonObject shown = shown(issued);
    long end = clock.instant().plusSeconds(600).getEpochSecond();
    assertThat(shown.get("exp")).isEqualTo(Json.of(end));
    assertThat(shown.get("refresh_token_exp")).isEqualTo(Json.of(end));
    assertThat(
            Objects.requireNonNull(a.sessions.ownerOf(Objects.requireNonNull(next.refreshToken())))
                .goodUntil())
        .isEqualTo(end);
    clock.forward(Duration.ofMinutes(10).minusMillis(1));
    assertThat(isGood(b, next)).isTrue();
    Issued last = refreshed(b, next, client);
    assertThat(last.expiresIn()).isEqualTo(1);
    clock.forward(Duration.ofMillis(1));
    for (Issued each : List.of(issued, next, last)) {
      assertThat(isGood(a, each)).isFalse();
      assertThat(refresh(b, each, client)).isInstanceOf(Refreshed.Refused.class);
    }
    assertThat(shown(issued).get("active")).isEqualTo(Json.of(false));
    assertThat(active()).isEmpty();
  }

  @Test
  @DisplayName("one session too many of a person at a client ends the oldest that is alive")
  void perUser() {
    Issued elsewhere = signIn(a, "idle", "u1");
    Issued somebody = signIn(a, "two", "u2");
    Issued first = signIn(a, "two", "u1");
    clock.forward(Duration.ofSeconds(1));
    Issued second = signIn(a, "two", "u1");
    assertThat(isGood(a, first)).isTrue();
    clock.forward(Duration.ofSeconds(1));
    Issued third = signIn(b, "two", "u1");
    Await.until("the oldest is over on both", SOON, () -> !isGood(a, first) && !isGood(b, first));
    assertThat(refresh(a, first, "two")).isInstanceOf(Refreshed.Refused.class);
    assertThat(shown(first).string("end")).isEqualTo(clock.instant().toString());
    for (Issued each : List.of(second, third, somebody, elsewhere)) {
      assertThat(isGood(a, each)).isTrue();
    }
    // What is over already counts for nothing.
    assertThat(a.sessions.close(third.sessionId())).isTrue();
    clock.forward(Duration.ofSeconds(1));
    Issued fourth = signIn(a, "two", "u1");
    assertThat(isGood(b, second)).isTrue();
    assertThat(isGood(b, fourth)).isTrue();
  }

  @Test
  @DisplayName("sessions that have lain unused for too long are not counted")
  void perUserAlive() {
    Issued used = signIn(a, "two-idle", "u1");
    clock.forward(Duration.ofSeconds(1));
    Issued unused = signIn(a, "two-idle", "u1");
    clock.forward(IDLE.minusSeconds(2));
    assertThat(isGood(a, used)).isTrue();
    clock.forward(Duration.ofSeconds(2));
    Issued next = signIn(b, "two-idle", "u1");
    assertThat(isGood(b, unused)).isFalse();
    assertThat(isGood(a, used)).isTrue();
    assertThat(isGood(a, next)).isTrue();
  }

  @Test
  @DisplayName("of twenty sign-ins at once on two nodes as many are left as may be")
  void perUserTogether() throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Issued> issued = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Issued>> futures = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        IdentityNode node = i % 2 == 0 ? a : b;
        futures.add(
            threads.submit(() -> {
              start.await();
              return signIn(node, "two", "u1");
            }));
      }
      start.countDown();
      for (Future<Issued> future : futures) {
        issued.add(future.get());
      }
    }
    assertThat(active()).hasSize(2);
    Await.until(
        "two are good on A",
        SOON,
        () -> issued.stream().filter(each -> isGood(a, each)).count() == 2);
    Await.until(
        "two are good on B",
        SOON,
        () -> issued.stream().filter(each -> isGood(b, each)).count() == 2);
  }
}
