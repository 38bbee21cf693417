package dev.andiron.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.andiron.pg.Statement;
import dev.andiron.resource.Issue;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("FHIR R4 search §errors: what is refused, and what is passed over")
class RefusalTest {
  /// Stands for the one that looks at the session tables.
  private record ActiveSessions() implements ComputedParameter {
    @Override
    public String type() {
      return "Session";
    }

    @Override
    public String code() {
      return "active";
    }

    @Override
    public Statement condition(String idColumn, List<String> orValues) {
      if (!List.of("true", "false").containsAll(orValues)) {
        throw new IllegalArgumentException("it is true or false");
      }
      return Statement.of(
          "(" + idColumn + " like ?)::text = any(?::text[])",
          "live%",
          new Statement.SqlArray("text", orValues.toArray()));
    }
  }

  private static final SearchFixture FIXTURE = new SearchFixture(new ActiveSessions());

  @BeforeAll
  static void resources() {
    FIXTURE.put("{'resourceType':'Session','id':'live1','active':false,'type':'password'}");
    FIXTURE.put("{'resourceType':'Session','id':'dead1','active':true,'type':'password'}");
    FIXTURE.put("{'resourceType':'Session','id':'live2','type':'basic'}");
    FIXTURE.put("{'resourceType':'Patient','id':'p'}");
  }

  private static List<Issue> issues(String type, String query) {
    return issues(type, SearchFixture.query(query), false);
  }

  private static List<Issue> issues(String type, List<QueryParameter> query, boolean lenient) {
    return Objects.requireNonNull(
            catchThrowableOfType(
                SearchRefusedException.class, () -> FIXTURE.search.parse(type, query, lenient)))
        .issues();
  }

  @Test
  @DisplayName("a computed parameter is asked, not the index")
  void computed() {
    assertThat(FIXTURE.ids("Session", "active=true")).containsExactly("live1", "live2");
    assertThat(FIXTURE.ids("Session", "active=false")).containsExactly("dead1");
    assertThat(FIXTURE.ids("Session", "active=true,false&type=password"))
        .containsExactly("dead1", "live1");
    assertThat(FIXTURE.page("Session", "active=true&_count=1").total()).isEqualTo(2);
    assertThat(issues("Session", "active=perhaps"))
        .singleElement()
        .satisfies(issue -> assertThat(issue.message()).contains("true or false"));
    assertThat(FIXTURE.search.codes("Session")).contains("active");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Patient; nickname=x; nickname",
        "Patient; family:soundslike=x; family:soundslike",
        "Patient; subject.name=x; subject.name",
        "Patient; _include=Patient:gender; _include",
        "Patient; _sort=nickname; _sort",
        "Patient; _sort=; _sort",
        "Observation; _sort=code-value-quantity; _sort",
        "Observation; _sort=date,-component-code-value-concept; _sort",
        "Patient; _sort:asc=family; _sort:asc",
        "Patient; _summary=all; _summary",
        "Patient; _text=x; _text",
        "Patient; family=; family",
        "Patient; family=a,,b; family",
        "Patient; birthdate=yesterday; birthdate",
        "Patient; birthdate=gt; birthdate",
        "Patient; birthdate=xx2020; birthdate",
        "Patient; gender=a|b|c; gender",
        "Patient; gender=|; gender",
        "Patient; gender:missing=perhaps; gender:missing",
        "Patient; general-practitioner=#x; general-practitioner",
        "Patient; general-practitioner:Patient=x; general-practitioner:Patient",
        "Patient; _id:exact=x; _id:exact",
        "Patient; _lastUpdated=now; _lastUpdated",
        "Patient; _count=-1; _count",
        "Patient; _count=many; _count",
        "Patient; _count=1&_count=2; _count",
        "Patient; _page=0; _page",
        "Patient; _page=100001; _page",
        "Patient; _total=some; _total",
        "Patient; _elements=a..b,; _elements",
        "Patient; _sort=family,given,gender,birthdate,address,active; _sort",
        "Session; exp=soon; exp",
        "Session; exp=1e9999; exp",
        "User; password=x; password",
        "User; _sort=password; _sort",
        "Client; secret=x; secret",
        "Client; _sort=secret; _sort",
        "Session; access_token=x; access_token",
        "Session; refresh_token=x; refresh_token",
        "Session; _sort=active; _sort"
      })
  @DisplayName("an unknown parameter, modifier or value is named in an issue")
  void refused(String type, String query, String name) {
    assertThat(issues(type, query))
        .singleElement()
        .satisfies(issue -> assertThat(issue.expression()).isEqualTo(name));
  }

  @Test
  @DisplayName("every fault is told at once")
  void several() {
    assertThat(issues("Patient", "nickname=x&birthdate=never&gender=male&_count=x"))
        .extracting(Issue::expression)
        .containsExactly("nickname", "birthdate", "_count");
  }

  @Test
  @DisplayName("lenient: what is unknown is passed over, and is not among what was used")
  void lenient() {
    Query query =
        FIXTURE.search.parse(
            "Patient",
            SearchFixture.query(
                "nickname=x&gender=male&_include=y&_sort=nickname&family:odd=z&_count=3&_elements=id,name"),
            true);
    assertThat(query.used())
        .extracting(QueryParameter::name)
        .containsExactly("gender", "_count", "_elements");
    assertThat(query.count()).isEqualTo(3);
    assertThat(query.elements()).containsExactly("id", "name");
    assertThat(FIXTURE.search.run(query).rows()).isEmpty();
    assertThat(issues("Patient", SearchFixture.query("birthdate=never"), true)).hasSize(1);
  }

  @Test
  @DisplayName("the answer's own parameters are passed on")
  void answers() {
    assertThat(FIXTURE.page("Patient", "_format=yaml&_pretty=true").used()).hasSize(2);
  }

  @Test
  @DisplayName("_count is cut at 1,000 and is 100 by itself")
  void counts() {
    assertThat(FIXTURE.search.parse("Patient", List.of(), false).count()).isEqualTo(100);
    assertThat(FIXTURE.search.parse("Patient", SearchFixture.query("_count=999999"), false).count())
        .isEqualTo(1000);
  }

  @Test
  @DisplayName("hostile sizes are refused: values, characters, parameters, sort keys")
  void bounds() {
    assertThat(issues("Patient", "family=" + "x".repeat(100_000))).hasSize(1);
    assertThat(issues("Patient", "family=" + "x".repeat(400))).hasSize(1);
    assertThat(issues("Patient", "_id=" + String.join(",", Collections.nCopies(501, "a"))))
        .hasSize(1);
    assertThat(
            issues(
                "Patient", Collections.nCopies(101, new QueryParameter("gender", "male")), false))
        .hasSize(1);
    assertThat(issues("Patient", List.of(new QueryParameter("family", "a\0b")), false)).hasSize(1);
    assertThat(issues("Patient", "x".repeat(5000) + "=1").getFirst().expression().length())
        .isLessThan(200);
    assertThat(issues("Nothing", "")).hasSize(1);
    assertThat(issues("Resource", "")).hasSize(1);
  }

  @Test
  @DisplayName("the largest query that is allowed is answered")
  void largest() {
    String values = String.join(",", Collections.nCopies(500, "x|y"));
    String query = String.join("&", Collections.nCopies(20, "identifier=" + values));
    assertThat(FIXTURE.page("Patient", query).rows()).isEmpty();
  }
}
