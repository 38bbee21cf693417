package dev.andiron.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.ResourceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("FHIR R4 search §chaining and §has, in Synthea's resources")
class ChainTest {
  private static final SearchFixture FIXTURE = new SearchFixture();
  private static final Map<String, JsonObject> ALL = new HashMap<>();

  @BeforeAll
  static void synthea() {
    for (JsonObject resource :
        SyntheaResources.of("hospital", "practitioner", "Jules", "Bonita", "Jay")) {
      FIXTURE.put(resource);
      ALL.put(resource.string("resourceType") + "/" + resource.string("id"), resource);
    }
  }

  // What follows goes through the resources themselves, without the index.

  private static Stream<JsonObject> of(String type) {
    return ALL.values().stream().filter(each -> type.equals(each.string("resourceType")));
  }

  /// The values at the end of a path: `participant.individual.reference`.
  private static List<String> values(Json from, String path) {
    if (from instanceof JsonArray array) {
      return array.stream().flatMap(each -> values(each, path).stream()).toList();
    }
    if (path.isEmpty()) {
      return from instanceof JsonString(String text) ? List.of(text) : List.of();
    }
    String[] steps = path.split("\\.", 2);
    Json next = from instanceof JsonObject object ? object.get(steps[0]) : null;
    return next == null ? List.of() : values(next, steps.length == 1 ? "" : steps[1]);
  }

  private static Predicate<JsonObject> begins(String path, String prefix) {
    return resource ->
        values(resource, path).stream()
            .anyMatch(value -> value.toLowerCase(Locale.ROOT).startsWith(prefix));
  }

  private static Predicate<JsonObject> is(String path, String value) {
    return resource -> values(resource, path).contains(value);
  }

  private static Predicate<JsonObject> refers(String path, String type, Predicate<JsonObject> to) {
    return resource ->
        values(resource, path + ".reference").stream()
            .filter(reference -> reference.startsWith(type + "/"))
            .map(ALL::get)
            .anyMatch(target -> target != null && to.test(target));
  }

  private static Predicate<JsonObject> has(String type, String path, Predicate<JsonObject> that) {
    Set<String> referred = new TreeSet<>();
    of(type).filter(that).forEach(each -> referred.addAll(values(each, path + ".reference")));
    return resource ->
        referred.contains(resource.string("resourceType") + "/" + resource.string("id"));
  }

  private static Arguments search(String type, String query, Predicate<JsonObject> expected) {
    return Arguments.of(type, query, expected);
  }

