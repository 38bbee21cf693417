package dev.andiron.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.SearchParameterDefinition;
import dev.andiron.definition.TypeDefinition;
import dev.andiron.search.SearchParameters.Unsupported;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("FHIR R4 search parameters are compiled from their expressions")
class SearchParametersTest {
  private static final Definitions DEFINITIONS = SearchFixture.DEFINITIONS;

  private static final Set<String> NOWHERE = Set.of("_content", "_query", "_text", "near");

  /// Those that are not kept of AuditEvents.
  private static final Set<String> NOT_OF_RECORDS =
      Set.of(
          "action",
          "agent-name",
          "agent-role",
          "altid",
          "entity-name",
          "entity-role",
          "entity-type",
          "policy",
          "site",
          "source");

  @Test
  @DisplayName("every expression of the 1,375 compiles for every type it is for")
  void everyExpressionCompiles() {
    List<String> failures = new ArrayList<>();
    int fhir = 0;
    for (SearchParameterDefinition definition : DEFINITIONS.searchParameters()) {
      fhir += definition.url().startsWith("http://hl7.org/fhir/") ? 1 : 0;
      String expression = definition.expression();
      if (expression != null) {
        for (String base : definition.bases()) {
          try {
            ExpressionCompiler.compile(DEFINITIONS, type(base), ExpressionParser.parse(expression));
          } catch (IllegalArgumentException e) {
            failures.add(base + "." + definition.code() + ": " + e.getMessage());
          }
        }
      }
    }
    assertThat(fhir).isEqualTo(1375);
    assertThat(failures).isEmpty();
  }

  @Test
  @DisplayName(
      "of the 1,375 four cannot be searched by, and few of AuditEvent's; the conformance page says"
          + " which and why")
  void unsupported() throws IOException {
    Map<String, String> reasons = new TreeMap<>();
    for (Unsupported each : SearchFixture.PARAMETERS.unsupported()) {
      if (each.type().equals("AuditEvent") && NOT_OF_RECORDS.contains(each.code())) {
        assertThat(each.reason()).startsWith("of AuditEvent few parameters are kept: ");
      } else {
        reasons.put(each.code(), each.reason());
      }
    }
    assertThat(reasons)
        .isEqualTo(
            Map.of(
                "_content",
                "there is no full-text index of resources; a string parameter has :contains",
                "_query",
                "there are no named queries",
                "_text",
                "there is no full-text index of narratives; a string parameter has :contains",
                "near",
                "distances between places are not computed"));
    String page = Files.readString(Path.of("../docs/conformance.md"));
    for (String code : reasons.keySet()) {
      assertThat(page).contains("`" + code + "`");
    }
  }

  @Test
  @DisplayName("all others are indexed, and no two share a key")
  void supported() {
    for (String type : DEFINITIONS.resourceTypes()) {
      for (String code : DEFINITIONS.searchParameters(type).keySet()) {
        assertThat(SearchFixture.PARAMETERS.codes(type).contains(code))
            .as(type + "." + code)
            .isEqualTo(
                !NOWHERE.contains(code)
                    && !(type.equals("AuditEvent") && NOT_OF_RECORDS.contains(code)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "User, User.password",
    "User, User.twoFactor.secretKey",
    "Client, Client.secret",
    "Session, Session.access_token",
    "Session, Session.refresh_token",
    "Session, Session.authorization_code"
  })
  @DisplayName("no parameter can be made of a credential")
  void credentials(String type, String expression) {
    assertThatThrownBy(() ->
            ExpressionCompiler.compile(DEFINITIONS, type(type), ExpressionParser.parse(expression)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is a credential");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Patient.name.last()",
        "(Patient.name | Patient.contact.name).first()",
        "Patient.name.where(family)",
        "Patient.generalPractitioner.resolve().name",
        "Patient.extension.value.nothing",
        "Patient.extension.value.extension.value.extension.value",
        "Patient.nothing",
        "Patient.name.",
        "Patient.name)",
        "(Patient.name",
        "Patient.name[x]",
        "Patient.name.where(use = 1)",
        "Patient.name & 1",
        "Patient.name.where(use = 'it\\'s')",
        "Observation.code",
        ""
      })
  @DisplayName("an expression beyond what parameters are written in is refused")
  void beyond(String expression) {
    assertThatThrownBy(() ->
            ExpressionCompiler.compile(
                DEFINITIONS, type("Patient"), ExpressionParser.parse(expression)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static TypeDefinition type(String name) {
    return Objects.requireNonNull(DEFINITIONS.type(name));
  }
}
