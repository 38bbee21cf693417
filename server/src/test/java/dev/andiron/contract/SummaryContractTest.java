package dev.andiron.contract;

import static dev.andiron.contract.Given.put;
import static dev.andiron.contract.Given.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("FHIR R4 search §summary, §elements, on read, vread and search")
class SummaryContractTest {
  private static final String TAG =
      "{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ObservationValue\","
          + "\"code\":\"SUBSETTED\"}";

  @BeforeAll
  static void write() {
    put(
        "/Patient/su-p",
        """
        {"resourceType":"Patient","meta":{"tag":[{"code":"t"}]},"language":"en",
         "text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">x</div>"},
         "extension":[{"url":"urn:x","valueString":"x"}],
         "identifier":[{"system":"urn:x","value":"1","extension":[{"url":"urn:x","valueBoolean":true}]}],
         "active":true,"name":[{"family":"F","given":["G"],"period":{"start":"2020"}}],
         "gender":"male","birthDate":"1970-01-01","deceasedBoolean":false,
         "maritalStatus":{"text":"m"},"photo":[{"title":"p"}],
         "contact":[{"name":{"family":"C"},"gender":"female"}],
         "communication":[{"language":{"text":"en"},"preferred":true}],
         "link":[{"other":{"reference":"Patient/x"},"type":"seealso"}]}
        """);
    put(
        "/Observation/su-o",
        """
        {"status":"final","code":{"text":"c"},"valueQuantity":{"value":1.10},"note":[{"text":"n"}],
         "text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">x</div>"}}
        """);
  }

  /// The resource by each of the three ways, which must agree.
  private static JsonObject shown(String resource, String query) {
    JsonObject read = ok("/" + resource + "?" + query).json();
    JsonObject vread = ok("/" + resource + "/_history/1?" + query).json();
    String[] parts = resource.split("/", -1);
    JsonObject found = ok("/" + parts[0] + "?_id=" + parts[1] + "&" + query).resources().getFirst();
    assertThat(vread).isEqualTo(read);
    assertThat(found).isEqualTo(read);
    return read;
  }

  private static Answer ok(String path) {
    Answer answer = root("GET", path).send();
    assertThat(answer.status()).as(path + ": " + answer.body()).isEqualTo(200);
    return answer;
  }

