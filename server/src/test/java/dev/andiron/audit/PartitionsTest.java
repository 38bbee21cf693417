package dev.andiron.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.TestPostgres;
import dev.andiron.crypto.TimeOrderedIds;
import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The parts of the records' table")
class PartitionsTest {
  private final Database database = TestPostgres.newProductDatabase();
  private final List<String> unindexed = new ArrayList<>();
  private final Partitions partitions =
      new Partitions(
          database,
          ids -> {
            unindexed.addAll(ids);
            return List.of(
                Statement.of(
                    "delete from search_token_1 where id = any(?)",
                    new Statement.SqlArray("text", ids.toArray())));
          });

  private String event(String time) {
    Instant instant = Instant.parse(time);
    String id = new TimeOrderedIds(Clock.fixed(instant, ZoneOffset.UTC)).next().toString();
    event(id, instant);
    return id;
  }

  private void event(String id, Instant time) {
    database.execute(
        Statement.of(
            "insert into auditevent (id, version, ts, cts, text) values (?, 1, ?, ?, '{}')",
            id,
            time,
            time));
    database.execute(Statement.of("insert into search_token_1 values (1, 'x', 0, 3, ?)", id));
  }

  private String part(String id) {
    return database
        .query(
            Statement.of("select tableoid::regclass::text from auditevent where id = ?", id),
            row -> row.text(1))
        .getFirst();
  }

  private List<String> ids(String table) {
    return database.query(Statement.of("select id from " + table), row -> row.text(1));
  }

  @Test
  @DisplayName("are made ahead, to the millisecond, and again without harm")
  void ahead() {
    partitions.ahead(Instant.parse("2031-12-15T10:00:00Z"));
    partitions.ahead(Instant.parse("2031-12-15T10:00:00Z"));
    assertThat(part(event("2031-12-01T00:00:00.000Z"))).isEqualTo("auditevent_2031_12");
    assertThat(part(event("2031-12-31T23:59:59.999Z"))).isEqualTo("auditevent_2031_12");
    assertThat(part(event("2032-01-01T00:00:00.000Z"))).isEqualTo("auditevent_2032_01");
    assertThat(part(event("2032-02-29T23:59:59.999Z"))).isEqualTo("auditevent_2032_02");
    assertThat(part(event("2032-03-01T00:00:00.000Z"))).isEqualTo("auditevent_other");
  }

  @Test
  @DisplayName("are dropped when all of a month is past its retention, with the rows of the index")
  void dropped() {
    partitions.ahead(Instant.parse("2031-01-15T10:00:00Z"));
    String january = event("2031-01-31T23:00:00Z");
    String february = event("2031-02-01T00:00:00Z");
    event("my-own-old", Instant.parse("2031-01-31T23:00:00Z"));
    event("my-own-new", Instant.parse("2031-02-28T23:00:00Z"));
    assertThat(partitions.drop(Instant.parse("2031-01-31T23:59:59Z"))).isNotNegative();
    assertThat(ids("auditevent")).contains(january, february, "my-own-new");
    partitions.drop(Instant.parse("2031-02-01T00:00:00Z"));
    assertThat(ids("auditevent")).containsExactlyInAnyOrder(february, "my-own-new");
    assertThat(ids("search_token_1")).containsExactlyInAnyOrder(february, "my-own-new");
    assertThat(unindexed).contains(january, "my-own-old").doesNotContain(february);
    assertThat(partitions.drop(Instant.parse("2031-02-01T00:00:00Z"))).isZero();
  }
}
