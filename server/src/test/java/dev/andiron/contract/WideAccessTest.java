package dev.andiron.contract;

import static dev.andiron.contract.IncludeContractTest.keys;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Policies over searches of several types, compartments, $everything and $lastn")
class WideAccessTest {
  private static String token = "";
  private static String patient = "";

  /// `wa-user` may search what is not too private, and read some by id; `wa-patient` only their own
  /// observations, by `patient`.
  @BeforeAll
  static void given() {
    Given.put("/Client/wa", "{\"secret\":\"secret\",\"grant_types\":[\"password\"]}");
    Given.put("/User/wa-user", "{\"password\":\"password\"}");
    Given.put("/User/wa-patient", "{\"password\":\"password\"}");
    policy(
        "wa-user",
        "search",
        "FhirSearch",
        "\"uri\":\"#^/fhir(/Observation|/Patient/[^/]+/[A-Z*][A-Za-z]*)?$\"");
    policy(
        "wa-user",
        "read",
        "FhirRead",
        "\"uri\":\"#^/fhir/(Patient/wa-1|Observation/wa-1a|Practitioner/wa-seen)$\"");
    policy("wa-user", "all", "FhirEverything", "\"uri\":\"present?\"");
    policy("wa-user", "star", "FhirSearch", "\"uri\":\"#^/fhir/Patient/wa-1/[*]$\"");
    policy("wa-user", "lastn", "FhirLastn", "\"uri\":\"present?\"");
    policy(
        "wa-patient",
        "search",
        "FhirSearch",
        "\"uri\":\"/Observation\",\"params\":{\"patient\":\"wa-1\"}");
    policy("wa-patient", "compartment", "FhirSearch", "\"uri\":\"#^/fhir/Patient/\"");
    policy("wa-patient", "lastn", "FhirLastn", "\"uri\":\"present?\"");
    for (String id : List.of("wa-1", "wa-2")) {
      Given.put(
          "/Patient/" + id, "{\"generalPractitioner\":[{\"reference\":\"Practitioner/wa-gp\"}]}");
    }
    Given.put("/Practitioner/wa-gp", "{}");
    Given.put("/Practitioner/wa-seen", "{}");
    Given.put("/Practitioner/wa-behind", "{}");
    observation("wa-1a", "Patient/wa-1", "Practitioner/wa-seen");
    observation("wa-1b", "Patient/wa-1", "Practitioner/wa-behind");
    observation("wa-2", "Patient/wa-2", "Patient/wa-1");
    Given.put(
        "/Condition/wa-1",
        "{\"subject\":{\"reference\":\"Patient/wa-1\"},\"code\":{\"text\":\"c\"}}");
    token = Given.signedIn("wa", "wa-user").text("access_token");
    patient = Given.signedIn("wa", "wa-patient").text("access_token");
  }

  private static void policy(String user, String name, String operation, String matcho) {
    Given.put(
        "/AccessPolicy/" + user + "-" + name,
        "{\"engine\":\"matcho\",\"link\":[{\"resourceType\":\"User\",\"id\":\""
            + user
            + "\"}],\"matcho\":{\"operation\":{\"id\":\""
            + operation
            + "\"},"
            + matcho
            + "}}");
  }

  private static void observation(String id, String subject, String performer) {
    Given.put(
        "/Observation/" + id,
        """
        {"status":"final","code":{"coding":[{"system":"http://wa.example","code":"wa"}]},
         "effectiveDateTime":"2026-01-01",
         "subject":{"reference":"%s"},"performer":[{"reference":"%s"}]}
        """
            .formatted(subject, performer));
  }

  private static Answer as(String who, String path) {
    return Given.HTTP.get(path).bearer(who).send();
  }

  @Test
  @DisplayName("a system search leaves out the types that may not be searched; 403 if none may")
  void system() {
    Answer both = as(token, "/?_type=Observation,Condition&_id=wa-1,wa-1a");
    assertThat(both.status()).as(both.body()).isEqualTo(200);
    assertThat(keys(both, "match")).containsExactly("Observation/wa-1a");
    assertThat(both.body()).contains("\"total\":1");
    assertThat(as(token, "/?_type=Condition,Patient").status()).isEqualTo(403);
    assertThat(as(patient, "/?_type=Observation").status()).isEqualTo(403);
  }

  @Test
  @DisplayName("a compartment search needs the search of the type too, and tells no more than that")
  void compartment() {
    assertThat(as(token, "/Patient/wa-1/Condition").status()).isEqualTo(403);
    assertThat(keys(as(token, "/Patient/wa-1/Observation"), "match"))
        .containsExactly("Observation/wa-1a", "Observation/wa-1b", "Observation/wa-2");
    // by performer they may not search
    Answer own = as(patient, "/Patient/wa-1/Observation");
    assertThat(keys(own, "match")).containsExactly("Observation/wa-1a", "Observation/wa-1b");
    assertThat(own.body()).contains("\"total\":2");
    assertThat(as(patient, "/Patient/wa-2/Observation").status()).isEqualTo(403);
  }

  @Test
  @DisplayName("* and $everything give what may be read by its id, and nothing by way of the rest")
  void whole() {
    assertThat(keys(as(token, "/Patient/wa-1/*"), "match")).containsExactly("Observation/wa-1a");
    Answer everything = as(token, "/Patient/wa-1/$everything");
    assertThat(keys(everything, "match"))
        .containsExactly("Patient/wa-1", "Observation/wa-1a", "Practitioner/wa-seen");
    assertThat(everything.body()).doesNotContain("\"total\"").doesNotContain("\"next\"");
    assertThat(as(token, "/Patient/wa-2/$everything").status()).isEqualTo(403);
    assertThat(as(token, "/Patient/wa-nobody/$everything").status()).isEqualTo(403);
    assertThat(as(patient, "/Patient/wa-1/$everything").status()).isEqualTo(403);
    assertThat(as(patient, "/Patient/wa-1/*").status()).isEqualTo(403);
  }

  @Test
  @DisplayName("$lastn needs the search that it is")
  void last() {
    assertThat(keys(as(token, "/Observation/$lastn?patient=wa-1"), "match")).hasSize(1);
    assertThat(as(patient, "/Observation/$lastn?patient=wa-1").status()).isEqualTo(200);
    assertThat(as(patient, "/Observation/$lastn?patient=wa-2").status()).isEqualTo(403);
  }

  @Test
  @DisplayName("system types take part, without credentials")
  void systemTypes() {
    Given.put("/Client/wa-hush", "{\"secret\":\"wa-hush-hush\"}");
    Given.put("/User/wa-hush", "{\"password\":\"wa-hush-hush\"}");
    Answer hush = Given.read("/?_type=User,Session,Client&_id=wa-hush");
    assertThat(keys(hush, "match")).containsExactlyInAnyOrder("Client/wa-hush", "User/wa-hush");
    Answer all = Given.read("/?_type=User,Session,Client&_count=1000");
    assertThat(keys(all, "match")).anyMatch(key -> key.startsWith("Session/"));
    assertThat(all.body()).contains("\"active\":true");
    for (Answer answer : List.of(hush, all)) {
      assertThat(answer.body()).doesNotContain("argon2", "\"secret\":", "wa-hush-hush", token);
    }
  }
}
