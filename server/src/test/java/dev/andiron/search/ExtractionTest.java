package dev.andiron.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What the index keeps of a resource")
class ExtractionTest {
  private static final long GENDER = Fold.hash("http://hl7.org/fhir/administrative-gender");

  private static List<List<Object>> values(String type, String code, String resource) {
    return rows(type, code, SearchFixture.json(resource)).stream()
        .map(IndexTable.Row::values)
        .toList();
  }

  private static List<IndexTable.Row> rows(String type, String code, JsonObject resource) {
    Map<String, SearchParameter> parameters = SearchFixture.PARAMETERS.of(type);
    return Objects.requireNonNull(parameters.get(code)).rows(resource);
  }

  private static List<Object> firsts(String type, String code, String resource) {
    return values(type, code, resource).stream().map(List::getFirst).toList();
  }

  @Test
  @DisplayName("FHIR R4 search §string: all parts of a name, folded")
  void names() {
    assertThat(
            firsts(
                "Patient",
                "name",
                "{'name':[{'family':'Ångström','given':['José','ŁUKASZ'],'prefix':['Dr.']},{'text':'Straße'}]}"))
        .containsExactly("angstrom", "dr.", "jose", "lukasz", "strasse");
  }

  @Test
  @DisplayName("FHIR R4 search §string: all parts of an address")
  void addresses() {
    assertThat(
            firsts(
                "Patient",
                "address",
                "{'address':[{'line':['1 Main St'],'city':'Ulm','state':'BW','postalCode':'89073','country':'DE'}]}"))
        .containsExactly("1 main st", "89073", "bw", "de", "ulm");
  }

  @Test
  @DisplayName("a long string is cut, and its hash is of the whole")
  void longStrings() {
    String text = "a".repeat(100_000);
    List<List<Object>> rows = values("Patient", "family", "{'name':[{'family':'" + text + "'}]}");
    assertThat(rows).containsExactly(List.of("a".repeat(400), Fold.hash(text)));
  }

  @Test
  @DisplayName("FHIR R4 search §token: a code has the system of its value set")
  void codes() {
    assertThat(values("Patient", "gender", "{'gender':'female'}"))
        .containsExactly(List.of("female", GENDER));
  }

  @Test
  @DisplayName("FHIR R4 search §token: codings, identifiers, contact points, booleans")
  void tokens() {
    assertThat(
            values(
                "Observation",
                "code",
                "{'code':{'coding':[{'system':'http://loinc.org','code':'8302-2'},{'code':'Local'},{'display':'none'}]}}"))
        .containsExactly(List.of("8302-2", Fold.hash("http://loinc.org")), List.of("local", 0L));
    assertThat(values("Patient", "identifier", "{'identifier':[{'system':'urn:s','value':'A|1'}]}"))
        .containsExactly(List.of("a|1", Fold.hash("urn:s")));
    assertThat(
            firsts(
                "Patient",
                "phone",
                "{'telecom':[{'system':'phone','value':'555'},{'system':'email','value':'a@b'}]}"))
        .containsExactly("555");
    assertThat(firsts("Patient", "active", "{'active':true}")).containsExactly("true");
  }

  @Test
  @DisplayName("an expression with a condition: Patient.deceased")
  void deceased() {
    assertThat(firsts("Patient", "deceased", "{'deceasedBoolean':false}")).containsExactly("false");
    assertThat(firsts("Patient", "deceased", "{'deceasedBoolean':true}")).containsExactly("true");
    assertThat(firsts("Patient", "deceased", "{'deceasedDateTime':'2020'}"))
        .containsExactly("true");
    assertThat(firsts("Patient", "deceased", "{}")).containsExactly("false");
  }

  @Test
  @DisplayName(
      "FHIR R4 search §reference: relative, versioned, absolute, canonical; not a contained one")
  void references() {
    String observation = "{'subject':{'reference':'%s'}}";
    assertThat(values("Observation", "subject", observation.formatted("Patient/1")))
        .containsExactly(List.of("1", "Patient"));
    assertThat(values("Observation", "patient", observation.formatted("Patient/1/_history/3")))
        .containsExactly(List.of("1", "Patient"), List.of("1/_history/3", "Patient"));
    assertThat(values("Observation", "patient", observation.formatted("Group/1"))).isEmpty();
    assertThat(values("Observation", "subject", observation.formatted("#p"))).isEmpty();
    assertThat(values("Observation", "subject", observation.formatted("http://x.org/Patient/1")))
        .containsExactly(List.of("http://x.org/Patient/1", ""));
    assertThat(
            firsts(
                "QuestionnaireResponse", "questionnaire", "{'questionnaire':'http://q.org|2.0'}"))
        .containsExactly("http://q.org", "http://q.org|2.0");
  }

  @Test
  @DisplayName("system types: a reference in either spelling")
  void systemReferences() {
    assertThat(values("Session", "user", "{'user':{'resourceType':'User','id':'u'}}"))
        .containsExactly(List.of("u", "User"));
    assertThat(values("Session", "user", "{'user':{'reference':'User/u'}}"))
        .containsExactly(List.of("u", "User"));
  }

  @Test
  @DisplayName("choices: only the types that the expression names")
  void choices() {
    assertThat(firsts("Condition", "onset-date", "{'onsetString':'2020'}")).isEmpty();
    assertThat(firsts("Condition", "onset-date", "{'onsetDateTime':'2020'}")).hasSize(1);
    assertThat(firsts("Condition", "onset-info", "{'onsetString':'Once'}")).containsExactly("once");
  }

  @Test
  @DisplayName("the first and the last value are marked")
  void edges() {
    List<IndexTable.Row> rows =
        rows(
            "Patient",
            "given",
            SearchFixture.json("{'name':[{'given':['b','c','a','b']},{'given':['A']}]}"));
    assertThat(rows)
        .extracting(row -> row.values().getFirst() + ":" + row.edge())
        .hasSize(4)
        .satisfies(marked -> {
          assertThat(marked.getFirst()).isEqualTo("a:1");
          assertThat(marked.getLast()).isEqualTo("c:2");
        });
  }

  @Test
  @DisplayName("what does not have the shape of its type is passed over")
  void misshapen() {
    assertThat(firsts("Patient", "name", "{'name':'x'}")).containsExactly("x");
    assertThat(firsts("Patient", "name", "{'name':[1,null,[true]]}")).isEmpty();
    assertThat(firsts("Patient", "birthdate", "{'birthDate':'yesterday'}")).isEmpty();
    assertThat(firsts("Patient", "birthdate", "{'birthDate':'2021-02-30'}")).isEmpty();
    assertThat(firsts("Session", "exp", "{'exp':'soon'}")).isEmpty();
  }
}
