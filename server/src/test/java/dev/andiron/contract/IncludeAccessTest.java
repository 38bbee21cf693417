package dev.andiron.contract;

import static dev.andiron.contract.IncludeContractTest.keys;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What comes along with a search, and who may read it")
class IncludeAccessTest {
  private static String token = "";

  @BeforeAll
  static void given() {
    Given.put("/Client/ia", "{'secret':'secret','grant_types':['password']}".replace('\'', '"'));
    Given.put("/User/ia-user", "{\"email\":\"ia@x.example\",\"password\":\"password\"}");
    Given.put("/User/ia-other", "{\"password\":\"other-password\"}");
    Given.put(
        "/AccessPolicy/ia-searches",
        """
        {"engine":"matcho","link":[{"resourceType":"User","id":"ia-user"}],
         "matcho":{"operation":{"id":"FhirSearch"},
           "params":{"resource/type":{"$enum":["Observation","Session"]}}}}
        """);
    Given.put(
        "/AccessPolicy/ia-reads",
        """
        {"engine":"matcho","link":[{"resourceType":"User","id":"ia-user"}],
         "matcho":{"operation":{"id":"FhirRead"},"request-method":"get",
           "uri":"#^/fhir/(Patient|User|Client)/ia-(mine|user)$"}}
        """);
    Given.put("/Patient/ia-mine", "{\"gender\":\"female\"}");
    Given.put("/Patient/ia-theirs", "{\"gender\":\"female\"}");
    observation("ia-1", "ia-mine");
    observation("ia-2", "ia-theirs");
    token = Given.signedIn("ia", "ia-user").text("access_token");
    Given.signIn("ia", "ia-other", "other-password");
  }

  private static void observation(String id, String patient) {
    Given.put(
        "/Observation/" + id,
        "{\"status\":\"final\",\"code\":{\"text\":\"ia\"},\"subject\":{\"reference\":\"Patient/"
            + patient
            + "\"}}");
  }

  private static Answer search(String path) {
    Answer answer = Given.HTTP.get(path).bearer(token).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  @Test
  @DisplayName("is given out only where it may be read by its id, and no word of the rest")
  void filtered() {
    Answer answer = search("/Observation?_id=ia-1,ia-2&_include=Observation:subject");
    assertThat(keys(answer, "match")).containsExactly("Observation/ia-1", "Observation/ia-2");
    assertThat(keys(answer, "include")).containsExactly("Patient/ia-mine");
    assertThat(keys(answer, "outcome")).isEmpty();
  }

  @Test
  @DisplayName("leads nowhere from what may not be read")
  void noWayThrough() {
    // theirs is hidden, so what refers to it does not come along by way of it
    Answer answer =
        search(
            "/Observation?_id=ia-2&_include:iterate=Observation:subject"
                + "&_revinclude:iterate=Observation:subject");
    assertThat(keys(answer, "include")).isEmpty();
  }

  @Test
  @DisplayName("is shown as a read shows it: a Session's user and client without any credential")
  void credentials() {
    Answer answer = search("/Session?user=ia-user,ia-other&_include=Session:user&_include=*");
    assertThat(keys(answer, "match")).isNotEmpty();
    assertThat(keys(answer, "include")).containsExactly("User/ia-user");
    Answer root = Given.read("/Session?user=ia-user&_include=*");
    assertThat(keys(root, "include")).containsExactlyInAnyOrder("User/ia-user", "Client/ia");
    Answer sessions = Given.read("/User?_id=ia-user&_revinclude=Session:user");
    assertThat(keys(sessions, "include")).isNotEmpty().allMatch(key -> key.startsWith("Session/"));
    assertThat(sessions.resources().getLast().get("active")).isNotNull();
    for (Answer each : java.util.List.of(answer, root, sessions)) {
      assertThat(each.body()).doesNotContain("argon2", "\"secret\":", "other-password", token);
    }
  }
}
