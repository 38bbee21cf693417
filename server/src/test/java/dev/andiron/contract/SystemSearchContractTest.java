package dev.andiron.contract;

import static dev.andiron.contract.CompartmentContractTest.all;
import static dev.andiron.contract.IncludeContractTest.search;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("FHIR R4 http.html#search: over several types")
class SystemSearchContractTest {
  private static final String TYPES = "_type=Patient,Organization,CarePlan,Practitioner";

  @ParameterizedTest
  @ValueSource(strings = {"-_lastUpdated", "_lastUpdated", "_id", "-_id"})
  @DisplayName("every match once, in one order, over pages of whatever size")
  void pages(String sort) {
    List<String> expected = new ArrayList<>();
    for (String type : List.of("Patient", "Organization", "CarePlan", "Practitioner")) {
      SyntheaServer.of(type, _ -> true).forEach(each -> expected.add(SyntheaServer.key(each)));
    }
    List<String> all = all("/?" + TYPES + "&_sort=" + sort + "&_count=7");
    assertThat(all).containsExactlyInAnyOrderElementsOf(expected);
    Answer whole = search("/?" + TYPES + "&_sort=" + sort + "&_count=1000");
    assertThat(whole.resources().stream().map(SyntheaServer::key)).containsExactlyElementsOf(all);
    assertThat(whole.json().get("total")).isEqualTo(Json.of(expected.size()));
    Comparator<JsonObject> order =
        Comparator.comparing(each ->
            sort.endsWith("_id")
                ? String.valueOf(each.string("id"))
                : String.valueOf(
                    java.util.Objects.requireNonNull(each.object("meta")).string("lastUpdated")));
    assertThat(whole.resources())
        .isSortedAccordingTo(sort.startsWith("-") ? order.reversed() : order);
  }

  @Test
  @DisplayName("by parameters that all of the types have; POST answers as GET")
  void parameters() {
    Answer got = search("/?_type=Observation,Condition,Encounter&_lastUpdated=gt2020&_count=5");
    Answer posted =
        SyntheaServer.app()
            .asRoot("POST", "/_search")
            .form(
                "_type", "Observation,Condition,Encounter", "_lastUpdated", "gt2020", "_count", "5")
            .send();
    assertThat(posted.body()).isEqualTo(got.body());
    String patient = SyntheaServer.of("Patient", _ -> true).getFirst().string("id");
    List<String> three = all("/?_type=Observation,Condition,Encounter&patient=" + patient);
    assertThat(three)
        .hasSize(
            all("/Observation?patient=" + patient).size()
                + all("/Condition?patient=" + patient).size()
                + all("/Encounter?patient=" + patient).size());
    assertThat(search("/?_type=Patient,Basic&_summary=count").json().get("total"))
        .isEqualTo(search("/Patient?_summary=count").json().get("total"));
    assertThat(search("/?_type=ChargeItem,Basic").resources()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?_count=3",
        "?_type=",
        "?_type=patient",
        "?_type=Patient,Observation&birthdate=2000",
        "?_type=Patient&_sort=birthdate",
        "?_type=Patient&_cursor=x",
        "?_type=Patient&_page=2",
        "?_type=Patient&_include=*",
        "?_type=Patient&_include:iterate=*",
        "?_type=Patient%22%3Bdrop"
      })
  @DisplayName("what cannot be answered is refused in words")
  void refused(String query) {
    Answer answer = SyntheaServer.app().asRoot("GET", "/" + query).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.text("resourceType")).isEqualTo("OperationOutcome");
  }

  @Test
  @DisplayName("a browser without a question is led to the console, with one it is answered")
  void browser() {
    String accept = "text/html,application/xhtml+xml,*/*;q=0.8";
    assertThat(SyntheaServer.app().asRoot("GET", "/").header("Accept", accept).send().status())
        .isEqualTo(303);
    assertThat(
            SyntheaServer.app()
                .asRoot("GET", "/?_type=Patient")
                .header("Accept", accept)
                .send()
                .status())
        .isEqualTo(200);
    assertThat(SyntheaServer.app().http().get("/?_type=Patient").send().status()).isEqualTo(401);
  }
}
