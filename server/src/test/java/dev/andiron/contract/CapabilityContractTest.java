package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import dev.andiron.Http.Answer;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonWriter;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("FHIR R4 RESTful API §capabilities")
class CapabilityContractTest {
  private static Answer statement() {
    Answer answer = Given.HTTP.get("/metadata").send();
    assertThat(answer.status()).isEqualTo(200);
    return answer;
  }

  private static JsonObject rest() {
    return (JsonObject) statement().json().array("rest").get(0);
  }

  private static JsonObject resource(String type) {
    return rest().array("resource").stream()
        .map(JsonObject.class::cast)
        .filter(each -> type.equals(each.string("type")))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> codes(JsonArray interactions) {
    return all(interactions, "code");
  }

  private static List<String> all(JsonArray of, String member) {
    return of.stream().map(each -> String.valueOf(((JsonObject) each).string(member))).toList();
  }

  @Test
  @DisplayName("every interaction of every type of FHIR")
  void interactions() {
    JsonObject rest = rest();
    assertThat(codes(rest.array("interaction"))).contains("history-system");
    assertThat(rest.array("resource").size()).isEqualTo(146);
    for (Json each : rest.array("resource")) {
      JsonObject resource = (JsonObject) each;
      assertThat(codes(resource.array("interaction")))
          .as(resource.string("type"))
          .containsExactly(
              "read",
              "vread",
              "update",
              "patch",
              "delete",
              "history-instance",
              "history-type",
              "create",
              "search-type");
      assertThat(resource.flag("readHistory", false)).isTrue();
      assertThat(resource.flag("updateCreate", false)).isTrue();
      assertThat(resource.flag("conditionalCreate", false)).isTrue();
      assertThat(resource.string("conditionalRead")).isEqualTo("full-support");
      assertThat(resource.string("versioning")).isEqualTo("versioned-update");
    }
  }

  @Test
  @DisplayName("formats, and where tokens come from")
  void frame() {
    JsonObject statement = statement().json();
    assertThat(statement.string("fhirVersion")).isEqualTo("4.0.1");
    assertThat(JsonWriter.text(statement.array("patchFormat")))
        .contains("application/json-patch+json", "application/merge-patch+json");
    assertThat(JsonWriter.text(Objects.requireNonNull(rest().object("security"))))
        .contains("/auth/token", "/auth/revoke", "\"OAuth\"", "\"cors\":true");
  }

  @Test
  @DisplayName("the search parameters of a type, each with its definition and modifiers")
  void parameters() {
    JsonObject family =
        resource("Patient").array("searchParam").stream()
            .map(JsonObject.class::cast)
            .filter(each -> "family".equals(each.string("name")))
            .findFirst()
            .orElseThrow();
    assertThat(family.string("type")).isEqualTo("string");
    assertThat(family.string("definition"))
        .isEqualTo("http://hl7.org/fhir/SearchParameter/individual-family");
    assertThat(family.string("documentation")).contains(":exact", ":contains", ":missing");
    assertThat(all(resource("Patient").array("searchParam"), "name"))
        .contains("_id", "_lastUpdated", "_tag", "birthdate")
        .doesNotContain("_text", "_content");
  }

  @Test
  @DisplayName("the operations, by the routes that serve them")
  void operations() {
    assertThat(all(resource("Patient").array("operation"), "definition"))
        .contains("http://hl7.org/fhir/OperationDefinition/Resource-validate");
    assertThat(all(rest().array("operation"), "name")).contains("version", "search-index");
  }

  @Test
  @DisplayName("the server's own types stand apart, where no client trips over them")
  void ownTypes() {
    JsonObject rest = rest();
    assertThat(all(rest.array("resource"), "type")).doesNotContain("User", "Session");
    assertThat(JsonWriter.text(rest.array("extension")))
        .contains("\"valueString\":\"User\"", "\"valueString\":\"Session\"", "userName");
    assertThat(rest.string("documentation")).contains("AccessPolicy", "Session");
  }

  @Test
  @DisplayName("another maker's strict parser reads it whole; our own validator finds no fault")
  void valid() {
    String text = statement().body();
    IParser parser = FhirContext.forR4Cached().newJsonParser();
    parser.setParserErrorHandler(new StrictErrorHandler());
    CapabilityStatement parsed = parser.parseResource(CapabilityStatement.class, text);
    assertThat(parsed.getRestFirstRep().getResource()).hasSize(146);
    assertThat(parsed.getRestFirstRep().getResource())
        .allSatisfy(each ->
            assertThat(org.hl7.fhir.r4.model.ResourceType.fromCode(each.getType())).isNotNull());
    Answer validated = Given.root("POST", "/CapabilityStatement/$validate").json(text).send();
    assertThat(validated.body()).contains("Nothing would be refused").doesNotContain("error");
  }

  @Test
  @DisplayName("is not sent again to who has it; _summary and _elements are heeded")
  void cached() {
    String tag = statement().header("ETag");
    Answer again = Given.HTTP.get("/metadata").header("If-None-Match", tag).send();
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(Given.HTTP.get("/metadata?_elements=software").send().json().names())
        .contains("software", "status")
        .doesNotContain("patchFormat");
    assertThat(Given.HTTP.get("/metadata?_summary=true").send().json().array("rest").size())
        .isEqualTo(1);
  }
}
