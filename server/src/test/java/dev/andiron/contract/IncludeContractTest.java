package dev.andiron.contract;

import static dev.andiron.contract.SyntheaServer.key;
import static dev.andiron.contract.SyntheaServer.references;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("FHIR R4 search.html#include, #revinclude, over the data of Synthea")
class IncludeContractTest {
  private static final JsonObject PATIENT = SyntheaServer.of("Patient", _ -> true).getFirst();

  static Answer search(String path) {
    Answer answer = SyntheaServer.app().asRoot("GET", path).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  static List<String> keys(Answer answer, String mode) {
    List<String> keys = new ArrayList<>();
    for (Json each : answer.json().array("entry")) {
      JsonObject entry = (JsonObject) each;
      if (mode.equals(requireNonNull(entry.object("search")).string("mode"))) {
        keys.add(key(requireNonNull(entry.object("resource"))));
      }
    }
    return keys;
  }

  private static Json member(JsonObject resource, String name) {
    Json value = resource.get(name);
    return value == null ? JsonObject.EMPTY : value;
  }

  private static boolean isOf(JsonObject resource, String element) {
    return references(member(resource, element)).contains(key(PATIENT));
  }

  @ParameterizedTest
  @CsvSource({
    "Encounter, Encounter:subject, subject",
    "Encounter, Encounter:patient, subject",
    "Encounter, Encounter:participant, participant",
    "Encounter, Encounter:service-provider, serviceProvider",
    "Encounter, Encounter:location:Location, location",
    "Observation, Observation:encounter, encounter",
    "Observation, Observation:subject:Patient, subject",
    "DiagnosticReport, DiagnosticReport:result, result",
    "Claim, Claim:provider, provider",
    "Immunization, Immunization:*, ''",
    "CarePlan, *, ''"
  })
  @DisplayName("_include brings what the matches of the page refer to, each once, after them")
  void include(String type, String include, String element) {
    Answer answer = search("/" + type + "?_count=40&_include=" + include);
    Set<String> expected = new LinkedHashSet<>();
    for (JsonObject match : answer.resources().subList(0, keys(answer, "match").size())) {
      expected.addAll(references(element.isEmpty() ? match : member(match, element)));
    }
    List<String> included = keys(answer, "include");
    assertThat(included).doesNotHaveDuplicates();
    assertThat(expected).isNotEmpty().containsAll(included);
    if (!element.isEmpty()) {
      assertThat(included).containsExactlyInAnyOrderElementsOf(expected);
    }
    assertThat(keys(answer, "match"))
        .hasSizeLessThanOrEqualTo(40)
        .doesNotContainAnyElementsOf(included);
    assertThat(answer.json().get("total"))
        .isEqualTo(search("/" + type + "?_count=40").json().get("total"));
    assertThat(keys(answer, "outcome")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Observation:patient, Observation, subject",
    "Observation:subject:Patient, Observation, subject",
    "Condition:subject, Condition, subject",
    "Provenance:target, Provenance, target",
    "Immunization:*, Immunization, patient"
  })
  @DisplayName("_revinclude brings what refers to the matches")
  void revinclude(String include, String type, String element) {
    Answer answer = search("/Patient?_id=" + PATIENT.string("id") + "&_revinclude=" + include);
    assertThat(keys(answer, "match")).containsExactly(key(PATIENT));
    assertThat(keys(answer, "include"))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(
            SyntheaServer.of(type, each -> isOf(each, element)).stream()
                .map(SyntheaServer::key)
                .toList());
    assertThat(answer.json().get("total")).isEqualTo(Json.of(1));
  }

  @Test
  @DisplayName("_revinclude=* brings whatever refers to a match by a search parameter")
  void revincludeAll() {
    Answer answer = search("/Patient?_id=" + PATIENT.string("id") + "&_revinclude=*");
    Set<String> referring =
        SyntheaServer.RESOURCES.stream()
            .filter(each -> references(each).contains(key(PATIENT)))
            .map(SyntheaServer::key)
            .collect(Collectors.toSet());
    assertThat(keys(answer, "include")).doesNotHaveDuplicates().hasSameElementsAs(referring);
  }

  @Test
  @DisplayName(":iterate goes on from what came along, the same by its old name")
  void iterate() {
    String query =
        "/Patient?_id="
            + PATIENT.string("id")
            + "&_revinclude=Encounter:patient&_include:%1$s=Encounter:participant"
            + "&_revinclude:%1$s=Procedure:encounter";
    List<JsonObject> encounters = SyntheaServer.of("Encounter", each -> isOf(each, "subject"));
    Set<String> expected = new LinkedHashSet<>();
    for (JsonObject encounter : encounters) {
      expected.add(key(encounter));
      expected.addAll(references(member(encounter, "participant")));
    }
    for (JsonObject procedure : SyntheaServer.of("Procedure", _ -> true)) {
      if (expected.containsAll(references(member(procedure, "encounter")))) {
        expected.add(key(procedure));
      }
    }
    assertThat(expected).anyMatch(key -> key.startsWith("Procedure/"));
    assertThat(keys(search(query.formatted("iterate")), "include"))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(keys(search(query.formatted("recurse")), "include"))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static List<JsonObject> ofType(Answer answer, String type) {
    return answer.resources().stream()
        .filter(each -> type.equals(each.string("resourceType")))
        .toList();
  }

  @Test
  @DisplayName("POST _search answers as GET, the pages' links keep the includes")
  void posted() {
    Answer got = search("/Observation?_count=7&_include=Observation:encounter&code=8302-2");
    Answer posted =
        SyntheaServer.app()
            .asRoot("POST", "/Observation/_search")
            .form("_count", "7", "_include", "Observation:encounter", "code", "8302-2")
            .send();
    assertThat(posted.body()).isEqualTo(got.body());
    Answer next = search(requireNonNull(got.link("next")));
    assertThat(keys(next, "match")).isNotEmpty().doesNotContainAnyElementsOf(keys(got, "match"));
    assertThat(keys(next, "include")).isNotEmpty();
  }

  @Test
  @DisplayName("_elements and _summary hold for what comes along too; a count has no entries")
  void parts() {
    Answer elements =
        search("/Encounter?_count=3&_include=Encounter:subject&_elements=status,birthDate");
    assertThat(ofType(elements, "Patient").getFirst().names())
        .containsExactly("resourceType", "id", "meta", "birthDate");
    assertThat(search("/Encounter?_summary=count&_include=Encounter:subject").resources())
        .isEmpty();
    assertThat(search("/Encounter?_count=0&_include=Encounter:subject").resources()).isEmpty();
    Answer refused =
        SyntheaServer.app()
            .asRoot("GET", "/Encounter?_summary=text&_include=Encounter:subject")
            .send();
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).contains("_summary=text goes with no _include");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_include=Observation",
        "_include=",
        "_include=:",
        "_include=Observation:nonsense",
        "_include=Observation:code",
        "_include=Nonsense:subject",
        "_include=Observation:subject:Nonsense",
        "_include=Observation:encounter:Practitioner",
        "_include=Encounter:subject",
        "_include=Observation:subject:Patient:more",
        "_include=patient\";drop table patient",
        "_include:sideways=Observation:subject",
        "_revinclude=Encounter:subject",
        "_revinclude=Provenance:target:Patient",
        "_revinclude=Observation",
        "_revinclude:iterate=Observation:status"
      })
  @DisplayName("what cannot be followed is refused in words, and passed over by a lenient search")
  void refused(String parameter) {
    String path = "/Observation?_count=1&" + parameter.replace("\"", "%22").replace(" ", "%20");
    Answer answer = SyntheaServer.app().asRoot("GET", path).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("include").doesNotContain("select", "Exception");
    Answer lenient =
        SyntheaServer.app().asRoot("GET", path).header("Prefer", "handling=lenient").send();
    assertThat(lenient.status()).as(lenient.body()).isEqualTo(200);
    assertThat(keys(lenient, "include")).isEmpty();
    assertThat(requireNonNull(lenient.link("self"))).doesNotContain("include");
  }