  private static Stream<Arguments> searches() {
    Predicate<JsonObject> schmitt = begins("name.family", "schmitt");
    Predicate<JsonObject> loinc = is("code.coding.code", "8302-2");
    Predicate<JsonObject> dach = begins("name.family", "d");
    Predicate<JsonObject> born1970 =
        patient -> String.valueOf(patient.string("birthDate")).compareTo("1970") >= 0;
    return Stream.of(
        search(
            "Observation", "subject:Patient.family=schmitt", refers("subject", "Patient", schmitt)),
        search("Observation", "patient.family=schmitt", refers("subject", "Patient", schmitt)),
        search("Observation", "subject.family=schmitt", refers("subject", "Patient", schmitt)),
        search("Observation", "subject.name=schmitt", refers("subject", "Patient", schmitt)),
        search(
            "Observation",
            "subject:Patient.family=schmitt&code=8302-2&_sort=-date",
            refers("subject", "Patient", schmitt).and(loinc)),
        search("Encounter", "patient.birthdate=ge1970", refers("subject", "Patient", born1970)),
        search(
            "Encounter",
            "patient.family:exact=Schmitt836,schmitt836",
            refers("subject", "Patient", is("name.family", "Schmitt836"))),
        search(
            "Encounter",
            "patient.gender:not=male",
            refers("subject", "Patient", is("gender", "male").negate())),
        search(
            "Encounter",
            "patient.death-date:missing=true",
            refers("subject", "Patient", each -> !each.has("deceasedDateTime"))),
        search(
            "Encounter",
            "patient.phone:missing=false",
            refers("subject", "Patient", each -> each.has("telecom"))),
        search(
            "Encounter", "patient._lastUpdated=ge2000", refers("subject", "Patient", each -> true)),
        search("Encounter", "patient._lastUpdated=lt2000", each -> false),
        search(
            "Encounter",
            "patient._id=efbd2604-4253-17c5-3973-d5e96ce19d29",
            refers("subject", "Patient", schmitt)),
        search(
            "Encounter",
            "patient.identifier=http://hl7.org/fhir/sid/us-ssn|999-10-2014",
            refers("subject", "Patient", schmitt)),
        search(
            "Encounter",
            "participant:Practitioner.family=d",
            refers("participant.individual", "Practitioner", dach)),
        search(
            "Encounter",
            "service-provider:Organization.address-city=chicopee",
            refers("serviceProvider", "Organization", begins("address.city", "chicopee"))),
        search(
            "Observation",
            "encounter:Encounter.participant:Practitioner.family=d",
            refers(
                "encounter", "Encounter", refers("participant.individual", "Practitioner", dach))),
        search(
            "Observation",
            "encounter.service-provider.address-city=chicopee&code=8302-2",
            loinc.and(
                refers(
                    "encounter",
                    "Encounter",
                    refers(
                        "serviceProvider", "Organization", begins("address.city", "chicopee"))))),
        search(
            "DiagnosticReport",
            "result.encounter.participant:Practitioner.family=d",
            refers(
                "result",
                "Observation",
                refers(
                    "encounter",
                    "Encounter",
                    refers("participant.individual", "Practitioner", dach)))),
        search(
            "Patient",
            "_has:Observation:patient:code=8302-2",
            has("Observation", "subject", loinc)),
        search(
            "Patient",
            "_has:Observation:subject:code=http://loinc.org|8302-2,x",
            has("Observation", "subject", loinc)),
        search(
            "Patient",
            "_has:Condition:patient:code=444814009&_has:Observation:patient:code=8302-2",
            has("Condition", "subject", is("code.coding.code", "444814009"))
                .and(has("Observation", "subject", loinc))),
        search(
            "Patient",
            "_has:Condition:patient:code:text=viral",
            has(
                "Condition",
                "subject",
                begins("code.text", "viral").or(begins("code.coding.display", "viral")))),
        search(
            "Patient",
            "_has:Encounter:patient:_lastUpdated=ge2000&gender=male",
            has("Encounter", "subject", each -> true).and(is("gender", "male"))),
        search(
            "Practitioner",
            "_has:Encounter:participant:patient.family=schmitt",
            has("Encounter", "participant.individual", refers("subject", "Patient", schmitt))),
        search(
            "Practitioner",
            "_has:Encounter:participant:_has:Observation:encounter:code=8302-2",
            has("Encounter", "participant.individual", has("Observation", "encounter", loinc))),
        search(
            "Encounter",
            "patient._has:Condition:patient:code=444814009",
            refers(
                "subject",
                "Patient",
                has("Condition", "subject", is("code.coding.code", "444814009")))),
        search(
            "Organization",
            "_has:Encounter:service-provider:class=AMB&_sort=name",
            has("Encounter", "serviceProvider", is("class.code", "AMB"))),
        search(
            "Location",
            "_has:Encounter:location:_has:Observation:encounter:value-quantity=gt100",
            has(
                "Encounter",
                "location.location",
                has(
                    "Observation",
                    "encounter",
                    each ->
                        each.object("valueQuantity") != null
                            && Objects.requireNonNull(each.object("valueQuantity")).get("value")
                                instanceof dev.andiron.json.JsonNumber number
                            && number.decimal().doubleValue() > 100))));
  }

  @ParameterizedTest
  @MethodSource("searches")
  @DisplayName("the answer is what one finds who goes from resource to resource")
  void answers(String type, String query, Predicate<JsonObject> expected) {
    List<String> found =
        of(type).filter(expected).map(each -> String.valueOf(each.string("id"))).sorted().toList();
    assertThat(FIXTURE.allIds(type, query + "&_count=50"))
        .containsExactlyInAnyOrderElementsOf(found);
    assertThat(whole(type, query)).isEqualTo(found);
    assertThat(FIXTURE.page(type, query + "&_summary=count").total()).isEqualTo(found.size());
  }

