package dev.andiron.structure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.resource.Issue;
import dev.andiron.resource.Validator;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("FHIR R4 terminologies.html#required: codes, concepts, and codes that others keep")
class BindingsTest {
  private static final String CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical";

  private static Validator.Checked condition(String status) {
    return Checks.json(
        "{\"resourceType\":\"Condition\",\"subject\":{\"reference\":\"Patient/p\"},\"clinicalStatus\":"
            + status.replace('\'', '"').replace("CLINICAL", CLINICAL)
            + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'coding':[{'system':'CLINICAL','code':'active'}]}",
        "{'coding':[{'system':'CLINICAL','code':'relapse','display':'Relapse'}],'text':'again'}",
        "{'coding':[{'system':'http://x','code':'y'},{'system':'CLINICAL','code':'active'}]}",
        "{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/data-absent-reason','valueCode':'unknown'}]}"
      })
  void concept(String status) {
    assertThat(Checks.words(condition(status))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'text':'active'}",
        "{'coding':[{'system':'CLINICAL','code':'Active'}]}",
        "{'coding':[{'code':'active'}]}",
        "{'coding':[{'system':'CLINICAL'}]}",
        "{'coding':[{'system':'http://x','code':'active'}]}",
        "{'coding':[{'system':'http://x','code':'y'}],'text':'active'}",
        "{'text':'active','extension':[{'url':'http://x','valueCode':'y'}]}"
      })
  void noConcept(String status) {
    Validator.Checked checked = condition(status);
    assertThat(checked.issues()).as(status).hasSize(1);
    Issue issue = checked.issues().getFirst();
    assertThat(issue.kind()).isEqualTo(Issue.Kind.CODE_INVALID);
    assertThat(issue.expression()).isEqualTo("Condition.clinicalStatus");
    assertThat(issue.message()).contains("condition-clinical").contains("active, ");
  }

  @Test
  @DisplayName("the fault says what was found")
  void found() {
    assertThat(Checks.words(condition("{'coding':[{'system':'http://x','code':'y'}]}")))
        .containsExactly(
            "Condition.clinicalStatus: clinicalStatus must have a coding of"
                + " http://hl7.org/fhir/ValueSet/condition-clinical, one of active, inactive,"
                + " recurrence, relapse, remission, resolved; found \"http://x|y\".");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # MIME types: RFC 6838
          {"resourceType":"Binary","contentType":"VALUE"} | text/plain,application/fhir+json;charset=utf-8,image/svg+xml,application/vnd.x-y.z_1,text/plain ; charset=x | json,text/,/plain,text plain,text/pl ain,te(xt/plain,text/plain;x,a/b/c
          {"resourceType":"CapabilityStatement","status":"draft","date":"2024","kind":"instance","fhirVersion":"4.0.1","format":["VALUE"]} | json,xml,ttl,application/json | yaml
          # language tags: RFC 5646
          {"resourceType":"Patient","language":"VALUE"} | de,de-CH,zh-Hant-TW,sl-rozaj-biske,de-CH-1901,es-419,zh-cmn-Hans-CN,x-mine,en-a-bb-x-c,i-klingon,en-GB-oed,sgn-BE-FR,haw | d,de_CH,de-,-de,de--CH,german9,abcdefghi,de-a,de-a-b-a-c,1e,x,de-CH-x,de-toolongtag
          # currencies: ISO 4217
          {"resourceType":"Invoice","status":"draft","totalNet":{"value":1,"currency":"VALUE"}} | EUR,USD,CHF,DEM,XXX | eur,ABC,E,EURO
          """)
  void external(String json, String good, String bad) {
    for (String code : good.split(",", -1)) {
      assertThat(Checks.words(Checks.json(json.replace("VALUE", code)))).as(code).isEmpty();
    }
    for (String code : bad.split(",", -1)) {
      assertThat(Checks.json(json.replace("VALUE", code)).issues()).as(code).hasSize(1);
    }
  }

  @Test
  @DisplayName("units: UCUM's system and characters; LOINC's answers are not known and not checked")
  void concepts() {
    String sequence =
        "{\"resourceType\":\"MolecularSequence\",\"coordinateSystem\":0,"
            + "\"structureVariant\":[{\"variantType\":{\"coding\":[{\"code\":\"x\"}]}}]}";
    assertThat(Checks.words(Checks.json(sequence))).isEmpty();
    assertThat(
            Checks.json(sequence.replace("\"coding\":[{\"code\":\"x\"}]", "\"text\":\"x\""))
                .issues())
        .hasSize(1);
    String research =
        "{\"resourceType\":\"ResearchElementDefinition\",\"status\":\"draft\",\"type\":\"population\","
            + "\"characteristic\":[{\"definitionCodeableConcept\":{\"text\":\"x\"},"
            + "\"unitOfMeasure\":{\"coding\":[{\"system\":\"S\",\"code\":\"C\"}]}}]}";
    String ucum = research.replace("\"S\"", "\"http://unitsofmeasure.org\"");
    assertThat(Checks.words(Checks.json(ucum.replace("\"C\"", "\"mg/dL\"")))).isEmpty();
    for (String each : List.of(research, ucum.replace("\"C\"", "\"mg per dL\""))) {
      assertThat(Checks.json(each).issues())
          .extracting(Issue::expression)
          .containsExactly("ResearchElementDefinition.characteristic[0].unitOfMeasure");
    }
  }
}
