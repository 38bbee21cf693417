package dev.andiron.contract;

import static dev.andiron.contract.Given.put;
import static dev.andiron.contract.Given.read;
import static dev.andiron.contract.Given.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 7240, FHIR R4 RESTful API §return: Prefer")
class PreferContractTest {
  private static final String OUTCOME = "OperationOutcome";

  private static Answer send(String method, String path, String prefer, String body) {
    return root(method, path).header("Prefer", prefer).json(body).send();
  }

  @Test
  @DisplayName("return=minimal: no body, the headers stay")
  void minimal() {
    Answer posted = send("POST", "/Patient", "return=minimal", "{}");
    assertThat(posted.status()).isEqualTo(201);
    assertThat(posted.header("Location")).endsWith("/_history/1");
    Answer created = send("PUT", "/Patient/pr-min", "return=minimal", "{}");
    assertThat(created.status()).isEqualTo(201);
    Answer updated = send("PUT", "/Patient/pr-min", "return=minimal", "{\"gender\":\"male\"}");
    assertThat(updated.status()).isEqualTo(200);
    assertThat(updated.header("ETag")).isEqualTo("W/\"2\"");
    Answer patched = send("PATCH", "/Patient/pr-min", "return=minimal", "{\"gender\":\"other\"}");
    assertThat(patched.header("ETag")).isEqualTo("W/\"3\"");
    assertThat(read("/Patient/pr-min").text("gender")).isEqualTo("other");
    Answer deleted = send("DELETE", "/Patient/pr-min", "return=minimal", "");
    assertThat(deleted.status()).isEqualTo(204);
    assertThat(deleted.header("ETag")).isEqualTo("W/\"4\"");
    for (Answer answer : new Answer[] {posted, created, updated, patched, deleted}) {
      assertThat(answer.body()).isEmpty();
      assertThat(answer.header("ETag")).isNotNull();
      assertThat(answer.header("Preference-Applied")).isEqualTo("return=minimal");
    }
    for (Answer answer : new Answer[] {posted, created, updated, patched}) {
      assertThat(answer.header("Last-Modified")).endsWith("GMT");
    }
  }

  @Test
  @DisplayName("return=OperationOutcome: says what was done")
  void outcome() {
    for (String method : new String[] {"PUT", "PATCH", "DELETE"}) {
      Answer answer = send(method, "/Patient/pr-out", "return=OperationOutcome", "{}");
      assertThat(answer.status()).isEqualTo(method.equals("PUT") ? 201 : 200);
      assertThat(answer.text("resourceType")).isEqualTo(OUTCOME);
      assertThat(answer.body())
          .contains("\"severity\":\"information\",\"code\":\"informational\"")
          .contains("Patient/pr-out");
      assertThat(answer.header("ETag")).isNotNull();
      assertThat(answer.header("Preference-Applied")).isEqualTo("return=OperationOutcome");
    }
    Answer posted = send("POST", "/Patient", "return=OperationOutcome", "{}");
    assertThat(posted.status()).isEqualTo(201);
    assertThat(posted.header("Location")).contains("/Patient/");
    assertThat(posted.text("resourceType")).isEqualTo(OUTCOME);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "return=representation | return=representation",
        "RETURN=Representation | return=representation",
        "respond-async, return=\"representation\"; x=1 | return=representation",
        "return=representation, return=minimal | return=representation",
        "return=nonsense | ",
        "wait=10 | ",
        "handling=lenient | "
      })
  @DisplayName("return=representation is what happens anyway; what is unknown is passed over")
  void representation(String prefer, String applied) {
    Answer answer = send("PUT", "/Patient/pr-rep", prefer, "{\"gender\":\"male\"}");
    assertThat(answer.status()).isIn(200, 201);
    assertThat(answer.text("gender")).isEqualTo("male");
    assertThat(answer.header("Preference-Applied")).isEqualTo(applied);
  }

  @Test
  @DisplayName("a refusal is told whatever is preferred")
  void refusal() {
    Answer answer = send("PUT", "/Patient/pr-bad", "return=minimal", "{\"gender\":1}");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text("resourceType")).isEqualTo(OUTCOME);
    assertThat(answer.body()).contains("\"severity\":\"error\"");
    assertThat(answer.header("Preference-Applied")).isNull();
  }

  @Test
  @DisplayName("handling=strict and lenient of a search, the first counts")
  void handling() {
    put("/Patient/pr-search", "{}");
    String path = "/Patient?nonsense=1&_id=pr-search";
    for (String prefer :
        new String[] {"handling=strict", "handling=strict, handling=lenient", "return=minimal"}) {
      assertThat(root("GET", path).header("Prefer", prefer).send().status())
          .as(prefer)
          .isEqualTo(400);
    }
    Answer lenient = root("GET", path).header("Prefer", "handling=lenient").send();
    assertThat(lenient.resources()).hasSize(1);
    assertThat(lenient.link("self")).endsWith("/Patient?_id=pr-search");
    assertThat(lenient.header("Preference-Applied")).isEqualTo("handling=lenient");
    Answer strict =
        root("GET", "/Patient?_id=pr-search").header("Prefer", "handling=strict").send();
    assertThat(strict.header("Preference-Applied")).isEqualTo("handling=strict");
  }
}