  @Test
  @DisplayName("which is something, as a rule")
  void something() {
    assertThat(
            searches()
                .filter(each ->
                    FIXTURE
                        .ids(String.valueOf(each.get()[0]), String.valueOf(each.get()[1]))
                        .isEmpty())
                .map(each -> each.get()[1]))
        .containsExactly("patient._lastUpdated=lt2000");
  }

  /// What is found without candidates, sorted.
  private static List<String> whole(String type, String query) {
    Query parsed =
        FIXTURE.search.parse(type, SearchFixture.query(query + "&_count=1000&_total=none"), false);
    return FIXTURE
        .database
        .query(PageSql.of(parsed, Set.of()), row -> String.valueOf(row.textOrNull(3)))
        .stream()
        .filter(id -> !id.equals("null"))
        .sorted()
        .toList();
  }

  @Test
  @DisplayName("a chain finds what two searches find, one after the other")
  void twoSearches() {
    int chains = 0;
    for (String type :
        List.of("Encounter", "Observation", "DiagnosticReport", "PractitionerRole")) {
      for (SearchParameter reference : SearchFixture.PARAMETERS.of(type).values()) {
        if (reference.kind() instanceof ReferenceKind kind && reference.code().indexOf(':') < 0) {
          for (String target :
              List.of("Patient", "Practitioner", "Organization", "Location", "Encounter")) {
            if (kind.targets().contains(target)) {
              for (String query : queries(target)) {
                compare(type, reference.code(), target, query);
                chains++;
              }
            }
          }
        }
      }
    }
    assertThat(chains).isGreaterThan(50);
  }

  private static List<String> queries(String target) {
    return switch (target) {
      case "Patient" -> List.of("given=j", "birthdate=lt2000", "gender=female");
      case "Practitioner" -> List.of("name=d", "gender=female", "telecom=email|x");
      case "Organization", "Location" -> List.of("address=b", "name:contains=hospital");
      default -> List.of("class=AMB", "date=gt2015", "status:not=finished");
    };
  }

  private static void compare(String type, String reference, String target, String query) {
    List<String> inner = FIXTURE.allIds(target, query + "&_count=1000");
    Set<String> expected = new TreeSet<>();
    for (int from = 0; from < inner.size(); from += 100) {
      List<String> values = new ArrayList<>();
      inner
          .subList(from, Math.min(from + 100, inner.size()))
          .forEach(id -> values.add(target + "/" + id));
      expected.addAll(
          FIXTURE.allIds(type, reference + "=" + String.join(",", values) + "&_count=1000"));
    }
    String chain = reference + ":" + target + "." + query;
    assertThat(new TreeSet<>(FIXTURE.allIds(type, chain + "&_count=1000")))
        .as(type + "?" + chain)
        .isEqualTo(expected);
    assertThat(whole(type, chain)).as(type + "?" + chain).containsExactlyElementsOf(expected);

    // And back: whom do those refer to that are of one kind?
    String own = type.equals("PractitionerRole") ? "active=true" : "status=final,finished";
    Set<String> referred = new TreeSet<>();
    for (JsonObject each : of(type).toList()) {
      if (own.startsWith("active")
          || is("status", "final").or(is("status", "finished")).test(each)) {
        for (Selector.Found found :
            Objects.requireNonNull(SearchFixture.PARAMETERS.find(type, reference))
                .selector()
                .select(each)) {
          ReferenceTarget to = ReferenceTarget.of(found.value(), List.of());
          if (to != null && to.type().equals(target)) {
            referred.add(to.id());
          }
        }
      }
    }
    String has = "_has:" + type + ":" + reference + ":" + own;
    assertThat(new TreeSet<>(FIXTURE.allIds(target, has + "&_count=1000")))
        .as(target + "?" + has)
        .isEqualTo(referred);
  }

