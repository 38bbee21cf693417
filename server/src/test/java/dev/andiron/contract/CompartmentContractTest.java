package dev.andiron.contract;

import static dev.andiron.contract.IncludeContractTest.keys;
import static dev.andiron.contract.IncludeContractTest.search;
import static dev.andiron.contract.SyntheaServer.key;
import static dev.andiron.contract.SyntheaServer.references;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.definition.Compartments;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("FHIR R4 search.html#compartment and $everything, over the data of Synthea")
class CompartmentContractTest {
  private static final JsonObject PATIENT = SyntheaServer.of("Patient", _ -> true).getFirst();
  private static final String ID = String.valueOf(PATIENT.string("id"));
  private static final Set<String> TYPES = Compartments.builtIn().types("Patient");

  /// What belongs to the patient: in Synthea's data, whatever of these types refers to them.
  private static Set<String> members() {
    return SyntheaServer.RESOURCES.stream()
        .filter(each -> TYPES.contains(each.string("resourceType")))
        .filter(each -> references(each).contains(key(PATIENT)))
        .map(SyntheaServer::key)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// All pages; each resource may stand once.
  static List<String> all(String path) {
    List<String> all = new ArrayList<>();
    String next = path;
    while (next != null) {
      Answer page = search(next);
      all.addAll(keys(page, "match"));
      next = page.link("next");
    }
    assertThat(all).doesNotHaveDuplicates();
    return all;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Observation?code=8302-2",
        "Observation?code=8302-2&_sort=-date&_count=2",
        "Encounter?_count=3",
        "Condition?clinical-status=resolved",
        "Claim?_summary=count",
        "Observation?_id=nobody"
      })
  @DisplayName("the same by the type, by the compartment and by POST _search")
  void sameThreeWays(String query) {
    String type = query.substring(0, query.indexOf('?'));
    String rest = query.substring(query.indexOf('?') + 1);
    List<String> byType = all("/" + query + "&patient=" + ID);
    assertThat(all("/Patient/" + ID + "/" + query)).isEqualTo(byType);
    Answer got = search("/Patient/" + ID + "/" + query);
    String[] form = rest.split("[=&]");
    Answer posted =
        SyntheaServer.app()
            .asRoot("POST", "/Patient/" + ID + "/" + type + "/_search")
            .form(form)
            .send();
    assertThat(posted.body()).isEqualTo(got.body());
    assertThat(got.json().get("total"))
        .isEqualTo(search("/" + query + "&patient=" + ID).json().get("total"));
  }

  @Test
  @DisplayName("the same as entries of a batch")
  void inBatch() {
    String query = "Patient/" + ID + "/Encounter?_count=5&_include=Encounter:participant";
    Answer batch =
        SyntheaServer.app()
            .asRoot("POST", "/")
            .json(
                """
                {"resourceType":"Bundle","type":"batch","entry":[
                  {"request":{"method":"GET","url":"%s"}},
                  {"request":{"method":"GET","url":"?_type=Patient&_count=3"}}]}
                """
                    .formatted(query))
            .send();
    assertThat(batch.status()).as(batch.body()).isEqualTo(200);
    assertThat(batch.resources())
        .containsExactly(search("/" + query).json(), search("/?_type=Patient&_count=3").json());
  }

  @Test
  @DisplayName("/Patient/p/* has every member once, over pages of whatever size")
  void star() {
    assertThat(all("/Patient/" + ID + "/*?_count=1000"))
        .containsExactlyInAnyOrderElementsOf(members());
    assertThat(all("/Patient/" + ID + "/*?_count=37"))
        .containsExactlyElementsOf(all("/Patient/" + ID + "/*?_count=1000"));
    assertThat(all("/Patient/" + ID + "/*?_type=Claim,Encounter"))
        .containsExactlyElementsOf(
            members().stream().filter(key -> key.matches("(Claim|Encounter)/.*")).toList());
    assertThat(all("/Patient/" + ID + "/*?_lastUpdated=lt2020")).isEmpty();
  }

