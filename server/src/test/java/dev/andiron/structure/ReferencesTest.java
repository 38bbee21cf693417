package dev.andiron.structure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.definition.Definitions;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.resource.Issue;
import dev.andiron.resource.Validator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("FHIR R4 references.html: the form of references, the types they point to, contained")
class ReferencesTest {
  private static String patient(String organization) {
    return "{\"resourceType\":\"Patient\",\"managingOrganization\":{"
        + organization.replace('\'', '"')
        + "}}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'reference':'Organization/o'",
        "'reference':'Organization/o/_history/2'",
        "'reference':'http://localhost:8080/Organization/o'",
        "'reference':'https://example.org/fhir/Organization/o/_history/2'",
        "'reference':'https://example.org/other/thing'",
        "'reference':'https://example.org/?q=/Patient/p'",
        "'reference':'ftp://example.org/Patient/p'",
        "'reference':'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0'",
        "'reference':'urn:oid:1.2.3'",
        "'reference':'Organization?identifier=http://x|1'",
        "'reference':'Organization/o','type':'Organization'",
        "'reference':'Organization/o','type':'http://hl7.org/fhir/StructureDefinition/Organization'",
        "'reference':'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0','type':'Organization'",
        "'identifier':{'value':'x'}",
        "'identifier':{'value':'x'},'type':'Organization'",
        "'identifier':{'value':'x'},'type':'http://example.org/logical/Firm'",
        "'display':'x'"
      })
  void good(String organization) {
    assertThat(Checks.words(Checks.json(patient(organization)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'reference':'Practitioner/p'                                   | value     | reference
          'reference':'http://localhost:8080/fhir/Practitioner/p'        | value     | reference
          'reference':'Practitioner/p/_history/1'                        | value     | reference
          'reference':'Practitioner?identifier=x'                        | value     | reference
          'reference':'Organisation/o'                                   | value     | reference
          'reference':'organization/o'                                   | value     | reference
          'reference':'Organization'                                     | value     | reference
          'reference':'Organization/'                                    | value     | reference
          'reference':'/Organization/o'                                  | value     | reference
          'reference':'a/Organization/o'                                 | value     | reference
          'reference':'../Organization/o'                                | value     | reference
          'reference':'Organization/o_1'                                 | value     | reference
          'reference':'Organization/o/_history/'                         | value     | reference
          'reference':'Organization/o/_history'                          | value     | reference
          'reference':'Organization/o/x?y'                               | value     | reference
          'reference':'#none'                                            | invariant | reference
          'reference':'#'                                                | value     | reference
          'reference':'Organization/o','type':'Patient'                  | value     | type
          'identifier':{'value':'x'},'type':'Practitioner'               | value     | type
          'type':'Firm'                                                  | value     | type
          """)
  void bad(String organization, String kind, String member) {
    Validator.Checked checked = Checks.json(patient(organization));
    assertThat(checked.issues()).as(organization).isNotEmpty();
    Issue issue = checked.issues().getFirst();
    assertThat(issue.kind().code()).as(issue.message()).isEqualTo(kind);
    assertThat(issue.expression()).isEqualTo("Patient.managingOrganization." + member);
  }

  @Test
  @DisplayName("all faults of all references, with their places")
  void all() {
    assertThat(
            Checks.json(
                    """
                    {"resourceType":"Observation","status":"final","code":{"text":"x"},
                     "subject":{"reference":"Encounter/e"},"encounter":{"reference":"Patient/p"},
                     "performer":[{"reference":"Patient/p"},{"reference":"Device/d"}]}
                    """)
                .issues())
        .extracting(Issue::expression)
        .containsExactly(
            "Observation.subject.reference",
            "Observation.encounter.reference",
            "Observation.performer[1].reference");
  }

  @Test
  @DisplayName("off: no form and no type, but what is contained must be there")
  void off() {
    Validator lenient = new StructureValidator(Definitions.load(), false);
    for (String reference : new String[] {"Practitioner/p", "Organization", "Patient/p"}) {
      JsonObject patient = (JsonObject) JsonReader.read(patient("'reference':'" + reference + "'"));
      assertThat(lenient.check(patient).issues()).isEmpty();
    }
    assertThat(lenient.check((JsonObject) JsonReader.read(patient("'reference':'#x'"))).issues())
        .hasSize(1);
    // what access hangs on is always checked
    assertThat(
            lenient
                .check(
                    (JsonObject)
                        JsonReader.read(
                            "{\"resourceType\":\"User\",\"fhirUser\":{\"reference\":\"Device/d\"}}"))
                .issues())
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","name":"x"}],
         "managingOrganization":{"reference":"#o","type":"Organization"}}
        """,
        // one contained resource may refer to another, and to the one around both
        """
        {"resourceType":"Patient","contained":[
          {"resourceType":"Organization","id":"o","partOf":{"reference":"#p"}},
          {"resourceType":"Organization","id":"p"}],"managingOrganization":{"reference":"#o"}}
        """,
        """
        {"resourceType":"Patient","contained":[
          {"resourceType":"Observation","id":"o","status":"final","code":{"text":"x"},
           "subject":{"reference":"#"}}]}
        """,
        // a canonical may, too
        """
        {"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":"#q",
         "contained":[{"resourceType":"Questionnaire","id":"q","status":"draft"}]}
        """,
        // each entry of a bundle contains its own
        """
        {"resourceType":"Bundle","type":"collection","entry":[
          {"resource":{"resourceType":"Patient","managingOrganization":{"reference":"#o"},
            "contained":[{"resourceType":"Organization","id":"o"}]}},
          {"resource":{"resourceType":"Patient","managingOrganization":{"reference":"#o"},
            "contained":[{"resourceType":"Organization","id":"o"}]}}]}
        """
      })
  void contained(String json) {
    assertThat(Checks.words(Checks.json(json))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"contained":[{"resourceType":"Organization","id":"o"}]}                                          | invariant | Patient.contained[0] | dom-3
          {"contained":[{"resourceType":"Organization"}]}                                                   | required  | Patient.contained[0].id | id
          {"contained":[{"resourceType":"Organization","id":"o"},{"resourceType":"Organization","id":"o"}],"managingOrganization":{"reference":"#o"}} | invariant | Patient.contained[1] | Two
          {"contained":[{"resourceType":"Organization","id":"o","meta":{"versionId":"1"}}],"managingOrganization":{"reference":"#o"}} | invariant | Patient.contained[0].meta.versionId | dom-4
          {"contained":[{"resourceType":"Organization","id":"o","meta":{"lastUpdated":"2024-01-01T00:00:00Z"}}],"managingOrganization":{"reference":"#o"}} | invariant | Patient.contained[0].meta.lastUpdated | dom-4
          {"contained":[{"resourceType":"Organization","id":"o","meta":{"security":[{"code":"x"}]}}],"managingOrganization":{"reference":"#o"}} | invariant | Patient.contained[0].meta.security | dom-5
          {"contained":[{"resourceType":"Patient","id":"o","contained":[{"resourceType":"Organization","id":"x"}],"managingOrganization":{"reference":"#x"}}],"link":[{"other":{"reference":"#o"},"type":"refer"}]} | invariant | Patient.contained[0].contained[0] | dom-2
          {"contained":[{"resourceType":"Practitioner","id":"o"}],"managingOrganization":{"reference":"#o"}} | value     | Patient.managingOrganization.reference | Organization
          {"contained":[{"resourceType":"Organization","id":"o","active":"x"}],"managingOrganization":{"reference":"#o"}} | structure | Patient.contained[0].active | boolean
          """)
  void notContained(String json, String kind, String expression, String words) {
    Validator.Checked checked = Checks.json("{\"resourceType\":\"Patient\"," + json.substring(1));
    assertThat(checked.issues()).as(json).isNotEmpty();
    Issue issue = checked.issues().getFirst();
    assertThat(issue.expression()).isEqualTo(expression);
    assertThat(issue.kind().code()).isEqualTo(kind);
    assertThat(issue.message()).contains(words);
  }
}
