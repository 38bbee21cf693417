package dev.andiron.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Where few resources come into question, the answer is that of the search as a whole")
class CandidatesTest {
  private static final int FEW = 60;
  private static final SearchFixture FIXTURE = new SearchFixture();

  @BeforeAll
  static void patients() {
    Random random = new Random(7);
    for (int i = 0; i < FEW + Candidates.MOST + 1; i++) {
      StringBuilder patient =
          new StringBuilder("{'resourceType':'Patient','id':'p%03d'".formatted(i * 617 % 1000));
      patient.append(
          ",'name':[{'family':'%s','given':['Given%d','Given%d']}]"
              .formatted(i < FEW ? "Few" : "Many", random.nextInt(5), random.nextInt(5)));
      patient.append(
          ",'identifier':[{'system':'urn:s','value':'%s%d'}]".formatted(i < FEW ? "f" : "m", i));
      if (random.nextBoolean()) {
        patient.append(",'gender':'%s'".formatted(random.nextBoolean() ? "male" : "female"));
      }
      if (random.nextInt(3) > 0) {
        patient.append(",'birthDate':'19%02d'".formatted(random.nextInt(20)));
      }
      FIXTURE.put(patient.append('}').toString());
    }
  }

  private static Stream<Arguments> searches() {
    List<Arguments> searches = new ArrayList<>();
    for (String sort :
        List.of(
            "",
            "&_sort=-_id",
            "&_sort=-_lastUpdated",
            "&_sort=birthdate",
            "&_sort=-birthdate,given",
            "&_sort=gender,-birthdate,_id",
            "&_sort=-given,gender")) {
      for (String rest :
          List.of("", "&gender=female", "&birthdate:missing=true", "&gender:not=male")) {
        searches.add(Arguments.of("family=few" + rest + sort, "family:contains=few" + rest + sort));
        searches.add(
            Arguments.of("family=many" + rest + sort, "family:contains=many" + rest + sort));
      }
    }
    return searches.stream();
  }

  @ParameterizedTest
  @MethodSource("searches")
  @DisplayName("page by page, forwards and back, and in all")
  void same(String few, String whole) {
    assertThat(FIXTURE.search.parse("Patient", SearchFixture.query(few), false).candidates())
        .isNotNull();
    assertThat(FIXTURE.search.parse("Patient", SearchFixture.query(whole), false).candidates())
        .isNull();
    assertThat(pages(few, 13)).isEqualTo(pages(whole, 13)).isNotEmpty();
    assertThat(seen(FIXTURE.page("Patient", few + "&_count=5&_page=2")))
        .isEqualTo(seen(FIXTURE.page("Patient", whole + "&_count=5&_page=2")));
    assertThat(FIXTURE.page("Patient", few + "&_summary=count").total())
        .isEqualTo(FIXTURE.page("Patient", whole + "&_summary=count").total());
    assertThat(FIXTURE.page("Patient", few + "&_total=none").total()).isNull();
  }

  /// What the first pages show on the way there and on the way back.
  private static List<String> pages(String query, int count) {
    List<String> pages = new ArrayList<>();
    String sized = query + "&_count=" + count;
    Page page = FIXTURE.page("Patient", sized);
    pages.add(seen(page));
    for (int i = 0; i < 4 && page.nextCursor() != null; i++) {
      page = FIXTURE.page("Patient", sized + "&_cursor=" + page.nextCursor());
      pages.add(seen(page));
    }
    for (int i = 0; i < 4 && page.previousCursor() != null; i++) {
      page = FIXTURE.page("Patient", sized + "&_cursor=" + page.previousCursor());
      pages.add(seen(page));
    }
    return pages;
  }

  private static String seen(Page page) {
    return "%s of %s, before: %s, after: %s"
        .formatted(
            SearchFixture.ids(page),
            page.total(),
            page.previousCursor() != null,
            page.nextCursor() != null);
  }

  @ParameterizedTest
  @CsvSource({
    "Patient, identifier=urn:s|",
    "Patient, 'identifier=urn:s|f1,urn:s|'",
    "Patient, phone=phone|",
    "Patient, general-practitioner:identifier=urn:s|"
  })
  @DisplayName("a system without a code is looked for as a whole: no index leads to it")
  void systems(String type, String query) {
    assertThat(FIXTURE.search.parse(type, SearchFixture.query(query), false).candidates()).isNull();
    assertThat(FIXTURE.search.parse(type, SearchFixture.query(query + "x"), false).candidates())
        .isNotNull();
  }

  @Test
  @DisplayName("an identifier, several, none; ids")
  void identifiers() {
    assertThat(FIXTURE.ids("Patient", "identifier=urn:s|f1")).hasSize(1);
    assertThat(FIXTURE.ids("Patient", "identifier=f1,f2&_sort=identifier"))
        .isEqualTo(FIXTURE.ids("Patient", "identifier=f1,f2,x,x,x,x,x,x,x,x&_sort=identifier"))
        .hasSize(2);
    Page none = FIXTURE.page("Patient", "identifier=urn:s|nobody");
    assertThat(none.rows()).isEmpty();
    assertThat(none.total()).isZero();
    String id = FIXTURE.ids("Patient", "identifier=f1").getFirst();
    assertThat(FIXTURE.ids("Patient", "_id=" + id + ",nobody," + id)).containsExactly(id);
    assertThat(FIXTURE.ids("Patient", "_id=" + id + "&family=many")).isEmpty();
  }

  @Test
  @DisplayName(
      "what else is asked is looked up by the id of each, never by the value that many have")
  void oneByOne() {
    Query query =
        FIXTURE.search.parse(
            "Observation", SearchFixture.query("patient=p1&code=c&_sort=-date"), false);
    assertThat(PageSql.among(query, Set.of()).sql())
        .containsPattern("from \\(select \\* from search_token_1 y where y.id = r.id offset 0\\) x")
        .containsPattern("from \\(select \\* from search_date_1 y where y.id = r.id offset 0\\) x")
        .doesNotContain("x.id = r.id");
  }
}
