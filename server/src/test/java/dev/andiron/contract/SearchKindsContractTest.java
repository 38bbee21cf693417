package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.json.JsonObject;
import dev.andiron.main.TestApp;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("FHIR R4 search over HTTP: quantities, composites, modifiers, forms of references")
class SearchKindsContractTest {
  private static final TestApp APP = TestApp.start();

  @BeforeAll
  static void resources() {
    put("Patient/p1", "'name':[{'family':'Łódzki'}]");
    put(
        "Observation/o1",
        "'status':'final','code':{'text':'Glucose','coding':[{'system':'http://loinc.org','code':'2339-0','display':'Glucose [Mass/volume]'}]},'subject':{'reference':'%s/fhir/Patient/p1'},'valueQuantity':{'value':5.4,'unit':'g/L','system':'http://unitsofmeasure.org','code':'g/L'}"
            .formatted(APP.url()));
    put(
        "Observation/o2",
        "'status':'final','code':{'coding':[{'system':'http://loinc.org','code':'85354-9'}]},'subject':{'reference':'Patient/p1','identifier':{'system':'urn:i','value':'7'}},'component':[{'code':{'coding':[{'code':'8480-6'}]},'valueQuantity':{'value':120,'system':'http://unitsofmeasure.org','code':'mm[Hg]'}},{'code':{'coding':[{'code':'8462-4'}]},'valueQuantity':{'value':80,'system':'http://unitsofmeasure.org','code':'mm[Hg]'}}]");
  }

  private static void put(String path, String members) {
    String type = path.substring(0, path.indexOf('/'));
    String body = ("{'resourceType':'" + type + "'," + members + "}").replace('\'', '"');
    Answer written = APP.asRoot("PUT", "/" + path).json(body).send();
    assertThat(written.status()).as(written.body()).isEqualTo(201);
  }

  @AfterAll
  static void stop() {
    APP.close();
  }

  private static Answer search(String type, String query) {
    int equals = query.indexOf('=');
    String value = query.substring(equals + 1).replace("BASE", APP.url());
    return APP.asRoot(
            "GET",
            "/"
                + type
                + "?"
                + query.substring(0, equals)
                + "="
                + URLEncoder.encode(value, StandardCharsets.UTF_8))
        .send();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Observation; value-quantity=540.0|http://unitsofmeasure.org|mg/dL; o1",
        "Observation; value-quantity=gt5.3; o1",
        "Observation; value-quantity=5.4||g/L; o1",
        "Observation; code-value-quantity=http://loinc.org|2339-0$lt6|http://unitsofmeasure.org|g/L; o1",
        "Observation; component-code-value-quantity=8480-6$120; o2",
        "Observation; component-code-value-quantity=8480-6$80; -",
        "Observation; code:text=glu; o1",
        "Observation; code:not=2339-0; o2",
        "Observation; subject:identifier=urn:i|7; o2",
        "Observation; subject=Patient/p1; o1 o2",
        "Observation; subject=BASE/Patient/p1; o1 o2",
        "Observation; subject=BASE/fhir/Patient/p1; o1 o2",
        "Observation; patient=p1; o1 o2",
        "Patient; family=lodz; p1"
      })
  @DisplayName("what they find")
  void found(String type, String query, String ids) {
    Answer answer = search(type, query);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    List<String> expected = ids.equals("-") ? List.of() : Arrays.asList(ids.split(" ", -1));
    assertThat(answer.resources())
        .extracting((JsonObject resource) -> resource.string("id"))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Location; near=1|2; distances",
        "Patient; _text=x; full-text",
        "Patient; family:text=x; :exact"
      })
  @DisplayName("what is refused is a 400 that says what is the case")
  void refused(String type, String query, String says) {
    Answer answer = search(type, query);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("not-supported").contains(says);
  }

  @Test
  @DisplayName("the capability statement lists quantities and composites")
  void capability() {
    assertThat(APP.asRoot("GET", "/metadata").send().body())
        .contains("\"code-value-quantity\"", "\"composite\"", "\"quantity\"")
        .doesNotContain("code:text");
  }
}
