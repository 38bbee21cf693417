package dev.andiron.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andiron.pg.Statement;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("FHIR R4 search §sort, §count: order and pages")
class PagingTest {
  private static final AtomicLong SECONDS = new AtomicLong();
  private static final SearchFixture FIXTURE =
      new SearchFixture(
          new Clock() {
            @Override
            public ZoneOffset getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
              return this;
            }

            @Override
            public Instant instant() {
              return Instant.parse("2026-01-01T00:00:00Z")
                  .plus(Duration.ofSeconds(SECONDS.incrementAndGet()));
            }
          });

  @BeforeAll
  static void synthea() {
    FIXTURE.synthea();
    FIXTURE.put("{'resourceType':'Patient','id':'bare'}");
    FIXTURE.put("{'resourceType':'Patient','id':'nameless','gender':'female'}");
    for (int i = 0; i < 40; i++) {
      FIXTURE.put(
          "{'resourceType':'RiskAssessment','id':'r%02d','prediction':[{'probabilityDecimal':%s}],'subject':{'reference':'Patient/p%d'},'status':'%s'}"
              .formatted(
                  i,
                  i % 5 == 0 ? "null" : "0." + (i % 7),
                  i % 3,
                  i % 2 == 0 ? "final" : "registered"));
    }
  }

  private static List<String> column(String query, String path) {
    return FIXTURE.page("Patient", query).rows().stream()
        .map(ResourceVersion::resource)
        .map(resource -> {
          if (path.equals("family")) {
            return resource.array("name").isEmpty()
                ? "-"
                : String.valueOf(
                    ((dev.andiron.json.JsonObject) resource.array("name").get(0)).string("family"));
          }
          String text = resource.string(path);
          return text == null ? "-" : text;
        })
        .toList();
  }

  @Test
  @DisplayName("Synthea's patients by family and birthdate")
  void synthea14() {
    assertThat(FIXTURE.page("Patient", "").total()).isEqualTo(16);
    assertThat(column("family=ha", "family")).containsExactly("Hand679");
    assertThat(column("name=VERN", "family")).containsExactly("Bruen238");
    assertThat(column("birthdate=2004&_sort=birthdate", "family"))
        .containsExactly("Hand679", "Rutherford999");
    assertThat(column("birthdate=lt1990&_sort=-birthdate", "birthDate"))
        .containsExactly("1980-10-30", "1960-06-09");
    assertThat(column("birthdate=ge2020&_sort=birthdate", "birthDate"))
        .containsExactly("2021-12-14", "2023-05-25", "2024-08-11");
    assertThat(column("_sort=family&_count=3", "family"))
        .containsExactly("Bayer639", "Bruen238", "Feeney44");
  }

  @Test
  @DisplayName("resources without a value come last in either direction")
  void missingLast() {
    List<String> up = column("_sort=birthdate", "birthDate");
    List<String> down = column("_sort=-birthdate", "birthDate");
    assertThat(up.subList(14, 16)).containsExactly("-", "-");
    assertThat(down.subList(14, 16)).containsExactly("-", "-");
    assertThat(up.subList(0, 14)).isSorted();
    List<String> turned = new ArrayList<>(down.subList(0, 14));
    Collections.reverse(turned);
    assertThat(turned).isEqualTo(up.subList(0, 14));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "_sort=_id",
        "_sort=-_id",
        "_sort=_lastUpdated",
        "_sort=-_lastUpdated",
        "_sort=family",
        "_sort=-family",
        "_sort=given",
        "_sort=-given",
        "_sort=birthdate",
        "_sort=-birthdate",
        "_sort=gender,-birthdate",
        "_sort=-gender,family,_id",
        "_sort=address-city,gender,-_lastUpdated",
        "_sort=death-date,family",
        "_sort=general-practitioner",
        "gender=male&_sort=-birthdate",
        "gender:not=male&_sort=family",
        "birthdate=ge2000&_sort=-family",
        "birthdate:missing=true&_sort=birthdate"
      })
  @DisplayName("pages by next are the whole, without gap or repetition, and previous leads back")
  void walk(String query) {
    List<String> whole = FIXTURE.ids("Patient", query);
    assertThat(whole).doesNotHaveDuplicates().isNotEmpty();
    for (int count : new int[] {1, 3, 5, 16}) {
      walkBothWays("Patient", query, count, whole);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_sort=probability",
        "_sort=-probability",
        "_sort=subject,-probability",
        "_sort=-subject,probability",
        "_sort=-probability,subject,_id"
      })
  @DisplayName("equal and missing numbers and references page alike")
  void walkNumbers(String query) {
    List<String> whole = FIXTURE.ids("RiskAssessment", query);
    assertThat(whole).hasSize(40).doesNotHaveDuplicates();
    for (int count : new int[] {1, 7, 39}) {
      walkBothWays("RiskAssessment", query, count, whole);
    }
  }

  private static void walkBothWays(String type, String query, int count, List<String> whole) {
    String counted = query + (query.isEmpty() ? "" : "&") + "_count=" + count;
    List<String> there = new ArrayList<>();
    Page page = FIXTURE.page(type, counted);
    assertThat(page.previousCursor()).isNull();
    there.addAll(SearchFixture.ids(page));
    while (page.nextCursor() != null) {
      page = FIXTURE.page(type, counted + "&_cursor=" + page.nextCursor());
      assertThat(page.total()).isEqualTo(whole.size());
      there.addAll(SearchFixture.ids(page));
    }
    assertThat(there).isEqualTo(whole);
    List<String> back = new ArrayList<>(SearchFixture.ids(page));
    while (page.previousCursor() != null) {
      page = FIXTURE.page(type, counted + "&_cursor=" + page.previousCursor());
      back.addAll(0, SearchFixture.ids(page));
      assertThat(page.nextCursor()).isNotNull();
    }
    assertThat(back).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "_sort=-birthdate", "_sort=gender,family"})
  @DisplayName("_page is an offset, and its next link goes on from there")
  void offsets(String query) {
    List<String> whole = FIXTURE.ids("Patient", query);
    String third = query + (query.isEmpty() ? "" : "&") + "_count=5&_page=3";
    Page page = FIXTURE.page("Patient", third);
    assertThat(SearchFixture.ids(page)).isEqualTo(whole.subList(10, 15));
    Page next =
        FIXTURE.page("Patient", third.replace("&_page=3", "") + "&_cursor=" + page.nextCursor());
    assertThat(SearchFixture.ids(next)).isEqualTo(whole.subList(15, 16));
    Page previous =
        FIXTURE.page(
            "Patient", third.replace("&_page=3", "") + "&_cursor=" + page.previousCursor());
    assertThat(SearchFixture.ids(previous)).isEqualTo(whole.subList(5, 10));
    assertThat(FIXTURE.page("Patient", query + (query.isEmpty() ? "" : "&") + "_page=99").rows())
        .isEmpty();
  }

  @Test
  @DisplayName("_total and _summary=count")
  void totals() {
    assertThat(FIXTURE.page("Patient", "_total=none").total()).isNull();
    assertThat(FIXTURE.page("Patient", "_total=accurate&_count=1").total()).isEqualTo(16);
    assertThat(FIXTURE.page("Patient", "gender=female&_total=estimate").total()).isEqualTo(3);
    for (String query : List.of("_summary=count", "_count=0")) {
      Page page = FIXTURE.page("Patient", query + "&gender=female");
      assertThat(page.total()).isEqualTo(3);
      assertThat(page.rows()).isEmpty();
      assertThat(page.nextCursor()).isNull();
    }
  }

  @Test
  @DisplayName("total is exact up to 10,000 and beyond only when asked for")
  void manyMatches() {
    SearchFixture many = new SearchFixture();
    many.put("{'resourceType':'Basic','id':'b'}");
    many.database.execute(
        Statement.of(
            "insert into basic (id, version, ts, cts, text) select 'b' || n, 1, now(), now(), '{}'"
                + " from generate_series(1, 9999) n"));
    assertThat(many.page("Basic", "_count=1").total()).isEqualTo(10_000);
    many.put("{'resourceType':'Basic','id':'one-more'}");
    assertThat(many.page("Basic", "_count=1").total()).isNull();
    assertThat(many.page("Basic", "_count=1&_total=accurate").total()).isEqualTo(10_001);
    assertThat(many.page("Basic", "_summary=count").total()).isEqualTo(10_001);
  }

  @Test
  @DisplayName("a cursor that was changed, or is of another search, is refused")
  void foreignCursors() {
    String cursor = FIXTURE.page("Patient", "_sort=family&_count=3").nextCursor();
    assertThat(cursor).matches("[A-Za-z0-9_-]+");
    List<String> wrong =
        List.of(
            "_sort=family&_cursor=",
            "_sort=family&_cursor=AAAA",
            "_sort=family&_cursor=%%%",
            "_sort=family&_cursor=" + cursor + "A",
            "_sort=family&_cursor=A" + cursor,
            "_sort=-family&_cursor=" + cursor,
            "_sort=birthdate&_cursor=" + cursor,
            "_sort=family&gender=male&_cursor=" + cursor);
    for (String query : wrong) {
      assertThatThrownBy(() -> FIXTURE.page("Patient", query))
          .as(query)
          .isInstanceOfSatisfying(
              SearchRefusedException.class,
              e -> assertThat(e.issues().getFirst().expression()).isEqualTo("_cursor"));
    }
    assertThat(FIXTURE.page("Patient", "_count=7&_sort=family&_cursor=" + cursor).rows())
        .hasSize(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"_sort=name", "_sort=-birthdate", "", "_sort=-_lastUpdated"})
  @DisplayName("while others write, next neither skips nor repeats what stays unchanged")
  @Timeout(120)
  void concurrentWrites(String query) throws Exception {
    SearchFixture busy = new SearchFixture();
    for (int i = 0; i < 120; i++) {
      busy.put(person("stays" + i, i));
    }
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong writes = new AtomicLong();
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              Random random = new Random(1);
              while (!done.get()) {
                String id = "moves" + random.nextInt(50);
                if (random.nextInt(4) == 0) {
                  busy.store.delete(new ResourceKey("Person", id), new Precondition.None());
                } else {
                  busy.put(person(id, random.nextInt(120)));
                }
                writes.incrementAndGet();
              }
            });
    try {
      Set<String> expected = new HashSet<>();
      IntStream.range(0, 120).forEach(i -> expected.add("stays" + i));
      // Until many writes have come between, however slow the machine is.
      for (int round = 0; round < 3 || writes.get() < 100; round++) {
        List<String> staying =
            busy.allIds("Person", query + (query.isEmpty() ? "" : "&") + "_count=7").stream()
                .filter(id -> id.startsWith("stays"))
                .toList();
        assertThat(staying).doesNotHaveDuplicates();
        assertThat(new HashSet<>(staying)).isEqualTo(expected);
      }
    } finally {
      done.set(true);
      writer.join();
    }
  }

  private static dev.andiron.json.JsonObject person(String id, int i) {
    return SearchFixture.json(
        "{'resourceType':'Person','id':'%s','name':[{'family':'F%d'}],'birthDate':'19%02d-01-01'}"
            .formatted(id, i % 10, i % 100));
  }
}
