package dev.andiron.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andiron.TestPostgres;
import dev.andiron.json.Json;
import dev.andiron.json.JsonNumber;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The store: versions, conflicts, hooks and the feed in one transaction")
class StoreTest {
  private static final ResourceKey KEY = new ResourceKey("Patient", "p1");

  private final Database database = TestPostgres.newDatabase();
  private final AtomicInteger nextId = new AtomicInteger();
  private ChangeFeed feed = new ChangeFeed(database, Set.of("User"), Set.of());
  private Store store = storeWith(List.of());

  @BeforeEach
  void tables() throws Exception {
    try (var sql = Store.class.getResourceAsStream("/dev/andiron/migration/0001-resource.sql")) {
      database.execute(
          Statement.of(new String(sql.readAllBytes(), StandardCharsets.UTF_8).strip()));
    }
    feed.start();
  }

  @AfterEach
  void stop() {
    feed.close();
  }

  private Store storeWith(List<WriteHook> hooks) {
    return new Store(
        database,
        Clock.fixed(Instant.parse("2026-11-22T10:00:00.123456Z"), ZoneOffset.UTC),
        () -> "id" + nextId.incrementAndGet(),
        new AnythingGoes(),
        (_, _, _, _) -> List.of(),
        hooks,
        feed);
  }

  private record AnythingGoes() implements Validator {
    @Override
    public boolean knows(String type) {
      return true;
    }

    @Override
    public Checked check(JsonObject resource) {
      return new Checked(resource, List.of());
    }
  }

  private static JsonObject json(String text) {
    return (JsonObject) JsonReader.read(text);
  }

  @Test
  @DisplayName("what was written comes back as written, with resourceType, id and meta first")
  void keepsTheText() {
    store.put(
        KEY,
        json("{\"z\":1.10,\"a\":1.0E2,\"meta\":{\"tag\":[],\"versionId\":\"9\"},\"b\":\"ä\"}"),
        Precondition.NONE);

    assertThat(text(store.read(KEY)))
        .isEqualTo(
            "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"meta\":{\"versionId\":\"1\","
                + "\"lastUpdated\":\"2026-11-22T10:00:00.123Z\",\"tag\":[]},"
                + "\"z\":1.10,\"a\":1.0E2,\"b\":\"ä\"}");
  }

  @Test
  @DisplayName("a type nobody wrote yet reads as empty")
  void emptyType() {
    assertThat(store.read(new ResourceKey("Basic", "x"))).isNull();
    assertThat(store.read(new ResourceKey("Basic", "x"), 1)).isNull();
    assertThat(store.delete(new ResourceKey("Basic", "x"), Precondition.NONE)).isNull();
  }

  @Test
  @DisplayName("each change is a version, the same again is none, and each version can be read")
  void versions() {
    assertThat(store.put(KEY, json("{\"a\":1}"), Precondition.NONE).effect())
        .isEqualTo(Written.Effect.CREATED);
    assertThat(store.put(KEY, json("{\"a\":2}"), Precondition.NONE).version().version())
        .isEqualTo(2);
    Written same = store.put(KEY, json("{\"a\":2}"), Precondition.NONE);
    assertThat(same.effect()).isEqualTo(Written.Effect.UNCHANGED);
    assertThat(same.version().version()).isEqualTo(2);

    assertThat(text(store.read(KEY, 1))).contains("\"a\":1");
    assertThat(text(store.read(KEY, 2))).contains("\"a\":2");
    assertThat(store.read(KEY, 3)).isNull();
  }

  @Test
  @DisplayName("a deleted resource reads as deleted, and made anew it goes on counting")
  void deletion() {
    store.put(KEY, json("{\"a\":1}"), Precondition.NONE);
    Written deleted = store.delete(KEY, Precondition.NONE);

    assertThat(deleted).isNotNull();
    assertThat(deleted.effect()).isEqualTo(Written.Effect.DELETED);
    ResourceVersion gone = store.read(KEY);
    assertThat(gone).isNotNull();
    assertThat(gone.deleted()).isTrue();
    assertThat(gone.version()).isEqualTo(2);
    assertThat(store.delete(KEY, Precondition.NONE)).isNull();

    Written again = store.put(KEY, json("{\"a\":3}"), Precondition.NONE);
    assertThat(again.effect()).isEqualTo(Written.Effect.CREATED);
    assertThat(again.version().version()).isEqualTo(3);
    assertThat(text(store.read(KEY, 1))).contains("\"a\":1");
  }

  @Test
  @DisplayName("a stale version is refused and changes nothing")
  void stale() {
    store.put(KEY, json("{\"a\":1}"), Precondition.NONE);
    store.put(KEY, json("{\"a\":2}"), new Precondition.IsVersion(1));

    assertRefused(
        RefusedException.Reason.STALE_VERSION,
        () -> store.put(KEY, json("{\"a\":3}"), new Precondition.IsVersion(1)));
    assertRefused(
        RefusedException.Reason.STALE_VERSION,
        () -> store.delete(KEY, new Precondition.IsVersion(1)));
    assertRefused(
        RefusedException.Reason.EXISTS,
        () -> store.put(KEY, json("{\"a\":3}"), new Precondition.IsNew()));
    assertThat(text(store.read(KEY))).contains("\"a\":2");
  }