  @Test
  @DisplayName("an encounter and a practitioner have compartments too")
  void others() {
    JsonObject encounter = SyntheaServer.of("Encounter", _ -> true).getFirst();
    assertThat(all("/" + key(encounter) + "/Observation"))
        .isEqualTo(all("/Observation?encounter=" + key(encounter)));
    assertThat(all("/" + key(encounter) + "/$everything"))
        .startsWith(key(encounter))
        .hasSizeGreaterThan(3);
    String practitioner =
        references(requireNonNull(encounter.get("participant"))).iterator().next();
    assertThat(all("/" + practitioner + "/Encounter"))
        .isNotEmpty()
        .isEqualTo(all("/Encounter?participant=" + practitioner));
  }

  @Test
  @DisplayName(
      "$everything: the patient first, then the members, then what they refer to, each once")
  void everything() {
    List<String> all = all("/Patient/" + ID + "/$everything?_count=50");
    Set<String> members = members();
    Set<String> referred = new TreeSet<>();
    SyntheaServer.RESOURCES.stream()
        .filter(each -> members.contains(key(each)))
        .forEach(each -> referred.addAll(references(each)));
    referred.removeAll(members);
    referred.remove(key(PATIENT));
    assertThat(all).startsWith(key(PATIENT));
    assertThat(all.subList(1, 1 + members.size())).containsExactlyElementsOf(members);
    List<String> rest = all.subList(1 + members.size(), all.size());
    assertThat(rest).isNotEmpty().isSubsetOf(referred);
    assertThat(rest).anyMatch(key -> key.startsWith("Practitioner/"));
    assertThat(rest).anyMatch(key -> key.startsWith("Organization/"));
    assertThat(rest).anyMatch(key -> key.startsWith("Location/"));
    assertThat(search("/Patient/" + ID + "/$everything").json().get("total")).isNull();
    assertThat(all("/Patient/" + ID + "/$everything?_count=1000")).isEqualTo(all);
    Answer posted =
        SyntheaServer.app()
            .asRoot("POST", "/Patient/" + ID + "/$everything")
            .json(
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"_count\",\"valueInteger\":50}]}")
            .send();
    assertThat(posted.body()).isEqualTo(search("/Patient/" + ID + "/$everything?_count=50").body());
  }

