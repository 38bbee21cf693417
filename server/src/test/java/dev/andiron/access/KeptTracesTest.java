package dev.andiron.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.TestPostgres;
import dev.andiron.http.Request;
import dev.andiron.identity.MutableClock;
import dev.andiron.json.JsonObject;
import dev.andiron.pg.Database;
import dev.andiron.pg.Migrations;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("Why requests were denied, kept for a day")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeptTracesTest {
  private static final Trace DENIED =
      new Trace(
          false,
          List.of(
              new Trace.Considered(
                  "p",
                  "global",
                  Trace.Result.DENIED,
                  new Failure("matcho.uri", "Expected `/x`."))));

  private final Pool pool = TestPostgres.newPool();
  private final Database database = pool.database();
  private final MutableClock clock = new MutableClock();

  @BeforeAll
  void begin() {
    Migrations.ofProduct().applyTo(database);
  }

  @AfterAll
  void end() {
    pool.close();
  }

  private static Request request(String id) {
    Request plain = Requests.read("Patient", "p");
    return new Request(
        id,
        plain.method(),
        plain.path(),
        plain.segments(),
        plain.pathParameters(),
        "secret=1",
        plain.query(),
        plain.headers(),
        plain.body(),
        plain.remoteAddress(),
        plain.scheme());
  }

  private long count() {
    Long count =
        database.first(Statement.of("select count(*) from access_trace"), row -> row.number(1));
    return count == null ? -1 : count;
  }

  @Test
  @DisplayName("in the background, with who and what and nothing else, until a day has passed")
  void aDay() {
    KeptTraces traces = new KeptTraces(database, clock);
    traces.start();
    traces.denied(new Caller.ProvenClient("c"), request("r1"), "FhirRead", () -> DENIED);
    Await.until("r1 is kept", Duration.ofSeconds(20), () -> traces.find("r1") != null);
    assertThat(traces.find("r1"))
        .isEqualTo(
            Requests.object(
                """
                {'id':'r1','decisions':[{'allowed':false,'time':'%s',
                'request':{'method':'GET','path':'/Patient/p','operation':'FhirRead'},'client':'c',
                'policies':[{'policy':'p','because':'global','result':'denied','at':'matcho.uri',
                'message':'Expected `/x`.'}]}]}\
                """
                    .formatted(clock.instant())));
    clock.forward(Duration.ofHours(23));
    assertThat(traces.find("r1")).isNotNull();
    clock.forward(Duration.ofHours(2));
    assertThat(traces.find("r1")).isNull();
    traces.denied(new Caller.ProvenClient("c"), request("r2"), "FhirRead", () -> DENIED);
    Await.until("what is old is removed", Duration.ofSeconds(20), () -> count() == 1);
    traces.close();
  }

  @Test
  @DisplayName(
      "so many of each caller, whatever they send; a trace that fails is no concern of theirs")
  void rate() {
    KeptTraces traces = new KeptTraces(database, clock);
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String id = "rate-" + i;
      traces.denied(
          new Caller.ProvenClient("loud"),
          request(id),
          "FhirRead",
          () -> {
            made.add(id);
            throw new IllegalStateException("secret");
          });
    }
    assertThat(made).hasSize(20);
    clock.forward(Duration.ofSeconds(3));
    for (int i = 0; i < 10; i++) {
      traces.denied(
          new Caller.ProvenClient("loud"),
          request("later"),
          "FhirRead",
          () -> {
            made.add("later");
            return DENIED;
          });
    }
    assertThat(made).hasSize(23);
    traces.denied(
        new Caller.ProvenClient("quiet"),
        request("quiet"),
        "FhirRead",
        () -> {
          made.add("quiet");
          return DENIED;
        });
    assertThat(made).endsWith("quiet");
    traces.close();
  }

  @Test
  @DisplayName("the newest are kept where there are too many")
  void most() {
    TraceStore store = new TraceStore(database);
    Instant now = clock.instant();
    for (int i = 0; i < 10; i++) {
      store.add(
          List.of(new TraceStore.Row("most", "most-" + i, now.plusSeconds(i), JsonObject.EMPTY)));
    }
    store.purge(now.minusSeconds(1), 3);
    assertThat(
            database.query(
                Statement.of("select id from access_trace where request = 'most' order by id"),
                row -> row.text(1)))
        .containsExactly("most-7", "most-8", "most-9");
    store.purge(now.plusSeconds(20), 3);
    assertThat(store.find("most", Instant.EPOCH)).isEmpty();
  }
}