  private static void assertRefused(RefusedException.Reason reason, Callable<?> write) {
    assertThatThrownBy(write::call)
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  @DisplayName("of many concurrent edits none is lost")
  void concurrentEdits() throws Exception {
    store.put(KEY, json("{\"n\":0}"), Precondition.NONE);
    int writers = 12;
    int each = 10;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        all.add(
            threads.submit(() -> {
              for (int n = 0; n < each; n++) {
                store.write(KEY, StoreTest::plusOne, Precondition.NONE);
              }
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(text(store.read(KEY))).contains("\"n\":" + writers * each);
    ResourceVersion last = store.read(KEY);
    assertThat(last).isNotNull();
    assertThat(last.version()).isEqualTo(writers * each + 1);
  }

  private static JsonObject plusOne(@Nullable JsonObject current) {
    assertThat(current).isNotNull();
    int n = Integer.parseInt(((JsonNumber) required(current.get("n"))).text());
    return current.with("n", Json.of(n + 1));
  }

  private static <T> T required(@Nullable T value) {
    return Objects.requireNonNull(value);
  }

  @Test
  @DisplayName("what a hook adds is written with the resource or not at all")
  void hookInTheSameTransaction() {
    database.execute(Statement.of("create table beside (id text primary key)"));
    Store hooked =
        storeWith(
            List.of(
                new WriteHook() {
                  @Override
                  public Set<String> types() {
                    return Set.of("Patient");
                  }

                  @Override
                  public Plan plan(Proposal proposal) {
                    return new Plan(
                        proposal.proposed(),
                        false,
                        List.of(Statement.of("insert into beside values (?)", "same")),
                        List.of());
                  }

                  @Override
                  public @Nullable RefusedException explain(String constraint) {
                    return constraint.equals("beside_pkey")
                        ? new RefusedException(
                            RefusedException.Reason.DUPLICATE,
                            new Issue(Issue.Kind.DUPLICATE, "", "taken"))
                        : null;
                  }
                }));
    hooked.put(KEY, json("{\"a\":1}"), Precondition.NONE);

    ResourceKey other = new ResourceKey("Patient", "p2");
    assertRefused(
        RefusedException.Reason.DUPLICATE,
        () -> hooked.put(other, json("{\"a\":1}"), Precondition.NONE));
    assertThat(store.read(other)).isNull();
  }

  @Test
  @DisplayName("another node hears of a change, and a fill that began before it is not kept")
  void feedReachesAnotherNode() throws Exception {
    try (ChangeFeed otherNode = new ChangeFeed(database, Set.of("User"), Set.of())) {
      ConcurrentLinkedQueue<ResourceKey> heard = new ConcurrentLinkedQueue<>();
      otherNode.start();
      otherNode.listen(
          new ChangeListener() {
            @Override
            public void changed(ResourceKey key) {
              heard.add(key);
            }

            @Override
            public void reset() {}
          });
      ResourceKey user = new ResourceKey("User", "u1");
      long before = otherNode.position();

      store.put(user, json("{\"a\":1}"), Precondition.NONE);
      store.put(KEY, json("{\"a\":1}"), Precondition.NONE);

      long deadline = System.nanoTime() + 5_000_000_000L;
      while (heard.isEmpty() && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(heard).containsExactly(user);
      assertThat(otherNode.holds()).isTrue();
      assertThat(otherNode.keeps(user, before)).isFalse();
      assertThat(otherNode.keeps(user, otherNode.position())).isTrue();
      assertThat(otherNode.keeps(KEY, before)).isTrue();
    }
  }

  private static String text(@Nullable ResourceVersion version) {
    assertThat(version).isNotNull();
    return new String(version.text(), StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("made and deleted by others while a write was planned: it comes after them")
  void madeAndDeletedBetween() {
    for (boolean before : new boolean[] {false, true}) {
      ResourceKey key = new ResourceKey("Patient", before ? "was" : "never");
      if (before) {
        var _ = store.put(key, json("{\"z\":\"first\"}"), Precondition.NONE);
        var _ = store.delete(key, Precondition.NONE);
      }
      AtomicBoolean once = new AtomicBoolean(true);
      Written written =
          store.write(
              key,
              current -> {
                if (once.getAndSet(false)) {
                  var _ = store.put(key, json("{\"z\":\"other\"}"), Precondition.NONE);
                  var _ = store.delete(key, Precondition.NONE);
                }
                return json("{\"z\":\"mine\"}");
              },
              Precondition.NONE);
      long version = before ? 5 : 3;
      assertThat(written.version().version()).isEqualTo(version);
      assertThat(store.put(key, json("{\"z\":\"next\"}"), Precondition.NONE).version().version())
          .isEqualTo(version + 1);
      assertThat(store.delete(key, Precondition.NONE)).isNotNull();
    }
  }

  @Test
  @DisplayName("a feed that could not start says why, and can be closed")
  void feedWithoutDatabase() {
    Pool gone = TestPostgres.newPool();
    gone.close();
    ChangeFeed dead = new ChangeFeed(gone.database(), Set.of("User"), Set.of());
    assertThatThrownBy(dead::start)
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.isUnavailable()).isTrue());
    dead.close();
  }
}