  @Test
  @DisplayName("$everything by _type, _since and the dates of care")
  void narrowed() {
    String everything = "/Patient/" + ID + "/$everything";
    assertThat(all(everything + "?_type=Practitioner"))
        .isNotEmpty()
        .allMatch(key -> key.startsWith("Practitioner/"));
    assertThat(all(everything + "?_since=2100-01-01T00:00:00Z")).containsExactly(key(PATIENT));
    assertThat(all(everything + "?_since=2020-01-01T00:00:00Z")).isEqualTo(all(everything));
    List<JsonObject> encounters =
        SyntheaServer.of("Encounter", each -> references(each).contains(key(PATIENT)));
    List<String> in2021 =
        encounters.stream()
            .filter(each -> {
              JsonObject period = requireNonNull(each.object("period"));
              return String.valueOf(period.string("start")).compareTo("2022-01-02") < 0
                  && String.valueOf(period.string("end")).compareTo("2020-12-31T20:00") > 0;
            })
            .map(SyntheaServer::key)
            .sorted()
            .toList();
    assertThat(in2021).isNotEmpty().hasSizeLessThan(encounters.size());
    assertThat(all(everything + "?_type=Encounter&start=2021-01-01&end=2022-01-01"))
        .containsExactlyElementsOf(in2021);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Patient/%s/Medication",
        "/Patient/%s/Nonsense",
        "/Patient/%s/Observation?nonsense=1",
        "/Patient/%s/*?code=x",
        "/Patient/%s/*?patient.name=x",
        "/Patient/%s/*?_has:Observation:patient:code=x",
        "/Patient/%s/*?_count=0",
        "/Patient/%s/*?_count=-1",
        "/Patient/%s/*?_cursor=!!",
        "/Patient/%s/*?_cursor=aW5vbnNlbnNl",
        "/Patient/%s/*?_type=patient",
        "/Patient/%s/$everything?start=yesterday",
        "/Patient/%s/$everything?_since=x",
        "/Patient/%s/$everything?code=x",
        "/Patient/%s/$everything?start=2020&start=2021",
        "/Patient/$everything",
        "/Patient/nobody-of-this-id/*",
        "/Patient/nobody-of-this-id/$everything",
        "/Patient/x'%%20or%%20''='/*"
      })
  @DisplayName("what cannot be answered is refused in words")
  void refused(String path) {
    Answer answer = SyntheaServer.app().asRoot("GET", path.formatted(ID)).send();
    assertThat(answer.status()).as(answer.body()).isIn(400, 404);
    assertThat(answer.text("resourceType")).isEqualTo("OperationOutcome");
    assertThat(answer.body()).doesNotContain("select", "Exception", "search_reference");
  }

  @Test
  @DisplayName("$everything gives each unchanged resource once while others write")
  void underWrites() throws InterruptedException {
    String everything = "/Patient/" + ID + "/$everything?_count=20";
    List<String> before = all(everything);
    java.util.concurrent.atomic.AtomicBoolean done =
        new java.util.concurrent.atomic.AtomicBoolean();
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              for (int i = 0; !done.get(); i++) {
                String path = "/Observation/ev-moves" + i % 10;
                if (i % 3 == 2) {
                  SyntheaServer.app().asRoot("DELETE", path).send();
                } else {
                  SyntheaServer.app()
                      .asRoot("PUT", path)
                      .json(
                          "{\"status\":\"final\",\"code\":{\"text\":\"%d\"},\"subject\":{\"reference\":\"Patient/%s\"}}"
                              .formatted(i, ID))
                      .send();
                }
              }
            });
    try {
      for (int i = 0; i < 3; i++) {
        List<String> during = all(everything);
        during.removeIf(key -> key.contains("/ev-moves"));
        assertThat(during).isEqualTo(before);
      }
    } finally {
      done.set(true);
      writer.join();
      for (int i = 0; i < 10; i++) {
        SyntheaServer.app().asRoot("DELETE", "/Observation/ev-moves" + i).send();
      }
    }
  }

  @Test
  @DisplayName("$lastn: the newest of each code, most at a time")
  void lastN() {
    List<JsonObject> observations =
        SyntheaServer.of("Observation", each -> references(each).contains(key(PATIENT)));
    for (int max : List.of(1, 2, 100)) {
      Set<String> expected = new TreeSet<>();
      observations.stream()
          .collect(Collectors.groupingBy(CompartmentContractTest::code))
          .forEach((_, ofCode) ->
              ofCode.stream()
                  .sorted(
                      java.util.Comparator.comparing(CompartmentContractTest::time)
                          .reversed()
                          .thenComparing(SyntheaServer::key))
                  .limit(max)
                  .forEach(each -> expected.add(key(each))));
      Answer answer = search("/Observation/$lastn?patient=" + ID + "&max=" + max);
      assertThat(keys(answer, "match")).containsExactlyInAnyOrderElementsOf(expected);
    }
    Answer vitals =
        search("/Observation/$lastn?subject=Patient/" + ID + "&category=vital-signs&max=3");
    assertThat(vitals.resources()).isNotEmpty();
    Answer posted =
        SyntheaServer.app()
            .asRoot("POST", "/Observation/$lastn")
            .json(
                """
                {"resourceType":"Parameters","parameter":[
                  {"name":"subject","valueString":"Patient/%s"},
                  {"name":"category","valueString":"vital-signs"},{"name":"max","valueInteger":3}]}
                """
                    .formatted(ID))
            .send();
    assertThat(posted.body()).isEqualTo(vitals.body());
    for (String query :
        List.of(
            "", "?max=1", "?patient=" + ID + "&max=0", "?patient=", "?patient=" + ID + "&max=x")) {
      Answer refused = SyntheaServer.app().asRoot("GET", "/Observation/$lastn" + query).send();
      assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    }
  }

  private static String code(JsonObject observation) {
    Json coding = requireNonNull(observation.object("code")).array("coding").elements().getFirst();
    return coding.toString();
  }

  private static java.time.Instant time(JsonObject observation) {
    return java.time.OffsetDateTime.parse(String.valueOf(observation.string("effectiveDateTime")))
        .toInstant();
  }
}