  @Test
  @DisplayName("what was deleted, lies elsewhere or is contained is found by no chain")
  void nowhere() {
    FIXTURE.put("{'resourceType':'Patient','id':'gone','name':[{'family':'Nowhere'}]}");
    FIXTURE.put("{'resourceType':'Flag','id':'here','subject':{'reference':'Patient/gone'}}");
    FIXTURE.put(
        "{'resourceType':'Flag','id':'elsewhere','subject':{'reference':'http://example.org/fhir/Patient/gone'}}");
    FIXTURE.put(
        "{'resourceType':'Flag','id':'contained','subject':{'reference':'#gone'},'contained':[{'resourceType':'Patient','id':'gone','name':[{'family':'Nowhere'}]}]}");
    FIXTURE.put(
        "{'resourceType':'Flag','id':'version','subject':{'reference':'Patient/gone/_history/1'}}");
    for (String chain :
        List.of("family=nowhere", "_id=gone", "gender:missing=true", "_lastUpdated=gt2000")) {
      assertThat(FIXTURE.ids("Flag", "subject:Patient." + chain))
          .containsExactly("here", "version");
      assertThat(whole("Flag", "subject:Patient." + chain)).containsExactly("here", "version");
    }
    FIXTURE.store.delete(new ResourceKey("Patient", "gone"), new Precondition.None());
    for (String chain :
        List.of(
            "family=nowhere",
            "_id=gone",
            "gender:missing=true",
            "_lastUpdated=gt2000",
            "_id:not=x")) {
      assertThat(FIXTURE.ids("Flag", "subject:Patient." + chain)).isEmpty();
      assertThat(whole("Flag", "subject:Patient." + chain)).isEmpty();
    }
    assertThat(FIXTURE.ids("Flag", "subject=Patient/gone")).containsExactly("here", "version");
  }

  @Test
  @DisplayName("types of which nothing was written yet")
  void neverWritten() {
    FIXTURE.put("{'resourceType':'Goal','id':'g','subject':{'reference':'Group/x'}}");
    FIXTURE.put(
        "{'resourceType':'Goal','id':'h','subject':{'reference':'Patient/efbd2604-4253-17c5-3973-d5e96ce19d29'}}");
    assertThat(FIXTURE.ids("Goal", "subject:Group._id=x")).isEmpty();
    assertThat(FIXTURE.ids("Goal", "subject._id=x,efbd2604-4253-17c5-3973-d5e96ce19d29"))
        .containsExactly("h");
    assertThat(FIXTURE.ids("Goal", "subject._id:not=x")).containsExactly("h");
    assertThat(FIXTURE.ids("Goal", "subject:Group._lastUpdated=gt2000&_sort=_lastUpdated"))
        .isEmpty();
    assertThat(FIXTURE.ids("Patient", "_has:AuditEvent:entity:_lastUpdated=gt2000")).isEmpty();
    assertThat(FIXTURE.page("Device", "patient._id:not=x").total()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Observation; subject:Patient.name=x; Patient?name=x",
        "Observation; subject:Patient.name:exact=x,y; Patient?name:exact=x,y",
        "Observation; patient.general-practitioner:Practitioner.family=x; Practitioner?family=x Patient?general-practitioner:Practitioner.family=x",
        "Patient; _has:Observation:patient:code=x; Observation?code=x",
        "Patient; _has:Observation:patient:_has:AuditEvent:entity:agent=x; AuditEvent?agent=x Observation?_has:AuditEvent:entity:agent=x",
        "Encounter; subject.name=x; Patient?name=x",
        "Observation; patient.identifier=x; Patient?identifier=x",
        "Observation; subject.identifier=x; Device?identifier=x Group?identifier=x Location?identifier=x Patient?identifier=x",
        "Encounter; patient.active=true&subject:Patient.active=true; Patient?active=true",
        "Encounter; status=finished; ''"
      })
  @DisplayName("a query tells which searches of others it contains")
  void joined(String type, String query, String joined) {
    assertThat(
            FIXTURE.search.parse(type, SearchFixture.query(query), false).joined().stream()
                .map(each ->
                    each.type() + "?" + each.parameter().name() + "=" + each.parameter().value()))
        .containsExactly(joined.isEmpty() ? new String[0] : joined.split(" "));
  }
}