  private static boolean isMarked(JsonObject resource) {
    return String.valueOf(resource.object("meta")).contains(TAG);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Patient/su-p | _summary=true | resourceType id meta identifier active name gender birthDate deceasedBoolean link",
        "Patient/su-p | _summary=text | resourceType id meta text",
        "Patient/su-p | _summary=data | resourceType id meta language extension identifier active name gender birthDate deceasedBoolean maritalStatus photo contact communication link",
        "Patient/su-p | _elements=gender,birthDate | resourceType id meta gender birthDate",
        "Patient/su-p | _elements=Patient.gender | resourceType id meta gender",
        "Patient/su-p | _elements=Observation.status | resourceType id meta",
        "Patient/su-p | _elements=deceased | resourceType id meta deceasedBoolean",
        "Patient/su-p | _elements=deceasedBoolean,nonsense | resourceType id meta deceasedBoolean",
        "Observation/su-o | _summary=true | resourceType id meta status code valueQuantity",
        "Observation/su-o | _summary=text | resourceType id meta status code text",
        "Observation/su-o | _elements=note | resourceType id meta status code note",
      })
  @DisplayName("which elements are shown, mandatory ones always; it is marked as a part")
  void parts(String resource, String query, String members) {
    JsonObject shown = shown(resource, query);
    assertThat(shown.names()).containsExactlyInAnyOrder(members.split(" ", -1));
    assertThat(isMarked(shown)).isTrue();
  }

  @Test
  @DisplayName("inside elements: the summary of their types, and elements by their paths")
  void nested() {
    JsonObject summary = shown("Patient/su-p", "_summary=true");
    assertThat(String.valueOf(summary.array("identifier").get(0)))
        .isEqualTo("{\"system\":\"urn:x\",\"value\":\"1\"}");
    JsonObject one =
        shown("Patient/su-p", "_elements=Patient.contact.name,name.family,communication.preferred");
    assertThat(one.names())
        .containsExactly("resourceType", "id", "meta", "name", "contact", "communication");
    assertThat(String.valueOf(one.array("contact").get(0)))
        .isEqualTo("{\"name\":{\"family\":\"C\"}}");
    assertThat(String.valueOf(one.array("name").get(0))).isEqualTo("{\"family\":\"F\"}");
    // Patient.communication.language is mandatory
    assertThat(String.valueOf(one.array("communication").get(0)))
        .isEqualTo("{\"language\":{\"text\":\"en\"},\"preferred\":true}");
    assertThat(String.valueOf(shown("Observation/su-o", "_elements=value")))
        .contains("\"valueQuantity\":{\"value\":1.10}");
  }

  @Test
  @DisplayName("_summary=false is the whole, unmarked; a tag that was there stays")
  void whole() {
    assertThat(ok("/Patient/su-p?_summary=false").body()).isEqualTo(ok("/Patient/su-p").body());
    assertThat(isMarked(shown("Patient/su-p", "_summary=false"))).isFalse();
    JsonObject part = shown("Patient/su-p", "_summary=true");
    assertThat(String.valueOf(part.object("meta")))
        .contains("\"tag\":[{\"code\":\"t\"}," + TAG + "]")
        .contains("\"versionId\":\"1\"");
  }

  @Test
  @DisplayName("_summary=count only counts, and is for searches")
  void count() {
    Answer answer = ok("/Patient?_id=su-p&_summary=count");
    assertThat(answer.json().get("total")).isEqualTo(Json.of(1));
    assertThat(answer.json().has("entry")).isFalse();
    assertThat(root("GET", "/Patient/su-p?_summary=count").send().status()).isEqualTo(400);
  }

  @Test
  @DisplayName("the server's own types: everything but free content")
  void systemTypes() {
    put("/User/su-u", "{\"userName\":\"su-name\",\"email\":\"su@x.org\",\"data\":{\"a\":1}}");
    JsonObject user = shown("User/su-u", "_summary=true");
    assertThat(user.names()).contains("userName", "email").doesNotContain("data");
    assertThat(shown("User/su-u", "_elements=data.a").names())
        .containsExactly("resourceType", "id", "meta", "data");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_summary=true&_elements=name",
        "_summary=all",
        "_summary=",
        "_elements=",
        "_elements=a,,b",
        "_elements=a%20b",
        "_summary=true&_summary=text",
        "_elements=name&_elements=gender"
      })
  @DisplayName("what makes no sense is a 400")
  void refused(String query) {
    for (String path : List.of("/Patient/su-p?", "/Patient/su-p/_history/1?", "/Patient?")) {
      assertThat(root("GET", path + query).send().status()).as(path).isEqualTo(400);
    }
  }

  @Test
  @DisplayName("a posted search takes its parameters from URL and form, _format and _pretty too")
  void posted() {
    Answer answer =
        root("POST", "/Patient/_search?_elements=gender&_pretty=true").form("_id", "su-p").send();
    assertThat(answer.resources()).hasSize(1);
    assertThat(answer.resources().getFirst().names())
        .containsExactly("resourceType", "id", "meta", "gender");
    assertThat(answer.body()).startsWith("{\n  \"resourceType\"");
    Answer yaml = root("POST", "/Patient/_search").form("_id", "su-p", "_format", "yaml").send();
    assertThat(yaml.body()).startsWith("resourceType: Bundle\n").contains("id: su-p");
    for (String none : List.of("xml", "application/fhir%2Bxml", "ttl")) {
      assertThat(root("GET", "/Patient/su-p?_format=" + none).send().status()).isEqualTo(406);
      assertThat(root("GET", "/Patient?_format=" + none).send().status()).isEqualTo(406);
      assertThat(root("GET", "/Patient/su-p/_history?_format=" + none).send().status())
          .isEqualTo(406);
    }
    assertThat(root("GET", "/Patient?_id=su-p&_elements=gender&_page=1").send().link("self"))
        .endsWith("/Patient?_id=su-p&_elements=gender&_page=1");
  }
}
