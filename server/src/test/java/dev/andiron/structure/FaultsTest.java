package dev.andiron.structure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.resource.Issue;
import dev.andiron.resource.Validator;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("FHIR R4 json.html, datatypes.html: one fault, its kind, its place")
class FaultsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # JSON form: https://hl7.org/fhir/R4/json.html
          {"id":"a"}                                                       | required  | Resource.resourceType
          {"resourceType":"Patiant"}                                       | value     | Patiant.resourceType
          {"resourceType":5}                                               | value     | Resource.resourceType
          {"resourceType":"DomainResource"}                                | value     | DomainResource.resourceType
          {"resourceType":"HumanName"}                                     | value     | HumanName.resourceType
          {"resourceType":"Patient","nmae":[]}                             | structure | Patient.nmae
          {"resourceType":"Patient","name":[{"famly":"x"}]}                | structure | Patient.name[0].famly
          {"resourceType":"Patient","name":{"family":"x"}}                 | structure | Patient.name
          {"resourceType":"Patient","name":"x"}                            | structure | Patient.name
          {"resourceType":"Patient","name":["x"]}                          | structure | Patient.name[0]
          {"resourceType":"Patient","name":[]}                             | structure | Patient.name
          {"resourceType":"Patient","name":[{}]}                           | structure | Patient.name[0]
          {"resourceType":"Patient","name":null}                           | structure | Patient.name
          {"resourceType":"Patient","name":[null]}                         | structure | Patient.name[0]
          {"resourceType":"Patient","birthDate":null}                      | structure | Patient.birthDate
          {"resourceType":"Patient","birthDate":["2001"]}                  | structure | Patient.birthDate
          {"resourceType":"Patient","active":"true"}                       | structure | Patient.active
          {"resourceType":"Patient","active":1}                            | structure | Patient.active
          {"resourceType":"Patient","birthDate":2001}                      | structure | Patient.birthDate
          {"resourceType":"Patient","birthDate":{"value":"2001"}}          | structure | Patient.birthDate
          {"resourceType":"Patient","multipleBirthInteger":"2"}            | structure | Patient.multipleBirthInteger
          {"resourceType":"Patient","meta":"x"}                            | structure | Patient.meta
          # cardinality
          {"resourceType":"Patient","communication":[{"preferred":true}]}  | required  | Patient.communication[0].language
          {"resourceType":"Observation","code":{"text":"x"}}               | required  | Observation.status
          {"resourceType":"Patient","contact":[{"gender":"male"},{"telecom":[{"system":" x"}]}]} | value | Patient.contact[1].telecom[0].system
          # required bindings: terminologies.html#required
          {"resourceType":"Patient","gender":"neither"}                    | code-invalid   | Patient.gender
          {"resourceType":"Patient","telecom":[{"system":"post"}]}         | code-invalid   | Patient.telecom[0].system
          # choices: formats.html#choice
          {"resourceType":"Patient","deceasedBoolean":true,"deceasedDateTime":"2001"} | structure | Patient.deceasedDateTime
          {"resourceType":"Patient","deceasedBoolean":true,"_deceasedDateTime":{"extension":[{"url":"http://x","valueCode":"y"}]}} | structure | Patient.deceasedDateTime
          {"resourceType":"Patient","deceased":true}                       | structure | Patient.deceased
          {"resourceType":"Patient","deceasedString":"x"}                  | structure | Patient.deceasedString
          # primitive extensions: json.html#primitive
          {"resourceType":"Patient","_birthDate":{}}                       | structure | Patient.birthDate
          {"resourceType":"Patient","_birthDate":[{"id":"x"}]}             | structure | Patient.birthDate
          {"resourceType":"Patient","_birthDate":{"value":"x"}}            | structure | Patient.birthDate.value
          {"resourceType":"Patient","_id":{"id":"x"}}                      | structure | Patient.id
          {"resourceType":"Patient","name":[{"given":["a",null]}]}         | structure | Patient.name[0].given[1]
          {"resourceType":"Patient","name":[{"given":["a",null],"_given":[{"id":"x"},null]}]} | two | Patient.name[0].given[1]
          {"resourceType":"Patient","name":[{"_given":[null]}]}            | structure | Patient.name[0].given[0]
          # ele-1: more than an id
          {"resourceType":"Patient","name":[{"id":"x"}]}                   | invariant | Patient.name[0]
          {"resourceType":"Patient","_birthDate":{"id":"x"}}               | invariant | Patient.birthDate
          {"resourceType":"Patient","name":[{"given":["a"],"_given":[null,{"id":"x"}]}]} | invariant | Patient.name[0].given[1]
          {"resourceType":"Patient","contact":[{"id":"x"}]}                | invariant | Patient.contact[0]
          # extensions: extensibility.html
          {"resourceType":"Patient","extension":[{"valueString":"x"}]}     | required  | Patient.extension[0].url
          {"resourceType":"Patient","extension":[{"url":"http://x"}]}      | invariant | Patient.extension[0]
          {"resourceType":"Patient","extension":[{"url":"x","valueString":"y"}]} | value | Patient.extension[0].url
          {"resourceType":"Patient","_birthDate":{"extension":[{"url":"x","valueString":"y"}]}} | value | Patient.birthDate.extension[0].url
          {"resourceType":"Patient","extension":[{"url":"http://x","valueString":"x","extension":[{"url":"y","valueCode":"z"}]}]} | invariant | Patient.extension[0]
          # resources inside: references.html#contained, bundle.html
          {"resourceType":"Patient","contained":[{"id":"x"}],"generalPractitioner":[{"reference":"#x"}]}              | required  | Patient.contained[0].resourceType
          {"resourceType":"Patient","contained":[{"resourceType":"Patient","id":"c","active":5,"link":[{"other":{"reference":"#"},"type":"seealso"}]}]} | structure | Patient.contained[0].active
          {"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","birthDate":"x"}}]} | value | Bundle.entry[0].resource.birthDate
          {"resourceType":"Bundle","type":"batch","entry":[{"resource":{"resourceType":"User","password":"x"}}]} | business-rule | Bundle.entry[0].resource.password
          """)
  void structure(String json, String kind, String expression) {
    Validator.Checked checked = Checks.json(json);
    assertThat(checked.issues()).as(json).hasSize(kind.equals("two") ? 2 : 1);
    Issue issue = checked.issues().getFirst();
    assertThat(issue.expression()).isEqualTo(expression);
    assertThat(issue.kind().code()).isEqualTo(kind.equals("two") ? "structure" : kind);
    assertThat(issue.message()).endsWith(".").doesNotContain("[0]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      quoteCharacter = '"',
      textBlock =
          """
          valueDate         | '2024','2024-02','2024-02-29','0001-01-01'   | '','24','2023-02-29','2024-13','2024-00','2024-1-1','2024-04-31','0000','2024-02-29T00:00:00Z','2024-02-29 '
          valueDateTime     | '2024','2024-02','2024-02-29','2024-02-29T23:59:60Z','2024-02-29T00:00:00.123456789+14:00' | '2024-02-29T00:00:00','2024-02-29T24:00:00Z','2024-02T00:00:00Z','2024-02-29T00:00Z','2024-02-30T00:00:00Z','2024-02-29T00:00:00+14:01','2024-02-29T00:00:00.Z','2024-02-29t00:00:00Z'
          valueInstant      | '2024-02-29T00:00:00Z','2024-02-29T00:00:00.5-05:00' | '2024-02-29','2024-02-29T00:00:00','2024-02-30T00:00:00Z'
          valueTime         | '00:00:00','23:59:59.999'                     | '24:00:00','12:00','12:60:00','12:00:00Z'
          valueId           | 'a','A-1.b'                                  | '','a_b','a b','ä'
          valueCode         | 'a','a b'                                    | '',' a','a ','a  b','a\\tb','a\\nb'
          valueUri          | 'x','urn:a','http://x/ä'                     | '','a b'
          valueUrl          | 'http://x'                                   | 'http://x y'
          valueCanonical    | 'http://x#1'                                 | ' '
          valueOid          | 'urn:oid:1.2.3','urn:oid:2.0'                | '1.2.3','urn:oid:3.1','urn:oid:1.02','urn:oid:1'
          valueUuid         | 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520' | 'c757873d-ec9a-4326-a141-556f43239520','urn:uuid:C757873D-EC9A-4326-A141-556F43239520'
          valueBase64Binary | 'YQ==','YWI=','YWJj','YWJj YWJj','YWJj\\r\\nYWJj',' YWJj ','YWJj+/Aa' | '','YW Jj','YQ= =',' ','YQ=','YQ','Y===','Y=Q=','YWJj-_Aa'
          valueString       | 'x',' '                                      | ''
          valueMarkdown     | '*x*'                                        | ''
          valueInteger      | 0,-1,2147483647,-2147483648                  | 2147483648,-2147483649,1.0,1e3,99999999999999999999
          valueUnsignedInt  | 0,2147483647                                 | -0,-1,1.5,2147483648
          valuePositiveInt  | 1                                            | 0,-1
          valueDecimal      | 0,-1.10,1.0E2,1e-7                           | -
          valueBoolean      | true,false                                   | -
          """)
  void primitives(String member, String good, String bad) {
    for (String value : good.split(",", -1)) {
      assertThat(Checks.words(extension(member, value))).as(member + " " + value).isEmpty();
    }
    for (String value : bad == null ? new String[0] : bad.split(",", -1)) {
      Validator.Checked checked = extension(member, value);
      assertThat(checked.issues()).as(member + " " + value).hasSize(1);
      assertThat(checked.issues().getFirst().kind()).isEqualTo(Issue.Kind.VALUE);
    }
  }

  private static Validator.Checked extension(String member, String value) {
    return Checks.json(
        String.format(
            Locale.ROOT,
            "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"x\"},"
                + "\"extension\":[{\"url\":\"http://x\",\"%s\":%s}]}",
            member,
            value.replace('\'', '"')));
  }

  @Test
  @DisplayName("datatypes.html#string: control characters, and 1 MiB at most")
  void strings() {
    assertThat(Checks.json(patientNamed("a\\u0001")).issues()).hasSize(1);
    assertThat(Checks.json(patientNamed("a\\tb\\nc")).issues()).isEmpty();
    assertThat(Checks.json(patientNamed("a".repeat(1024 * 1024))).issues()).isEmpty();
    assertThat(Checks.json(patientNamed("a".repeat(1024 * 1024 + 1))).issues()).hasSize(1);
    // A backtracking expression would need a stack as deep as these are long.
    assertThat(extension("valueCode", "'" + "a ".repeat(100_000) + "a'").issues()).isEmpty();
    assertThat(extension("valueBase64Binary", "'" + "YWJj".repeat(100_000) + "'").issues())
        .isEmpty();
    assertThat(extension("valueOid", "'urn:oid:1" + ".2".repeat(100_000) + "'").issues()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"resourceType\":\"Patient\"}",
        "{\"resourceType\":\"Patient\",\"_birthDate\":{\"extension\":[{\"url\":\"http://x\",\"valueCode\":\"unknown\"}]}}",
        "{\"resourceType\":\"Patient\",\"name\":[{\"given\":[null,\"b\"],\"_given\":[{\"extension\":[{\"url\":\"http://x\",\"valueCode\":\"unknown\"}]},null]}]}",
        "{\"resourceType\":\"Patient\",\"name\":[{\"given\":[\"a\",\"b\"],\"_given\":[{\"id\":\"x\"}]}]}",
        "{\"resourceType\":\"Patient\",\"deceasedBoolean\":true,\"_deceasedBoolean\":{\"id\":\"x\"}}",
        "{\"resourceType\":\"Observation\",\"_status\":{\"extension\":[{\"url\":\"http://x\",\"valueCode\":\"masked\"}]},\"code\":{\"text\":\"x\"}}",
        "{\"resourceType\":\"Patient\",\"contained\":[{\"resourceType\":\"Organization\",\"id\":\"o\",\"name\":\"x\"}],\"managingOrganization\":{\"reference\":\"#o\"}}",
        "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"a\",\"part\":[{\"name\":\"b\",\"resource\":{\"resourceType\":\"Patient\"}}]}]}",
        "{\"resourceType\":\"Questionnaire\",\"status\":\"draft\",\"item\":[{\"linkId\":\"1\",\"type\":\"group\",\"item\":[{\"linkId\":\"1.1\",\"type\":\"string\"}]}]}",
        "{\"id\":\"late\",\"text\":{\"status\":\"generated\",\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">x</div>\"},\"resourceType\":\"Patient\"}"
      })
  void good(String json) {
    assertThat(Checks.words(Checks.json(json))).isEmpty();
  }

  @Test
  @DisplayName(
      "every fault is reported, in the order of the text, up to 100, and that it was cut off")
  void all() {
    Validator.Checked three =
        Checks.json(
            "{\"resourceType\":\"Observation\",\"foo\":1,\"issued\":\"x\",\"subject\":\"y\"}");
    assertThat(three.issues().stream().map(Issue::expression))
        .containsExactly(
            "Observation.foo",
            "Observation.issued",
            "Observation.subject",
            "Observation.status",
            "Observation.code");
    String many = "{\"a\":1},".repeat(500);
    assertThat(
            Checks.json(
                    "{\"resourceType\":\"Patient\",\"name\":["
                        + many.substring(0, many.length() - 1)
                        + "]}")
                .issues())
        .hasSize(101)
        .last()
        .isEqualTo(
            new Issue(
                Issue.Kind.PROCESSING,
                "",
                "Only the first 100 faults are told; there may be more."));
  }

  @Test
  @DisplayName("what is repeated of a value is short and on one line")
  void excerpts() {
    Issue issue =
        Checks.json("{\"resourceType\":\"Patient\",\"birthDate\":\"1\\n" + "x".repeat(500) + "\"}")
            .issues()
            .getFirst();
    assertThat(issue.message()).hasSizeLessThan(150).doesNotContain("\n").contains("…");
  }

  private static String patientNamed(String family) {
    return "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"" + family + "\"}]}";
  }
}
