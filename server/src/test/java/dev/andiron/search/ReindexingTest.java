package dev.andiron.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andiron.Await;
import dev.andiron.TestPostgres;
import dev.andiron.definition.Definitions;
import dev.andiron.definition.OtherParameters;
import dev.andiron.definition.SearchParameterDefinition;
import dev.andiron.pg.Database;
import dev.andiron.pg.Migrations;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.ResourceKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A search parameter that is new or changed is indexed in the background")
class ReindexingTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String FAMILY = "http://hl7.org/fhir/SearchParameter/individual-family";
  private static final Definitions NOW = SearchFixture.DEFINITIONS;

  /// `family` was searched by the given names, as a token is, and `birthdate` was not there.
  private static final Definitions BEFORE =
      OtherParameters.with(
          OtherParameters.without(NOW, "http://hl7.org/fhir/SearchParameter/individual-birthdate"),
          FAMILY,
          SearchParameterDefinition.Type.TOKEN,
          "Patient.identifier");

  private Database database;

  @BeforeEach
  void make() {
    database = TestPostgres.newProductDatabase();
  }

  private static String patient(int i) {
    return ("{'identifier':[{'system':'s','value':'v%d'}],'name':[{'family':'Family%d','given':['Given%d']}],"
            + "'birthDate':'19%02d-03-04','gender':'female'}")
        .formatted(i, i, i, i % 100);
  }

  /// A database that a node of yesterday wrote.
  private IndexNode before(int patients) {
    IndexNode node = new IndexNode(database, BEFORE);
    node.plan();
    for (int i = 0; i < patients; i++) {
      node.put("p" + i, patient(i));
    }
    assertThat(node.rows()).isEqualTo(node.rowsFromScratch()).isNotEmpty();
    return node;
  }

  @Test
  @DisplayName("a fresh database is ready at once; the second start asks once and changes nothing")
  void fresh() {
    IndexNode node = new IndexNode(database, NOW);
    node.plan();
    assertThat(number("select count(*) from search_parameter_state where ready"))
        .isEqualTo(node.fingerprints.byKey().size())
        .isGreaterThan(1000);
    assertThat(number("select count(*) from search_reindex")).isZero();
    node.plan();
    assertThat(number("select revision from search_index_state")).isEqualTo(1);
  }

  private long number(String sql) {
    Long number = database.first(Statement.of(sql), row -> row.number(1));
    return number == null ? -1 : number;
  }

  @Test
  @DisplayName("searches by it are refused until it is whole; all others are answered")
  void refusedUntilReady() {
    before(50);
    IndexNode now = new IndexNode(database, NOW);
    database.transaction(transaction -> {
      // Whoever walks has to wait for this resource.
      transaction.first(
          Statement.of("select id from patient where id = 'p7' for update"), row -> row.text(1));
      try (Reindexing reindexing = now.reindexing()) {
        reindexing.start();
        assertThatThrownBy(() -> now.ids("family=family7"))
            .isInstanceOf(IndexNotReadyException.class)
            .hasMessageContaining("Patient.family");
        assertThatThrownBy(() -> now.ids("_sort=-birthdate"))
            .isInstanceOf(IndexNotReadyException.class);
        assertThatThrownBy(() -> now.ids("birthdate:missing=true"))
            .isInstanceOf(IndexNotReadyException.class);
        assertThat(now.ids("given=given7")).containsExactly("p7");
        assertThat(now.ids("identifier=s|v7")).containsExactly("p7");
        assertThat(now.ids("_id=p7")).containsExactly("p7");
        assertThat(reindexing.progress())
            .singleElement()
            .satisfies(each -> {
              assertThat(each.type()).isEqualTo("Patient");
              assertThat(each.waiting()).contains("birthdate", "family");
              assertThat(each.finished()).isNull();
            });
      }
      return null;
    });
    try (Reindexing reindexing = now.reindexing()) {
      reindexing.start();
      Await.until("indexed", LIMIT, () -> now.isReady("family") && now.isReady("birthdate"));
      Await.until("the node knows", LIMIT, () -> answers(now, "family=family7&_sort=birthdate"));
      assertThat(now.ids("birthdate=1907-03-04")).containsExactly("p7");
      assertThat(reindexing.progress())
          .singleElement()
          .satisfies(each -> {
            assertThat(each.waiting()).isEmpty();
            assertThat(each.done()).isEqualTo(50);
            assertThat(each.percent()).isEqualTo(100);
          });
      Await.until("cleaned up", LIMIT, () -> now.leftovers().isEmpty());
    }
    assertThat(now.rows()).isEqualTo(now.rowsFromScratch());
  }

  private static boolean answers(IndexNode node, String query) {
    try {
      node.ids(query);
      return true;
    } catch (IndexNotReadyException e) {
      return false;
    }
  }

  @Test
  @DisplayName("while writers write, delete and create, not a row is lost or left over")
  void amongWriters() throws ExecutionException, InterruptedException {
    before(300);
    IndexNode now = new IndexNode(database, NOW);
    AtomicBoolean over = new AtomicBoolean();
    CountDownLatch writing = new CountDownLatch(3);
    try (ExecutorService writers = Executors.newFixedThreadPool(3);
        Reindexing reindexing = now.reindexing()) {
      List<Future<?>> all = new ArrayList<>();
      for (int writer = 0; writer < 3; writer++) {
        Random random = new Random(writer);
        all.add(
            writers.submit(() -> {
              for (int i = 0; i < 200 || !over.get(); i++) {
                String id = "p" + random.nextInt(400);
                if (random.nextInt(4) == 0) {
                  now.delete(id);
                } else {
                  now.put(id, patient(random.nextInt(10_000)));
                }
                writing.countDown();
              }
            }));
      }
      writing.await();
      reindexing.start();
      Await.until("indexed", LIMIT, () -> now.isReady("family") && now.isReady("birthdate"));
      over.set(true);
      for (Future<?> each : all) {
        each.get();
      }
      Await.until("cleaned up", LIMIT, () -> now.leftovers().isEmpty());
    }
    assertThat(now.rows()).isEqualTo(now.rowsFromScratch());
  }

  @Test
  @DisplayName("a node that dies in the middle of a batch loses that batch; another goes on")
  void goesOn() throws InterruptedException {
    Pool pool = TestPostgres.newPool();
    database = pool.database();
    Migrations.ofProduct().applyTo(database);
    before(100);
    IndexNode dying = new IndexNode(database, NOW);
    dying.plan();
    IndexWalk walk = dying.walk(30);
    assertThat(walk.step()).isEqualTo(IndexWalk.Step.BEGAN);
    assertThat(done()).isEqualTo(30);
    // The second batch dies with its connection.
    CountDownLatch dead = new CountDownLatch(1);
    database.transaction(transaction -> {
      transaction.first(
          Statement.of("select id from patient where id = 'p50' for update"), row -> row.text(1));
      Thread.ofVirtual()
          .start(() -> {
            try {
              assertThatThrownBy(walk::step).isInstanceOf(RuntimeException.class);
            } finally {
              dead.countDown();
            }
          });
      Await.until(
          "it waits for the row",
          LIMIT,
          () ->
              database.execute(
                          Statement.of(
                              """
                              select pg_terminate_backend(pid) from pg_stat_activity
                              where datname = current_database() and wait_event_type = 'Lock'
                              """))
                      >= 0
                  && dead.getCount() == 0);
      return null;
    });
    assertThat(dead.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(done()).isEqualTo(30);
    assertThat(dying.isReady("family")).isFalse();

    IndexNode other = new IndexNode(database, NOW);
    other.plan();
    assertThat(done()).isEqualTo(30);
    other.walkToTheEnd();
    assertThat(done()).isEqualTo(100);
    assertThat(other.isReady("family")).isTrue();
    assertThat(other.rows()).isEqualTo(other.rowsFromScratch());
    pool.close();
  }

  private long done() {
    return number("select done from search_reindex where type = 'Patient'");
  }

  @Test
  @DisplayName("two nodes share the walk and both learn of its end")
  void twoNodes() {
    before(120);
    IndexNode a = new IndexNode(database, NOW);
    IndexNode b = new IndexNode(database, NOW);
    try (Reindexing first = a.reindexing();
        Reindexing second = b.reindexing()) {
      first.start();
      second.start();
      Await.until("A knows", LIMIT, () -> answers(a, "family=family7"));
      Await.until("B knows", LIMIT, () -> answers(b, "family=family7"));
      assertThat(a.ids("family=family77")).containsExactly("p77");
      assertThat(b.ids("birthdate=1977-03-04")).containsExactly("p77");
      assertThat(done()).isEqualTo(120);
      Await.until("cleaned up", LIMIT, () -> a.leftovers().isEmpty());
    }
    assertThat(a.rows()).isEqualTo(a.rowsFromScratch());
  }

  @Test
  @DisplayName(
      "while a node of yesterday runs, nothing is indexed, and neither searches by what changed")
  void rollingUpgrade() {
    IndexNode before = before(40);
    IndexNode now = new IndexNode(database, NOW);
    try (Reindexing young = now.reindexing()) {
      try (Reindexing old = before.reindexing()) {
        old.start();
        assertThat(before.ids("family=v7")).containsExactly("p7");
        young.start();
        Await.until("the old one notices", LIMIT, () -> !answers(before, "family=v7"));
        assertThat(stepAlone(now.walk(10))).isEqualTo(IndexWalk.Step.WAITS);
        assertThat(answers(now, "family=v7")).isFalse();
        assertThat(before.ids("given=given7")).containsExactly("p7");
        before.put("p7", patient(1007));
        before.delete("p8");
        now.put("p9", patient(1009));
        before.delete("p9");
      }
      Await.until("indexed", LIMIT, () -> answers(now, "family=family1007"));
      Await.until("cleaned up", LIMIT, () -> now.leftovers().isEmpty());
    }
    assertThat(now.ids("family=family1007")).containsExactly("p7");
    assertThat(now.rows()).isEqualTo(now.rowsFromScratch());
  }

  /// A step while no other node happens to hold the place: the two in the background try as well.
  private static IndexWalk.Step stepAlone(IndexWalk walk) {
    IndexWalk.Step[] step = {IndexWalk.Step.ELSEWHERE};
    Await.until(
        "no other node is at it",
        LIMIT,
        () -> {
          step[0] = walk.step();
          return step[0] != IndexWalk.Step.ELSEWHERE;
        });
    return step[0];
  }

  @Test
  @DisplayName("the way back is the same: what the newer one indexed is indexed as before")
  void back() {
    IndexNode before = before(30);
    IndexNode now = new IndexNode(database, NOW);
    now.plan();
    now.walkToTheEnd();
    assertThat(now.rows()).isEqualTo(now.rowsFromScratch());
    before.plan();
    assertThat(before.isReady("family")).isFalse();
    before.walkToTheEnd();
    assertThat(before.rows()).isEqualTo(before.rowsFromScratch());
    assertThat(before.ids("family=v7")).containsExactly("p7");
  }

  @Test
  @DisplayName("a resource that cannot be read or indexed is counted and does not stop the others")
  void unreadable() {
    before(50);
    // Far beyond what a date of PostgreSQL may be, and what is no resource at all.
    database.execute(
        Statement.of("update patient set text = '{\"birthDate\":[1]}' where id = 'p20'"));
    database.execute(Statement.of("update patient set text = '[1]' where id = 'p30'"));
    IndexNode now = new IndexNode(database, NOW);
    now.plan();
    now.walkToTheEnd();
    assertThat(now.isReady("family")).isTrue();
    assertThat(now.ids("family=family31")).containsExactly("p31");
    IndexProgress progress = now.reindexing().progress().getFirst();
    assertThat(progress.done()).isEqualTo(50);
    assertThat(progress.failed()).isEqualTo(1);
    assertThat(progress.error()).isEqualTo("Patient/p30: ClassCastException");
  }

  @Test
  @DisplayName(
      "rows of a composite that is no more are deleted; what is no table of the index is kept")
  void leftovers() {
    before(3);
    IndexNode now = new IndexNode(database, NOW);
    now.plan();
    database.execute(
        Statement.of(
            """
            insert into search_token_token_1 (key, a_code, a_system, b_code, b_system, edge, id)
            values (7, 'a', 0, 'b', 0, 3, 'p1')
            """));
    database.execute(
        Statement.of(
            "insert into search_index_leftover values (7, 'search_token_token_1'), (7, 'patient')"));
    now.walkToTheEnd();
    assertThat(number("select count(*) from search_token_token_1 where key = 7")).isZero();
    assertThat(now.leftovers()).containsExactly("patient 7");
    assertThat(number("select count(*) from patient")).isEqualTo(3);
  }

  @Test
  @DisplayName("the type with the fewest resources is the first")
  void smallFirst() {
    IndexNode before = before(40);
    before.store.put(
        new ResourceKey("Practitioner", "q"),
        SearchFixture.json("{'resourceType':'Practitioner','name':[{'family':'Q'}]}"),
        new Precondition.None());
    database.execute(Statement.of("analyze patient, practitioner"));
    IndexNode now = new IndexNode(database, NOW);
    now.plan();
    IndexWalk walk = now.walk(10);
    assertThat(walk.step()).isEqualTo(IndexWalk.Step.BEGAN);
    assertThat(walk.type()).isEqualTo("Practitioner");
    assertThat(walk.step()).isEqualTo(IndexWalk.Step.FINISHED);
    walk.step();
    assertThat(walk.type()).isEqualTo("Patient");
  }

  @Test
  @DisplayName("rows that PostgreSQL does not take: the resource is found one by one and passed by")
  void untakable() {
    before(50);
    database.execute(
        Statement.of(
            "create domain small as text check (true); alter table search_string_1 add check"
                + " (key <> "
                + SearchParameter.key("Patient", "family")
                + " or length(value) < 500 and 1 / (case when value = 'family20' then 0 else 1 end) = 1)"));
    IndexNode now = new IndexNode(database, NOW);
    now.plan();
    now.walkToTheEnd();
    assertThat(now.isReady("family")).isTrue();
    assertThat(now.ids("family=family2&_sort=_id")).hasSize(10).doesNotContain("p20");
    IndexProgress progress = now.reindexing().progress().getFirst();
    assertThat(progress.failed()).isEqualTo(1);
    assertThat(progress.error()).isEqualTo("Patient/p20: SQLSTATE 22012");
  }

  @Test
  @DisplayName(
      "rows that were lost or are too many are put right by renewing the type, while it is searched")
  void renew() {
    IndexNode node = new IndexNode(database, NOW);
    node.plan();
    for (int i = 0; i < 30; i++) {
      node.put("p" + i, patient(i));
    }
    database.execute(Statement.of("delete from search_string_1 where id = 'p3'"));
    database.execute(Statement.of("update search_token_1 set id = 'nobody' where id = 'p4'"));
    try (Reindexing reindexing = node.reindexing()) {
      reindexing.start();
      assertThat(reindexing.renew("Nothing")).isFalse();
      assertThat(reindexing.renew("Patient")).isTrue();
      Await.until(
          "renewed",
          LIMIT,
          () -> {
            assertThat(answers(node, "family=family7")).isTrue();
            return reindexing.progress().getFirst().finished() != null;
          });
    }
    assertThat(node.rows()).isEqualTo(node.rowsFromScratch());
  }
}
