package dev.andiron.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.console.Browser;
import dev.andiron.main.TestApp;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseUrl;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A node that has lost the feed, or its database, never serves what it cannot trust")
class OutageTest {
  /// What a node is believed without its feed (1 s), and a little for a busy machine.
  private static final Duration BOUND = Duration.ofSeconds(2);

  private static final Duration RECOVERY = Duration.ofSeconds(30);

  private static Pool pool;
  private static TestApp a;
  private static TestApp b;
  private static DatabaseLine line;
  private static People people;

  @BeforeAll
  static void startBoth() throws Exception {
    DatabaseUrl direct = TestPostgres.newUrl();
    pool = Pool.open(direct, 2);
    a = TestApp.start(direct, Map.of());
    line = new DatabaseLine(direct);
    DatabaseUrl over = line.url();
    b =
        TestApp.start(
            new DatabaseUrl(
                over.jdbc() + (over.jdbc().contains("?") ? "&" : "?") + "ApplicationName=node-b",
                over.user(),
                over.password()),
            Map.of());
    people = new People(a);
    people.put("/Patient/p", "{}");
    people.client("opaque", "");
    people.client("jwt", "\"token_format\":\"jwt\"");
    people.user("u");
    people.user("good");
  }

  @AfterAll
  static void stopBoth() {
    a.close();
    b.close();
    line.close();
    pool.close();
  }

  private static Database database() {
    return pool.database();
  }

  private static void sql(String text) {
    database().execute(Statement.of(text));
  }

  /// Whoever calls itself node-b fails at every row of the feed, and only there.
  private static void cutFeedOfB() {
    sql(
        """
        create or replace function cut() returns boolean language plpgsql as $$
        begin
          if current_setting('application_name') = 'node-b' then raise 'the feed is cut'; end if;
          return true;
        end $$
        """);
    sql("alter table feed enable row level security");
    sql("alter table feed force row level security");
    sql("create policy cut on feed using (cut()) with check (true)");
  }

  private static void mendFeedOfB() {
    sql("drop policy cut on feed");
    sql("alter table feed no force row level security");
    sql("alter table feed disable row level security");
  }

  private static Answer userinfo(TestApp node, String token) {
    return node.http().get("/auth/userinfo").bearer(token).send();
  }

  private static String goodOnBoth(String client, String user) {
    String token = People.token(a, client, user);
    assertThat(People.read(a, token)).isEqualTo(200);
    assertThat(People.read(b, token)).isEqualTo(200);
    return token;
  }

  /// From the bound on, no answer but this one.
  private static void refusedForGood(String token, int status) {
    Await.until("B refuses", BOUND, () -> People.read(b, token) == status);
    for (int i = 0; i < 20; i++) {
      assertThat(People.read(b, token)).isEqualTo(status);
    }
  }

  @Test
  @Tag("alone")
  @DisplayName("with its feed cut, a node asks the database: revoked is refused, good is answered")
  void feedIsCut() {
    String good = goodOnBoth("jwt", "good");
    String opaque = goodOnBoth("opaque", "u");
    String jwt = goodOnBoth("jwt", "u");
    people.user("cut");
    String disabled = goodOnBoth("opaque", "cut");
    people.user("cut2");
    String denied = goodOnBoth("jwt", "cut2");
    people.client("cutclient", "");
    String changed = goodOnBoth("cutclient", "u");
    cutFeedOfB();
    try {
      assertThat(a.http().delete("/Session").bearer(opaque).send().status()).isEqualTo(200);
      refusedForGood(opaque, 401);
      assertThat(a.http().delete("/Session").bearer(jwt).send().status()).isEqualTo(200);
      refusedForGood(jwt, 401);
      people.put("/User/cut", "{\"inactive\":true}");
      refusedForGood(disabled, 401);
      people.put("/Client/cutclient", "{\"secret\":\"other\",\"grant_types\":[\"password\"]}");
      refusedForGood(changed, 401);
      assertThat(a.asRoot("DELETE", "/AccessPolicy/cut2-reads").send().status()).isEqualTo(200);
      refusedForGood(denied, 403);
      assertThat(People.read(b, good)).isEqualTo(200);
    } finally {
      mendFeedOfB();
    }
    assertThat(People.read(b, good)).isEqualTo(200);
    for (String token : new String[] {opaque, jwt, disabled, changed}) {
      assertThat(People.read(b, token)).isEqualTo(401);
    }
    // The feed is believed again: what changes now arrives as fast as ever.
    String after = goodOnBoth("jwt", "u");
    assertThat(a.http().delete("/Session").bearer(after).send().status()).isEqualTo(200);
    refusedForGood(after, 401);
  }

