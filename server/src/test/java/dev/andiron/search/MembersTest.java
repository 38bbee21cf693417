package dev.andiron.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andiron.resource.Precondition;
import dev.andiron.resource.ResourceKey;
import dev.andiron.search.ValueSets.Answer;
import dev.andiron.search.ValueSets.SystemCodes;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("FHIR R4 search §list, and :in and :not-in of §token")
class MembersTest {
  private static final SearchFixture FIXTURE = new SearchFixture();
  private static final Search SEARCH =
      new Search(
          SearchFixture.PARAMETERS,
          FIXTURE.database,
          SearchFixture.CLOCK,
          List.of(),
          new Readiness(),
          MembersTest::codes);

  private static Answer codes(String reference) {
    return switch (reference) {
      case "http://v.org/two|2" ->
          new Answer.Codes(
              List.of(
                  new SystemCodes("http://a.org", false, Set.of("X", "y")),
                  new SystemCodes("http://b.org", true, Set.of("x"))),
              true);
      case "ValueSet/all" ->
          new Answer.Codes(List.of(new SystemCodes("http://a.org", true, Set.of())), true);
      case "http://v.org/none" -> new Answer.Codes(List.of(), false);
      case "http://v.org/large" ->
          new Answer.Codes(
              List.of(
                  new SystemCodes(
                      "http://a.org",
                      false,
                      Set.copyOf(IntStream.range(0, 10_001).mapToObj(Integer::toString).toList()))),
              false);
      default -> ValueSets.of(SearchFixture.DEFINITIONS).of(reference);
    };
  }

  @BeforeAll
  static void resources() {
    int i = 0;
    for (String coding :
        List.of("a.org|x", "a.org|Y", "a.org|z", "b.org|x", "b.org|z", "c.org|x", "")) {
      String code =
          coding.isEmpty()
              ? "{'text':'x'}"
              : "{'coding':[{'system':'http://%s','code':'%s'}]}"
                  .formatted(coding.substring(0, 5), coding.substring(6));
      FIXTURE.put(
          "{'resourceType':'Observation','id':'o%d','code':%s,'subject':{'reference':'Patient/p%d'}}"
              .formatted(i, code, i % 2));
      i++;
    }
    FIXTURE.put("{'resourceType':'Patient','id':'p0','gender':'female'}");
    FIXTURE.put("{'resourceType':'Patient','id':'p1'}");
    FIXTURE.put("{'resourceType':'Patient','id':'gone'}");
    FIXTURE.put(
        "{'resourceType':'List','id':'l','entry':[{'item':{'reference':'Patient/p1'}},{'item':{'reference':'Patient/gone'}},{'item':{'reference':'Observation/o3'}},{'item':{'reference':'Observation/o5'}},{'item':{'reference':'http://elsewhere.org/Patient/p0'}}]}");
    FIXTURE.put("{'resourceType':'List','id':'m','entry':[{'item':{'reference':'Patient/p0'}}]}");
    FIXTURE.put("{'resourceType':'List','id':'empty'}");
    FIXTURE.store.delete(new ResourceKey("Patient", "gone"), new Precondition.None());
  }

  private static List<String> ids(String type, String query) {
    return SearchFixture.ids(SEARCH.run(SEARCH.parse(type, SearchFixture.query(query), false)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Patient; _list=l; p1",
        "Patient; _list=l,m; p0 p1",
        "Patient; _list=l&gender:missing=true&_sort=-_id; p1",
        "Patient; _list=empty; ''",
        "Patient; _list=nothing; ''",
        "Patient; _list=l&_list=m; ''",
        "Observation; _list=l; o3 o5",
        "Observation; patient._list=l; o1 o3 o5",
        "Encounter; _list=l; ''",
        "Patient; _has:Observation:patient:_list=l; p1",
        "Observation; code:in=http://v.org/two|2; o0 o1 o4",
        "Observation; code:not-in=http://v.org/two|2; o2 o3 o5 o6",
        "Observation; code:in=ValueSet/all; o0 o1 o2",
        "Observation; code:in=ValueSet/all,http://v.org/two|2; o0 o1 o2 o4",
        "Observation; code:not-in=ValueSet/all&_id=o0,o4,o6; o4 o6",
        "Observation; code:in=http://v.org/none; ''",
        "Observation; code:not-in=http://v.org/none; o0 o1 o2 o3 o4 o5 o6",
        "Patient; gender:in=http://hl7.org/fhir/ValueSet/administrative-gender; p0",
        "Patient; gender:in=http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1; p0",
        "Patient; gender:not-in=http://hl7.org/fhir/ValueSet/administrative-gender; p1",
        "Observation; patient.gender:not-in=http://hl7.org/fhir/ValueSet/administrative-gender; o1 o3 o5",
        "Patient; _has:Observation:patient:code:in=http://v.org/two|2; p0 p1"
      })
  @DisplayName("what is a member, or is none")
  void found(String type, String query, String found) {
    assertThat(ids(type, query))
        .containsExactlyElementsOf(
            Stream.of(found.split(" ")).filter(id -> !id.isEmpty()).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Observation; code:in=http://v.org/large; more than 10000 codes",
        "Observation; code:in=http://hl7.org/fhir/ValueSet/administrative-gender|3; known here",
        "Observation; code:above=http://v.org/two; hierarchies of codes are not known",
        "Observation; code:below=x; hierarchies of codes are not known",
        "Patient; name:in=http://v.org/two; name is not searched with the modifier :in"
      })
  @DisplayName("what cannot be told is refused")
  void refused(String type, String query, String says) {
    assertThatThrownBy(() -> ids(type, query))
        .isInstanceOfSatisfying(
            SearchRefusedException.class,
            e -> assertThat(e.issues().getFirst().message()).contains(says));
  }

  @Test
  @DisplayName("a list, and a value set that is stored, tell of themselves")
  void joined() {
    assertThat(
            SEARCH
                .parse(
                    "Patient",
                    SearchFixture.query(
                        "_list=l&_has:Observation:patient:code:in=http://v.org/two|2,ValueSet/all&gender:in=http://hl7.org/fhir/ValueSet/administrative-gender"),
                    false)
                .joined())
        .containsExactly(
            new Joined("List", new QueryParameter("_id", "l")),
            new Joined("ValueSet", new QueryParameter("url", "http://v.org/two")),
            new Joined("ValueSet", new QueryParameter("_id", "all")),
            new Joined(
                "Observation", new QueryParameter("code:in", "http://v.org/two|2,ValueSet/all")));
  }
}