  @Test
  @DisplayName("a reference to a version brings the resource; a dangling or foreign one nothing")
  void versions() {
    put("Patient/inc-v", "{'gender':'female'}");
    put("Patient/inc-v", "{'gender':'male'}");
    put(
        "Observation/inc-v1",
        "{'status':'final','code':{'text':'v'},'subject':{'reference':'Patient/inc-v/_history/1'},"
            + "'performer':[{'reference':'Practitioner/inc-nobody'},"
            + "{'reference':'https://elsewhere.example/fhir/Patient/inc-v'},{'display':'only'}]}");
    Answer answer = Given.read("/Observation?_id=inc-v1&_include=*");
    assertThat(keys(answer, "include")).containsExactly("Patient/inc-v");
    assertThat(answer.resources().get(1).string("gender")).isEqualTo("male");
    assertThat(keys(Given.read("/Patient?_id=inc-v&_revinclude=Observation:subject"), "include"))
        .containsExactly("Observation/inc-v1");
  }

  @Test
  @DisplayName("references in a circle end")
  void circle() {
    put("Organization/inc-a", "{'name':'A','partOf':{'reference':'Organization/inc-c'}}");
    put("Organization/inc-b", "{'name':'B','partOf':{'reference':'Organization/inc-a'}}");
    put("Organization/inc-c", "{'name':'C','partOf':{'reference':'Organization/inc-b'}}");
    Answer forward = Given.read("/Organization?_id=inc-a&_include:iterate=Organization:partof");
    assertThat(keys(forward, "include"))
        .containsExactly("Organization/inc-c", "Organization/inc-b");
    Answer both =
        Given.read(
            "/Organization?_id=inc-a&_include:iterate=*&_revinclude:iterate=Organization:partof");
    assertThat(keys(both, "include"))
        .containsExactlyInAnyOrder("Organization/inc-c", "Organization/inc-b");
  }