  @Test
  @Tag("alone")
  @DisplayName("without its database, 503 with Retry-After, never 401 for a good token")
  void databaseIsAway() throws Exception {
    String good = goodOnBoth("jwt", "good");
    String closed = goodOnBoth("jwt", "u");
    Browser console = Browser.signedIn(b.http(), "good", People.PASSWORD);
    Browser visitor = new Browser(b.http());
    Answer form = visitor.get("/auth/login");
    line.cut();
    try {
      assertThat(a.http().delete("/Session").bearer(closed).send().status()).isEqualTo(200);
      // What B remembers is believed for a second, and not longer.
      Await.until(
          "B does not know", BOUND.plusSeconds(6), () -> userinfo(b, closed).status() == 503);
      // Each waits for a connection as long as the pool does (5 s): all at once.
      List<Supplier<Answer>> requests =
          List.of(
              () -> userinfo(b, good),
              () -> userinfo(b, closed),
              () -> b.http().get("/Patient").bearer(good).send(),
              () -> b.http().get("/Patient/p").bearer(closed).send(),
              () -> b.http().put("/Patient/p").bearer(good).json("{}").send(),
              () -> b.http().delete("/Session").bearer(good).send(),
              () -> b.asRoot("GET", "/Patient/p").send(),
              () ->
                  b.http()
                      .post("/auth/token")
                      .basic("opaque", People.SECRET)
                      .form("grant_type", "password", "username", "u", "password", "wrong")
                      .send(),
              () ->
                  b.http()
                      .post("/auth/introspect")
                      .basic("opaque", People.SECRET)
                      .form("token", good)
                      .send(),
              () -> console.get("/Patient/p"),
              () -> console.get("/auth/sessions"),
              () -> console.send(console.meant("POST", "/auth/logout")),
              () -> visitor.submit(form, "u", "wrong"),
              () -> b.http().get("/health/ready").send(),
              () -> b.http().get("/health").send());
      for (Answer answer : Together.all(requests)) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).as(answer.toString()).matches("[1-9]\\d*");
        assertThat(answer.body()).doesNotContainIgnoringCase("sql").doesNotContain("Exception");
      }
      assertThat(b.http().get("/health/live").send().status()).isEqualTo(200);
    } finally {
      line.mend();
    }
    Await.until("B recovers", RECOVERY, () -> People.read(b, good) == 200);
    assertThat(b.http().get("/health").send().status()).isEqualTo(200);
    Await.until("B is ready", RECOVERY, () -> b.http().get("/health/ready").send().status() == 200);
    assertThat(userinfo(b, closed).status()).isEqualTo(401);
    assertThat(userinfo(b, good).status()).isEqualTo(200);
    String after = goodOnBoth("jwt", "u");
    assertThat(a.http().delete("/Session").bearer(after).send().status()).isEqualTo(200);
    refusedForGood(after, 401);
  }

  @Test
  @DisplayName(
      "connections that PostgreSQL ends again and again are 503 at worst, never 401 or 500")
  void connectionsAreTerminated() throws Exception {
    String good = goodOnBoth("jwt", "good");
    AtomicBoolean go = new AtomicBoolean(true);
    Thread terminator =
        Thread.ofVirtual()
            .start(() -> {
              while (go.get()) {
                var _ =
                    database()
                        .query(
                            Statement.of(
                                "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                                    + " where application_name = 'node-b'"),
                            row -> row.number(1));
              }
            });
    try {
      for (int i = 0; i < 15; i++) {
        assertThat(People.read(b, good)).isIn(200, 503);
        assertThat(b.asRoot("PUT", "/Patient/terminated" + i).json("{}").send().status())
            .isIn(200, 201, 503);
      }
    } finally {
      go.set(false);
      terminator.join();
    }
    Await.until("B recovers", RECOVERY, () -> People.read(b, good) == 200);
  }

  @Test
  @Tag("alone")
  @DisplayName("slow requests that hold every connection keep nobody else from being known")
  void everyConnectionIsInUse() {
    String good = goodOnBoth("jwt", "good");
    String closed = goodOnBoth("jwt", "u");
    // What was written a moment ago arrives once more with the feed, and is then read again.
    readFor(Duration.ofMillis(500), good);
    AtomicBoolean held = new AtomicBoolean(true);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> lock =
          threads.submit(() ->
              database()
                  .transaction(transaction -> {
                    transaction.execute(
                        Statement.of("lock table \"patient\" in access exclusive mode"));
                    Await.until("released", Duration.ofMinutes(1), () -> !held.get());
                    return true;
                  }));
      List<Future<Integer>> slow = new ArrayList<>();
      try {
        Await.until(
            "all are in use",
            RECOVERY,
            () -> {
              // Those that waited too long for a connection are gone by now.
              slow.removeIf(Future::isDone);
              while (slow.size() < 30) {
                slow.add(threads.submit(() -> People.read(b, good)));
              }
              return waitingForTheLock() >= 10;
            });
        readFor(Duration.ofSeconds(2), good);
        assertThat(a.http().delete("/Session").bearer(closed).send().status()).isEqualTo(200);
        // It cannot be told now what became of it, only that something did.
        Await.until(
            "B does not answer", BOUND.plusSeconds(6), () -> userinfo(b, closed).status() == 503);
      } finally {
        held.set(false);
      }
      Await.until("B refuses", RECOVERY, () -> userinfo(b, closed).status() == 401);
      assertThat(slow).allSatisfy(answer -> assertThat(answer.get()).isIn(200, 503));
      assertThat(lock).succeedsWithin(RECOVERY);
    }
  }

  private static void readFor(Duration time, String token) {
    long began = System.nanoTime();
    while (System.nanoTime() - began < time.toNanos()) {
      assertThat(userinfo(b, token).status()).isEqualTo(200);
    }
  }

  private static long waitingForTheLock() {
    Long waiting =
        database()
            .first(
                Statement.of(
                    "select count(*) from pg_stat_activity where application_name = 'node-b'"
                        + " and wait_event_type = 'Lock'"),
                row -> row.number(1));
    return waiting == null ? 0 : waiting;
  }

  @Test
  @DisplayName("credentials of the database that stop working are an outage, too")
  void databaseRefusesEverybody() {
    DatabaseUrl url = TestPostgres.newUrl();
    String name = url.jdbc().replaceFirst(".*//[^/]*/([^?]*).*", "$1");
    try (TestApp node = TestApp.start(url, Map.of())) {
      People own = new People(node);
      own.client("jwt", "\"token_format\":\"jwt\"");
      own.user("u");
      String token = People.token(node, "jwt", "u");
      sql("alter database " + name + " with allow_connections false");
      try {
        var _ =
            database()
                .query(
                    Statement.of(
                        "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                            + " where datname = ?",
                        name),
                    row -> row.number(1));
        Await.until("503", BOUND.plusSeconds(6), () -> userinfo(node, token).status() == 503);
        assertThat(
                Together.all(
                    List.of(
                        () -> node.http().get("/Patient").bearer(token).send().status(),
                        () -> node.asRoot("GET", "/Patient").send().status(),
                        () -> node.http().get("/health").send().status())))
            .containsOnly(503);
      } finally {
        sql("alter database " + name + " with allow_connections true");
      }
      Await.until("recovers", RECOVERY, () -> People.read(node, token) == 200);
    }
  }
}
