package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonWriter;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("FHIR R4 RESTful API §capabilities")
class CapabilityContractTest {
  private static List<String> codes(JsonArray interactions) {
    return interactions.stream()
        .map(interaction -> String.valueOf(((JsonObject) interaction).string("code")))
        .toList();
  }

  @Test
  @DisplayName("GET /metadata names every interaction of every type, and is a valid resource")
  void statement() {
    Answer answer = Given.HTTP.get("/metadata").send();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("fhirVersion")).isEqualTo("4.0.1");
    assertThat(answer.body()).doesNotContain("searchInclude").doesNotContain("searchRevInclude");
    JsonObject rest = (JsonObject) answer.json().array("rest").get(0);
    assertThat(codes(rest.array("interaction"))).containsExactly("history-system");
    assertThat(rest.array("resource").size()).isGreaterThan(145);
    for (Json each : rest.array("resource")) {
      JsonObject resource = (JsonObject) each;
      String type = String.valueOf(resource.string("type"));
      boolean session = type.equals("Session");
      assertThat(codes(resource.array("interaction")))
          .as(type)
          .contains(
              "read",
              "vread",
              "patch",
              "delete",
              "history-instance",
              "history-type",
              "search-type");
      assertThat(codes(resource.array("interaction")).contains("create")).isEqualTo(!session);
      assertThat(codes(resource.array("interaction")).contains("update")).isEqualTo(!session);
      assertThat(resource.flag("readHistory", false)).isTrue();
      assertThat(resource.flag("conditionalCreate", session)).isEqualTo(!session);
      assertThat(resource.string("conditionalRead"))
          .isEqualTo(session ? "not-supported" : "full-support");
    }
    assertThat(JsonWriter.text(answer.json().array("patchFormat")))
        .contains("application/json-patch+json", "application/merge-patch+json");
  }
}
