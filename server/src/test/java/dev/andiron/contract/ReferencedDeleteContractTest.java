package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.main.TestApp;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("FHIR R4 delete: with --referenced-delete refused, not what others refer to")
class ReferencedDeleteContractTest {
  private static TestApp app;

  @BeforeAll
  static void start() {
    app = TestApp.start(TestPostgres.newUrl(), Map.of(Setting.REFERENCED_DELETE, "refused"));
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static Answer send(String method, String path, String json) {
    return json.isEmpty()
        ? app.asRoot(method, path).send()
        : app.asRoot(method, path).json(json).send();
  }

  private static void put(String path, String json) {
    Answer answer = send("PUT", path, json);
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
  }

  private static String encounter(String patient) {
    return """
    {"resourceType": "Encounter", "status": "planned", "class": {"code": "AMB"},
     "subject": {"reference": "Patient/%s"}}
    """
        .formatted(patient);
  }

  @Test
  @DisplayName("409 names those that refer, up to ten; none refer any more: 200")
  void refused() {
    put("/Patient/p", "{}");
    for (int i = 10; i < 22; i++) {
      put("/Encounter/e" + i, encounter("p"));
    }
    Answer answer = send("DELETE", "/Patient/p", "");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body())
        .contains("conflict", "Patient/p is not deleted", "Encounter/e10", "Encounter/e19")
        .doesNotContain("Encounter/e20");
    assertThat(send("GET", "/Patient/p", "").status()).isEqualTo(200);
    for (int i = 10; i < 22; i++) {
      assertThat(send("DELETE", "/Encounter/e" + i, "").status()).isEqualTo(200);
    }
    assertThat(send("DELETE", "/Patient/p", "").status()).isEqualTo(200);
  }

  @Test
  @DisplayName("nor whom a user is; what refers to itself may go")
  void others() {
    put("/Practitioner/doctor", "{}");
    put("/User/doctor", "{\"fhirUser\": {\"reference\": \"Practitioner/doctor\"}}");
    assertThat(send("DELETE", "/Practitioner/doctor", "").body()).contains("User/doctor");
    assertThat(send("DELETE", "/User/doctor", "").status()).isEqualTo(200);
    assertThat(send("DELETE", "/Practitioner/doctor", "").status()).isEqualTo(200);
    put(
        "/Patient/own",
        "{\"link\": [{\"type\": \"seealso\", \"other\": {\"reference\": \"Patient/own\"}}]}");
    assertThat(send("DELETE", "/Patient/own", "").status()).isEqualTo(200);
  }

  @Test
  @DisplayName("who may not read those that refer is told only that there are some")
  void unreadable() {
    put("/Patient/secret", "{}");
    put("/Encounter/of-secret", encounter("secret"));
    put("/Client/deletes", "{\"secret\": \"deletes\", \"grant_types\": [\"basic\"]}");
    put(
        "/AccessPolicy/deletes",
        """
        {"engine": "matcho", "matcho": {"params": {"resource/type": "Patient"}},
         "link": [{"reference": "Client/deletes"}]}
        """);
    Answer answer = app.http().delete("/Patient/secret").basic("deletes", "deletes").send();
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body()).contains("other resources refer").doesNotContain("Encounter");
  }

  @Test
  @DisplayName(
      "in a transaction that deletes or changes what refers, it goes; else nothing is done")
  void transactions() {
    put("/Patient/t", "{}");
    put("/Patient/other", "{}");
    put("/Encounter/t1", encounter("t"));
    put("/Encounter/t2", encounter("t"));
    String delete = "{\"request\": {\"method\": \"DELETE\", \"url\": \"%s\"}}";
    String change =
        "{\"resource\": %s, \"request\": {\"method\": \"PUT\", \"url\": \"Encounter/t2\"}}"
            .formatted(
                encounter("other")
                    .replace("{\"resourceType\"", "{\"id\": \"t2\", \"resourceType\""));
    String bundle = "{\"resourceType\": \"Bundle\", \"type\": \"transaction\", \"entry\": [%s]}";
    Answer refused =
        send(
            "POST",
            "/",
            bundle.formatted(
                delete.formatted("Encounter/t1") + "," + delete.formatted("Patient/t")));
    assertThat(refused.status()).as(refused.body()).isEqualTo(409);
    assertThat(refused.body()).contains("Encounter/t2").doesNotContain("Encounter/t1");
    assertThat(send("GET", "/Encounter/t1", "").status()).isEqualTo(200);
    Answer done =
        send(
            "POST",
            "/",
            bundle.formatted(
                delete.formatted("Patient/t")
                    + ","
                    + delete.formatted("Encounter/t1")
                    + ","
                    + change));
    assertThat(done.status()).as(done.body()).isEqualTo(200);
    assertThat(send("GET", "/Patient/t", "").status()).isEqualTo(410);
  }
}
