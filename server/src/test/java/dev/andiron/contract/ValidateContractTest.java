package dev.andiron.contract;

import static dev.andiron.contract.Given.put;
import static dev.andiron.contract.Given.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("FHIR R4 operation $validate: what a write would be refused for")
class ValidateContractTest {
  /// `severity code` of each issue.
  private static List<String> issues(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    List<String> issues = new ArrayList<>();
    for (Json each : (JsonArray) Objects.requireNonNull(answer.json().get("issue"))) {
      JsonObject issue = (JsonObject) each;
      issues.add(issue.string("severity") + " " + issue.string("code"));
    }
    return issues;
  }

  private static List<String> validated(String path, String json) {
    return issues(root("POST", path).json(json).send());
  }

  @Test
  @DisplayName("what could be written: one information, and nothing is written")
  void good() {
    assertThat(validated("/Patient/$validate", "{\"name\":[{\"family\":\"Validate\"}]}"))
        .containsExactly("information informational");
    assertThat(validated("/Patient/va-1/$validate", "{\"active\":true}"))
        .containsExactly("information informational");
    assertThat(root("GET", "/Patient/va-1").send().status()).isEqualTo(404);
    assertThat(root("GET", "/Patient?family=Validate").send().resources()).isEmpty();
  }

  @Test
  @DisplayName("every fault with its place")
  void faults() {
    Answer answer =
        root("POST", "/Patient/$validate")
            .json("{\"birthDate\":\"yesterday\",\"gender\":\"both\",\"nam\":1}")
            .send();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"Patient.birthDate\"", "\"Patient.gender\"", "\"Patient.nam\"")
        .doesNotContain("informational");
  }

  @Test
  @DisplayName("the rules of a type: a policy that does not compile")
  void policy() {
    Answer answer =
        root("POST", "/AccessPolicy/$validate")
            .yaml("engine: matcho\nmatcho: {request-methd: get}\n")
            .send();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("\"error\"", "AccessPolicy.matcho");
  }

  @Test
  @DisplayName(
      "the rules of a type: a client that wants a secret and has none; with one it is good")
  void client() {
    String settings = "\"auth\":{\"password\":{\"secret_required\":true}}";
    assertThat(root("POST", "/Client/va-c/$validate").json("{" + settings + "}").send().body())
        .contains("Client.auth.password.secret_required");
    assertThat(validated("/Client/va-c/$validate", "{\"secret\":\"verysecret\"," + settings + "}"))
        .containsExactly("information informational");
    assertThat(root("GET", "/Client/va-c").send().status()).isEqualTo(404);
  }

  @Test
  @DisplayName("a taken name, and an id that a new resource cannot have")
  void taken() {
    put("/User/va-u", "{\"userName\":\"va-taken\"}");
    assertThat(root("POST", "/User/$validate").json("{\"userName\":\"VA-Taken\"}").send().body())
        .contains("\"duplicate\"", "User.userName");
    assertThat(validated("/User/$validate", "{\"id\":\"va-u\"}"))
        .containsExactly("error duplicate");
    assertThat(validated("/User/va-u/$validate", "{\"userName\":\"va-taken\"}"))
        .containsExactly("information informational");
  }

  @Test
  @DisplayName("a password never comes back, and is not set")
  void password() {
    put("/User/va-p", "{\"password\":\"first-of-them\"}");
    Answer answer =
        root("POST", "/User/va-p/$validate")
            .json("{\"password\":\"second-of-them\",\"nonsense\":1}")
            .send();
    assertThat(answer.body()).contains("User.nonsense").doesNotContain("of-them");
    assertThat(validated("/User/va-p/$validate", "{\"password\":\"second-of-them\"}"))
        .containsExactly("information informational");
    assertThat(root("GET", "/User/va-p").send().header("ETag")).isEqualTo("W/\"1\"");
  }

  @Test
  @DisplayName("the resource as a parameter, in JSON and in YAML")
  void parameters() {
    String wrapped =
        "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"mode\",\"valueCode\":\"create\"},"
            + "{\"name\":\"resource\",\"resource\":{\"resourceType\":\"Patient\",\"gender\":\"both\"}}]}";
    assertThat(root("POST", "/Patient/$validate").json(wrapped).send().body())
        .contains("Patient.gender");
    assertThat(
            root("POST", "/Patient/$validate")
                .yaml(
                    """
                    resourceType: Parameters
                    parameter:
                    - name: resource
                      resource: {resourceType: Patient, gender: both}
                    """)
                .send()
                .body())
        .contains("Patient.gender");
    assertThat(validated("/Parameters/$validate", "{\"parameter\":[{\"name\":\"resource\"}]}"))
        .as("Parameters themselves")
        .containsExactly("information informational");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/Patient/$validate?mode=delete  | {\"active\":true}             | 400",
        "/Patient/$validate?mode=update  | {\"active\":true}             | 400",
        "/Patient/x/$validate?mode=create| {\"active\":true}             | 400",
        "/Patient/$validate              | {\"resourceType\":\"Account\"}| 400",
        "/Patient/x/$validate            | {\"id\":\"y\"}                | 400",
        "/Patient/$validate              | []                            | 400",
        "/Patient/$validate              | {                             | 400",
        "/Patient/$validate  | {\"resourceType\":\"Parameters\",\"parameter\":[]} | 400",
        "/Nothing/$validate              | {}                            | 404",
      })
  @DisplayName("what is no question at all is refused")
  void refused(String path, String json, int status) {
    assertThat(root("POST", path).json(json).send().status()).isEqualTo(status);
  }

  @Test
  @DisplayName("a policy decides, by the operation FhirValidate")
  void guarded() {
    assertThat(Given.HTTP.post("/Patient/$validate").json("{}").send().status()).isEqualTo(401);
    put("/Client/va-only", "{\"secret\":\"verysecret\",\"grant_types\":[\"basic\"]}");
    assertThat(asClient("/Patient/$validate").status()).isEqualTo(403);
    put(
        "/AccessPolicy/va-only",
        "{\"engine\":\"matcho\",\"matcho\":{\"operation\":{\"id\":\"FhirValidate\"}},"
            + "\"link\":[{\"resourceType\":\"Client\",\"id\":\"va-only\"}]}");
    assertThat(asClient("/Patient/$validate").status()).isEqualTo(200);
    assertThat(asClient("/Patient").status()).isEqualTo(403);
  }

  private static Answer asClient(String path) {
    return Given.HTTP.post(path).basic("va-only", "verysecret").json("{\"active\":true}").send();
  }
}