  @Test
  @DisplayName("a chain that is longer than is followed ends with a warning")
  void depth() {
    put("Location/inc-d11", "{'name':'D'}");
    for (int i = 0; i < 11; i++) {
      put(
          "Location/inc-d" + i,
          "{'name':'D','partOf':{'reference':'Location/inc-d" + (i + 1) + "'}}");
    }
    Answer answer = Given.read("/Location?_id=inc-d0&_include:iterate=Location:partof");
    assertThat(keys(answer, "include")).hasSize(10);
    assertWarned(answer);
    Answer whole = Given.read("/Location?_id=inc-d1&_include:iterate=Location:partof");
    assertThat(keys(whole, "include")).hasSize(10).doesNotContain("Location/inc-d0");
    assertThat(keys(whole, "outcome")).isEmpty();
  }

  static void assertWarned(Answer answer) {
    JsonObject entry = (JsonObject) answer.json().array("entry").elements().getLast();
    assertThat(requireNonNull(entry.object("search")).string("mode")).isEqualTo("outcome");
    JsonObject issue =
        (JsonObject) requireNonNull(entry.object("resource")).array("issue").elements().getFirst();
    assertThat(issue.string("severity")).isEqualTo("warning");
    assertThat(issue.string("code")).isEqualTo("incomplete");
  }

  @Test
  @DisplayName("a canonical is followed by its url, and its version where it names one")
  void canonical() {
    String url = "http://example.org/inc/form";
    put("Questionnaire/inc-q1", "{'status':'active','url':'" + url + "','version':'1'}");
    put("Questionnaire/inc-q2", "{'status':'active','url':'" + url + "','version':'2'}");
    put("QuestionnaireResponse/inc-any", "{'status':'completed','questionnaire':'" + url + "'}");
    put("QuestionnaireResponse/inc-2", "{'status':'completed','questionnaire':'" + url + "|2'}");
    put("QuestionnaireResponse/inc-3", "{'status':'completed','questionnaire':'" + url + "|3'}");
    String query = "/QuestionnaireResponse?_include=QuestionnaireResponse:questionnaire&_id=";
    assertThat(keys(Given.read(query + "inc-any"), "include"))
        .containsExactlyInAnyOrder("Questionnaire/inc-q1", "Questionnaire/inc-q2");
    assertThat(keys(Given.read(query + "inc-2"), "include"))
        .containsExactly("Questionnaire/inc-q2");
    assertThat(keys(Given.read(query + "inc-3"), "include")).isEmpty();
  }

  @Test
  @DisplayName("a type of which nothing was ever written brings nothing")
  void unwritten() {
    put(
        "Observation/inc-u",
        "{'status':'final','code':{'text':'u'},'device':{'reference':'DeviceMetric/inc-u'}}");
    Answer answer = Given.read("/Observation?_id=inc-u&_include=*&_revinclude=*");
    assertThat(keys(answer, "include")).isEmpty();
  }

  private static void put(String path, String json) {
    JsonObject resource = (JsonObject) dev.andiron.json.JsonReader.read(json.replace('\'', '"'));
    Given.put("/" + path, resource.toString());
  }

  @Test
  @DisplayName("one page takes along at most 1,000 resources, and says what it left out")
  void bound() {
    put("Group/inc-bound", "{'type':'person','actual':true}");
    List<Json> items = new ArrayList<>();
    for (int i = 0; i < 1010; i++) {
      put("Basic/inc-bound" + i, "{'code':{'text':'b'}}");
      items.add(JsonObject.of("item", JsonObject.of("reference", "Basic/inc-bound" + i)));
    }
    Given.put(
        "/List/inc-bound",
        JsonObject.of("resourceType", "List")
            .with("status", "current")
            .with("mode", "working")
            .with("entry", JsonArray.of(items))
            .toString());
    Answer answer = Given.read("/List?_id=inc-bound&_include=List:item");
    assertThat(keys(answer, "include")).hasSize(1000).doesNotHaveDuplicates();
    assertWarned(answer);
  }
}
