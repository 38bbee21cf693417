package dev.andiron.contract;

import static dev.andiron.contract.Given.put;
import static dev.andiron.contract.Given.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("FHIR R4 search §token: :in and :not-in with value sets that were stored")
class ValueSetSearchContractTest {
  private static final String URL = "http://example.org/vs/vss";

  private static void valueSet(String code) {
    put(
        "/ValueSet/vss",
        """
        {"resourceType":"ValueSet","url":"%s","status":"active","compose":{"include":[
          {"system":"http://example.org/vss","concept":[{"code":"%s"}]}]}}
        """
            .formatted(URL, code));
  }

  private static List<String> found(String query) {
    Answer answer = root("GET", "/Observation?_tag=vss&" + query).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.resources().stream().map(each -> String.valueOf(each.string("id"))).toList();
  }

  @Test
  @DisplayName(
      "by URL and by id, and by what the value set is now; one that cannot be told is a 400")
  void in() {
    for (String code : List.of("a", "b")) {
      put(
          "/Observation/vss-" + code,
          """
          {"resourceType":"Observation","meta":{"tag":[{"code":"vss"}]},"status":"final",
           "code":{"coding":[{"system":"http://example.org/vss","code":"%s"}]}}
          """
              .formatted(code));
    }
    valueSet("a");
    assertThat(found("code:in=" + URL)).containsExactly("vss-a");
    assertThat(found("code:in=ValueSet/vss")).containsExactly("vss-a");
    assertThat(found("code:not-in=" + URL)).containsExactly("vss-b");
    valueSet("b");
    assertThat(found("code:in=" + URL)).containsExactly("vss-b");
    put(
        "/ValueSet/vss-odd",
        "{\"resourceType\":\"ValueSet\",\"url\":\"http://example.org/vs/vss-odd\",\"status\":\"active\"}");
    Answer refused = root("GET", "/Observation?code:in=http://example.org/vs/vss-odd").send();
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).contains("no composition");
  }
}
