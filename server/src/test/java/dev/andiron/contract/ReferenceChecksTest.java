package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.main.TestApp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The setting reference-checks: existence")
class ReferenceChecksTest {
  private static TestApp app;

  @BeforeAll
  static void start() {
    app = TestApp.start(TestPostgres.newUrl(), Map.of(Setting.REFERENCE_CHECKS, "existence"));
    put("/Organization/here", "{\"name\":\"1\"}");
    put("/Organization/here", "{\"name\":\"2\"}");
    put("/Organization/gone", "{}");
    assertThat(app.asRoot("DELETE", "/Organization/gone").send().status()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static void put(String path, String body) {
    assertThat(app.asRoot("PUT", path).json(body).send().status()).isIn(200, 201);
  }

  private static Answer patient(String id, String reference) {
    return app.asRoot("PUT", "/Patient/" + id)
        .json(
            "{\"managingOrganization\":{\"reference\":\""
                + reference.replace("BASE", app.url())
                + "\"}}")
        .send();
  }

  @ParameterizedTest
  @CsvSource({
    "Organization/here, 201",
    "Organization/here/_history/1, 201",
    "Organization/here/_history/2, 201",
    "BASE/Organization/here, 201",
    "BASE/fhir/Organization/here, 201",
    "https://example.org/Organization/none, 201",
    "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0, 201",
    "Organization/none, 422",
    "Organization/gone, 422",
    "Organization/gone/_history/1, 422",
    "Organization/here/_history/3, 422",
    "Organization/here/_history/x, 422",
    "Organization/here/_history/99999999999999999999, 422",
    "BASE/Organization/none, 422",
    "BASE/Epoch/bob, 422",
    "BASE/ORGANIZATION/here, 422",
    "BASE/fhir/Resource/here, 422",
    "Organization?name=1, 422"
  })
  void one(String reference, int status) {
    String id = "rc-" + Integer.toHexString(reference.hashCode());
    Answer answer = patient(id, reference);
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    if (status == 422) {
      assertThat(expressions(answer)).containsExactly("Patient.managingOrganization.reference");
      assertThat(app.asRoot("GET", "/Patient/" + id).send().status()).isEqualTo(404);
    }
  }

  @Test
  @DisplayName("all that is missing is told, of types that nobody wrote yet too")
  void all() {
    Answer answer =
        app.asRoot("POST", "/Observation")
            .json(
                """
                {"status":"final","code":{"text":"x"},"subject":{"reference":"Group/none"},
                 "encounter":{"reference":"Encounter/none"},
                 "performer":[{"reference":"Organization/here"},{"reference":"CareTeam/none"}]}
                """)
            .send();
    assertThat(answer.status()).isEqualTo(422);
    assertThat(expressions(answer))
        .containsExactly(
            "Observation.subject.reference",
            "Observation.encounter.reference",
            "Observation.performer[1].reference");
    assertThat(answer.body()).contains("not-found");
  }

  @Test
  @DisplayName("a resource may refer to itself; a deletion asks for nothing")
  void itself() {
    put(
        "/Patient/rc-self",
        "{\"link\":[{\"other\":{\"reference\":\"Patient/rc-self\"},\"type\":\"seealso\"}]}");
    assertThat(app.asRoot("DELETE", "/Patient/rc-self").send().status()).isEqualTo(200);
  }

  @Test
  @DisplayName("by default the type is checked, and not the existence")
  void standard() {
    Answer none =
        Given.root("PUT", "/Patient/rc-default")
            .json("{\"managingOrganization\":{\"reference\":\"Organization/rc-none\"}}")
            .send();
    assertThat(none.status()).isEqualTo(201);
    Answer wrong =
        Given.root("PUT", "/Patient/rc-default")
            .json("{\"managingOrganization\":{\"reference\":\"Practitioner/rc-none\"}}")
            .send();
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(expressions(wrong)).containsExactly("Patient.managingOrganization.reference");
  }

  private static List<String> expressions(Answer answer) {
    List<String> expressions = new ArrayList<>();
    for (Json issue : answer.json().array("issue")) {
      expressions.add(((JsonString) ((JsonObject) issue).array("expression").get(0)).text());
    }
    return expressions;
  }
}
