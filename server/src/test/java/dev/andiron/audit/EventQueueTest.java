package dev.andiron.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.andiron.Await;
import dev.andiron.TestPostgres;
import dev.andiron.http.HttpProblem;
import dev.andiron.json.JsonObject;
import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The queue of records")
class EventQueueTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int ROOM = 10_000;
  private static final int EASY = 1_000;

  private final List<String> stored = new CopyOnWriteArrayList<>();
  private final AtomicInteger batches = new AtomicInteger();
  private final AtomicLong ids = new AtomicLong();

  private EventQueue queue(EventQueue.Appender store, boolean blocks) {
    return queue(store, blocks, EventQueue.PRESSED);
  }

  private EventQueue queue(EventQueue.Appender store, boolean blocks, Duration pressed) {
    EventQueue queue =
        new EventQueue(
            new EventJson("http://localhost"),
            () -> Long.toString(ids.incrementAndGet()),
            store,
            blocks,
            pressed);
    queue.start();
    return queue;
  }

  private void store(List<JsonObject> resources, Runnable turn) {
    turn.run();
    batches.incrementAndGet();
    resources.forEach(each -> stored.add(String.valueOf(each.string("id"))));
  }

  private static Event event() {
    return new Event(
        Kind.READ,
        "R",
        List.of(Code.READ),
        Instant.EPOCH,
        new Event.Origin("request", "127.0.0.1"),
        null,
        null,
        null,
        List.of(),
        List.of(),
        200);
  }

  @Test
  @DisplayName("writes them in their order, many at once, and what waits when it is closed")
  void order() {
    EventQueue queue = queue(this::store, true);
    for (int i = 0; i < 2_000; i++) {
      queue.add(event());
    }
    queue.close();
    assertThat(stored)
        .hasSize(2_000)
        .isSortedAccordingTo(
            (one, other) -> Long.compare(Long.parseLong(one), Long.parseLong(other)));
    assertThat(batches.get()).isLessThan(100);
    assertThat(queue.written()).isEqualTo(2_000);
    assertThat(queue.lost()).isZero();
  }

  @Test
  @DisplayName("writes none before those that came earlier, however long these take")
  void turns() {
    CountDownLatch open = new CountDownLatch(1);
    EventQueue queue = busy(open, true, EventQueue.PRESSED);
    queue.add(event());
    assertThat(stored).isEmpty();
    open.countDown();
    queue.close();
    assertThat(stored).containsExactly("1", "2", "3");
  }

  @Test
  @DisplayName("has requests wait before many do, until some are written")
  void eases() {
    CountDownLatch open = new CountDownLatch(1);
    EventQueue queue = busy(open, true, Duration.ofMinutes(1));
    for (int i = 0; i < EASY; i++) {
      queue.add(event());
    }
    Thread late = Thread.ofPlatform().start(() -> queue.add(event()));
    Await.until("it waits", SOON, () -> late.getState() == Thread.State.TIMED_WAITING);
    assertThat(queue.waiting()).isEqualTo(EASY);
    open.countDown();
    Await.until("it went on", SOON, () -> !late.isAlive());
    queue.close();
    assertThat(stored).hasSize(EASY + 3);
  }

  /// A queue whose store lets the first wait, with one more that waits for that.
  private EventQueue busy(CountDownLatch open, boolean blocks, Duration pressed) {
    AtomicInteger entered = new AtomicInteger();
    EventQueue queue =
        queue(
            (resources, turn) -> {
              if (entered.incrementAndGet() == 1) {
                try {
                  open.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }
              store(resources, turn);
            },
            blocks,
            pressed);
    queue.add(event());
    Await.until("the first is on its way", SOON, () -> entered.get() == 1);
    queue.add(event());
    Await.until("the next is made ready meanwhile", SOON, () -> entered.get() == 2);
    return queue;
  }

  /// A queue whose store waits, with as many in it as have room.
  private EventQueue full(CountDownLatch open, boolean blocks) {
    EventQueue queue = busy(open, blocks, EventQueue.PRESSED);
    for (int i = 0; i < ROOM; i++) {
      queue.add(event());
    }
    return queue;
  }

  @Test
  @DisplayName("refuses requests where there is no room, and loses none")
  void blocks() {
    CountDownLatch open = new CountDownLatch(1);
    EventQueue queue = full(open, true);
    HttpProblem refused = catchThrowableOfType(HttpProblem.class, () -> queue.add(event()));
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.headers().first("Retry-After")).isNotNull();
    open.countDown();
    queue.close();
    assertThat(stored).hasSize(ROOM + 2);
    assertThat(queue.lost()).isZero();
  }

  @Test
  @DisplayName("counts what it loses, where it is set to let requests go on")
  void counts() {
    CountDownLatch open = new CountDownLatch(1);
    EventQueue queue = full(open, false);
    queue.add(event());
    queue.add(event());
    assertThat(queue.lost()).isEqualTo(2);
    open.countDown();
    queue.close();
    assertThat(stored).hasSize(ROOM + 2);
  }

  @Test
  @DisplayName(
      "where each is written by itself, waits for a database that cannot take one just now")
  void notJustNow() {
    Database database = TestPostgres.newDatabase();
    AtomicInteger tries = new AtomicInteger();
    EventQueue queue =
        queue(
            (resources, turn) -> {
              if (resources.size() > 1) {
                throw new IllegalStateException("one of them is bad");
              }
              if (tries.incrementAndGet() == 2) {
                database.execute(
                    Statement.of("do $$ begin raise exception using errcode = '40001'; end $$"));
              }
              store(resources, turn);
            },
            true);
    for (int i = 0; i < 5; i++) {
      queue.add(event());
    }
    Await.until("all are written", SOON, () -> queue.written() == 5);
    queue.close();
    assertThat(stored).containsExactly("1", "2", "3", "4", "5");
    assertThat(queue.lost()).isZero();
  }

  @Test
  @DisplayName("one that cannot be written keeps no other from it, and is counted")
  void poison() {
    Database database = TestPostgres.newDatabase();
    database.execute(Statement.of("create table t (id text check (id <> '2'))"));
    EventQueue queue =
        queue(
            (resources, _) ->
                database.transaction(transaction ->
                    transaction.execute(
                        resources.stream()
                            .map(each ->
                                Statement.of(
                                    "insert into t values (?)", String.valueOf(each.string("id"))))
                            .toList())),
            true);
    for (int i = 0; i < 5; i++) {
      queue.add(event());
    }
    queue.close();
    assertThat(database.query(Statement.of("select id from t order by id"), row -> row.text(1)))
        .containsExactly("1", "3", "4", "5");
    assertThat(queue.lost()).isEqualTo(1);
  }
}
