package dev.andiron.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.andiron.Await;
import dev.andiron.TestPostgres;
import dev.andiron.definition.Definitions;
import dev.andiron.export.ExportFile.Kind;
import dev.andiron.export.ExportRequest.Scope;
import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import dev.andiron.search.SearchParameters;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An export, page by page")
class ExportRunTest {
  private static final SearchParameters PARAMETERS =
      new SearchParameters(Definitions.load(), Clock.systemUTC());

  private final Database database = TestPostgres.newProductDatabase();
  private final ExportNode a = new ExportNode(database, PARAMETERS, null);
  private final ExportNode b = new ExportNode(database, PARAMETERS, null);

  @BeforeEach
  void write() {
    for (String id : ids(0, 50)) {
      a.put("Patient", id, "{}");
    }
  }

  private static List<String> ids(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "p%03d".formatted(i)).toList();
  }

  private static List<String> first(List<String> ids) {
    return ids.stream().map(id -> "Patient/" + id + " 1").toList();
  }

  @Test
  @DisplayName("has each resource once, in files that do not grow beyond their bound")
  void whole() {
    a.put("Observation", "o", "{}");
    String id = a.begin(new Scope.OfSystem(), null, "Account", "Observation", "Patient");
    a.toTheEnd();
    List<String> expected = new ArrayList<>(first(ids(0, 50)));
    expected.addFirst("Observation/o 1");
    assertThat(a.output(id)).isEqualTo(expected);
    assertThat(a.files(id, Kind.OUTPUT))
        .extracting(ExportFile::number, ExportFile::type, ExportFile::count)
        .containsExactly(
            tuple(1, "Observation", 1L),
            tuple(2, "Patient", 14L),
            tuple(3, "Patient", 14L),
            tuple(4, "Patient", 14L),
            tuple(5, "Patient", 8L));
    assertThat(state(id)).isEqualTo("done");
  }

  private String state(String id) {
    return Objects.requireNonNull(
        database.first(
            Statement.of("select state from export_job where id = ?", id), row -> row.text(1)));
  }

  @Test
  @DisplayName("whose node dies is taken over by another: no line is twice, none is missing")
  void takenOver() {
    String id = a.begin(new Scope.OfSystem(), null, "Patient");
    ExportRun ofA = a.take();
    for (int i = 0; i < 3; i++) {
      assertThat(ofA.step()).isTrue();
    }
    assertThat(b.exports.take(Clock.systemUTC().instant())).as("while A lives").isNull();
    a.diesOf(id);
    ExportRun ofB = b.take();
    assertThat(ofB.step()).isTrue();
    assertThatThrownBy(ofA::step).isInstanceOf(ExportStore.LostException.class);
    while (ofB.step()) {}
    assertThat(b.output(id)).isEqualTo(first(ids(0, 50)));
  }

  @Test
  @DisplayName("is left to the others by a node that stops")
  void released() {
    a.begin(new Scope.OfSystem(), null, "Patient");
    assertThat(a.take().step()).isTrue();
    a.exports.release();
    b.toTheEnd();
  }

  @Test
  @DisplayName("that stops again and again at the same place is given up")
  void givenUp() {
    String id = a.begin(new Scope.OfSystem(), null, "Patient");
    for (int i = 0; i < 5; i++) {
      assertThat(a.take()).isNotNull();
      a.diesOf(id);
    }
    b.toTheEnd();
    assertThat(state(id)).isEqualTo("failed");
  }

  @Test
  @DisplayName("shows what was there at its time, whatever is written while it is made")
  void ofItsTime() {
    a.delete("Patient", "p002");
    a.put("Patient", "p003", "{\"active\":true}");
    String id = a.begin(new Scope.OfSystem(), null, "Patient");
    List<String> expected = new ArrayList<>(first(ids(0, 50)));
    expected.set(3, "Patient/p003 2");
    expected.remove(2);
    // before it begins, and then on both sides of where it is
    a.put("Patient", "p002", "{}");
    a.put("Patient", "p001", "{\"active\":true}");
    a.delete("Patient", "p049");
    ExportRun run = a.take();
    for (int page = 0; run.step(); page++) {
      if (page == 2) {
        for (String each : ids(0, 50)) {
          a.put("Patient", each, "{\"active\":false}");
          a.put("Patient", each, "{\"active\":true,\"gender\":\"female\"}");
        }
        a.put("Patient", "p020a", "{}");
        ids(30, 50).forEach(each -> a.delete("Patient", each));
        a.delete("Patient", "p005");
        a.put("Patient", "p035", "{}");
      }
    }
    assertThat(a.output(id)).isEqualTo(expected);
  }

  @Test
  @DisplayName("of what changed since a time has that, and tells what was deleted")
  void since() {
    Instant since = Clock.systemUTC().instant();
    // versions are written to the millisecond
    Await.until(
        "the clock goes on",
        Duration.ofSeconds(5),
        () -> Clock.systemUTC().instant().isAfter(since.plusMillis(1)));
    a.put("Patient", "p010", "{\"active\":true}");
    a.put("Patient", "new", "{}");
    a.delete("Patient", "p011");
    a.delete("Patient", "p012");
    a.put("Patient", "p012", "{}");
    String id = a.begin(new Scope.OfSystem(), since, "Patient");
    a.delete("Patient", "p013");
    a.toTheEnd();
    assertThat(a.output(id)).containsExactly("Patient/new 1", "Patient/p010 2", "Patient/p012 3");
    assertThat(a.lines(id, Kind.DELETED))
        .singleElement()
        .satisfies(bundle -> {
          assertThat(bundle.string("type")).isEqualTo("transaction");
          assertThat(bundle.array("entry").toString())
              .contains("{\"request\":{\"method\":\"DELETE\",\"url\":\"Patient/p011\"}}")
              .doesNotContain("p012", "p013");
        });
  }

  @Test
  @DisplayName("that is removed is worked at no more, and nothing of it is left")
  void removed() {
    String id = a.begin(new Scope.OfSystem(), null, "Patient");
    ExportRun run = a.take();
    assertThat(run.step()).isTrue();
    a.exports.remove(id);
    assertThat(a.exports.find(id)).isNull();
    assertThatThrownBy(run::step).isInstanceOf(ExportStore.LostException.class);
    while (a.exports.sweep(Clock.systemUTC().instant())) {}
    for (String table : List.of("export_job", "export_file", "export_chunk")) {
      List<Long> rows =
          database.query(Statement.of("select count(*) from " + table), row -> row.number(1));
      assertThat(rows).as(table).containsExactly(0L);
    }
  }

  @Test
  @DisplayName("has only what its asker may read, and says of a type why not all of it is there")
  void rights() {
    ExportNode some = new ExportNode(database, PARAMETERS, key -> key.id().endsWith("7"));
    String id = some.begin(new Scope.OfSystem(), null, "Patient");
    some.toTheEnd();
    assertThat(some.output(id))
        .containsExactly(
            "Patient/p007 1",
            "Patient/p017 1",
            "Patient/p027 1",
            "Patient/p037 1",
            "Patient/p047 1");
    assertThat(some.lines(id, Kind.ERROR))
        .singleElement()
        .satisfies(line -> assertThat(line.toString()).contains("GET /Patient", "information"));
  }

  @Test
  @DisplayName("of patients has what is in their compartments; of a group, of its active members")
  void compartments() {
    a.put("Observation", "o1", "{\"subject\":{\"reference\":\"Patient/p001\"}}");
    a.put("Observation", "o2", "{\"performer\":[{\"reference\":\"Patient/p002\"}]}");
    a.put("Observation", "o3", "{\"focus\":[{\"reference\":\"Patient/p001\"}]}");
    a.put("Observation", "o4", "{\"subject\":{\"reference\":\"Group/g\"}}");
    a.put(
        "Group",
        "g",
        """
        {"member":[{"entity":{"reference":"Patient/p001"}},
          {"entity":{"reference":"Patient/p002"},"inactive":true},
          {"entity":{"reference":"Practitioner/p003"}}]}
        """);
    String all = a.begin(new Scope.OfPatients(List.of()), null, "Observation");
    a.toTheEnd();
    assertThat(a.output(all)).containsExactly("Observation/o1 1", "Observation/o2 1");
    String some = a.begin(new Scope.OfPatients(List.of("p002")), null, "Observation", "Patient");
    a.toTheEnd();
    assertThat(a.output(some)).containsExactly("Observation/o2 1", "Patient/p002 1");
    String group = a.begin(new Scope.OfGroup("g", List.of()), null, "Observation", "Patient");
    a.put("Group", "g", "{}"); // too late
    a.toTheEnd();
    assertThat(a.output(group)).containsExactly("Observation/o1 1", "Patient/p001 1");
  }

  @Test
  @DisplayName("waits where its asker has three under way; a twenty-first is not kept")
  void bounds() {
    for (int i = 0; i < 3; i++) {
      a.begin(new Scope.OfSystem(), null, "Patient");
    }
    assertThatThrownBy(() -> a.begin(new Scope.OfSystem(), null, "Patient"))
        .isInstanceOf(TooManyExportsException.class);
    for (int i = 0; i < 3; i++) {
      a.toTheEnd();
    }
    for (int i = 3; i < 20; i++) {
      a.begin(new Scope.OfSystem(), null, "Patient");
      a.toTheEnd();
    }
    assertThatThrownBy(() -> a.begin(new Scope.OfSystem(), null, "Patient"))
        .isInstanceOf(TooManyExportsException.class);
  }
}
