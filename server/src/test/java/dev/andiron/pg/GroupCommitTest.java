package dev.andiron.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andiron.TestPostgres;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Rows of many callers in one transaction")
class GroupCommitTest {
  private static final List<Insert.Column> ONE =
      List.of(
          new Insert.Column("id", "text"),
          new Insert.Column("number", "int8"),
          new Insert.Column("bytes", "bytea"),
          new Insert.Column("at", "timestamptz"));
  private static final List<Insert.Column> OTHER = List.of(new Insert.Column("one", "text"));

  private final Pool pool = Pool.open(TestPostgres.newUrl(), 6);
  private final Database database = pool.database();
  private final GroupCommit together = new GroupCommit(database);

  @BeforeEach
  void tables() {
    database.execute(
        Statement.of(
            "create table one (id text primary key, number int8, bytes bytea, at timestamptz)"));
    database.execute(
        Statement.of("create table other (one text primary key check (one <> 'bad'))"));
  }

  @AfterEach
  void close() {
    pool.close();
  }

  private static Insert one(String id, long number, byte[] bytes, Instant at) {
    return new Insert("one", ONE, List.of(Arrays.asList(id, number, bytes, at)));
  }

  private static Insert one(String id, long number) {
    return one(id, number, new byte[0], Instant.EPOCH);
  }

  private static Insert other(String... ids) {
    return new Insert("other", OTHER, Arrays.stream(ids).<List<Object>>map(List::of).toList());
  }

  private List<String> all(String sql) {
    return database.query(Statement.of(sql), row -> row.text(1));
  }

  @Test
  @DisplayName("values come as they were given, nulls too")
  void values() {
    Instant at = Instant.parse("2026-11-22T10:00:00.123Z");
    together.commit(
        List.of(
            one("{\"a\": \"b\\\\\", 'c,'}", 7L, new byte[] {0, -1}, at),
            new Insert("one", ONE, List.of(Arrays.asList("null", null, null, null)))));
    assertThat(
            all(
                "select concat_ws('|', id, number, encode(bytes, 'hex'), at at time zone 'UTC') from one order by number"))
        .containsExactly("{\"a\": \"b\\\\\", 'c,'}|7|00ff|2026-11-22 10:00:00.123", "null");
  }

  @Test
  @DisplayName("a caller's rows are all there or none")
  void allOrNone() {
    // The first table's row goes in before the second table refuses its own.
    assertThatThrownBy(() -> together.commit(List.of(one("x", 1), other("good", "bad"))))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.constraint()).isEqualTo("other_one_check"));
    assertThat(all("select id from one")).isEmpty();
    assertThat(all("select one from other")).isEmpty();
  }

  @Test
  @DisplayName("what is wrong with one caller's rows is that caller's alone")
  void onlyTheGuilty() throws InterruptedException, ExecutionException {
    Random random = new Random(42);
    List<Boolean> good = IntStream.range(0, 400).mapToObj(_ -> random.nextInt(10) > 0).toList();
    List<Future<Boolean>> outcomes = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < good.size(); i++) {
        String id = "n" + i;
        String second = good.get(i) ? id : "bad";
        long number = i;
        outcomes.add(
            callers.submit(() -> {
              try {
                together.commit(List.of(one(id, number), other(second)));
                return true;
              } catch (DatabaseException e) {
                assertThat(e.constraint()).isEqualTo("other_one_check");
                return false;
              }
            }));
      }
    }
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < good.size(); i++) {
      assertThat(outcomes.get(i).get()).as("caller " + i).isEqualTo(good.get(i));
      if (good.get(i)) {
        expected.add("n" + i);
      }
    }
    assertThat(all("select id from one order by number")).isEqualTo(expected);
    assertThat(all("select one from other")).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  @DisplayName("many callers share few transactions")
  void shared() {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 300; i++) {
        String id = "n" + i;
        Future<?> _ = callers.submit(() -> together.commit(List.of(one(id, 1))));
      }
    }
    Map<String, Long> sizes =
        all("select xmin::text from one").stream()
            .collect(Collectors.groupingBy(xmin -> xmin, Collectors.counting()));
    assertThat(sizes.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(300);
    assertThat(sizes).hasSizeLessThan(150);
    assertThat(sizes.values()).allMatch(size -> size <= 64);
  }

  @Test
  @DisplayName("without a database everybody hears of it")
  void outage() {
    pool.close();
    assertThatThrownBy(() -> together.commit(List.of(one("x", 1))))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.isUnavailable()).isTrue());
  }
}
