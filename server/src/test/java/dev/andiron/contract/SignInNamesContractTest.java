package dev.andiron.contract;

import static dev.andiron.contract.Given.put;
import static dev.andiron.contract.Given.root;
import static dev.andiron.contract.Given.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("User: id, userName and email are one name space for signing in")
class SignInNamesContractTest {
  @BeforeAll
  static void client() {
    put("/Client/na-app", "{\"secret\":\"secret\",\"grant_types\":[\"password\"]}");
    put(
        "/User/na-anna",
        "{\"userName\":\"Anna.Müller\",\"email\":\"Anna@Example.org\",\"password\":\"password\"}");
  }

  private static String signedInAs(String name) {
    Answer answer = signIn("na-app", name, "password");
    if (answer.status() != 200) {
      return answer.text("error");
    }
    var userinfo = answer.json().object("userinfo");
    return userinfo == null ? "" : String.valueOf(userinfo.string("id"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "na-anna",
        "NA-ANNA",
        "Anna.Müller",
        "anna.müller",
        "ANNA.MÜLLER",
        "Anna.Mu\u0308ller", // decomposed
        "ＡＮＮＡ．müller", // full-width
        "Anna@Example.org",
        "anna@example.ORG",
        "ａｎｎａ＠example.org"
      })
  @DisplayName("who signs in may spell any of them, whatever the case and the Unicode form")
  void spellings(String name) {
    assertThat(signedInAs(name)).isEqualTo("na-anna");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Anna", "anna.muller", " na-anna", "na-anna ", "na_anna", "example.org"})
  @DisplayName("another name is another name")
  void others(String name) {
    assertThat(signedInAs(name)).isEqualTo("invalid_grant");
  }

  @ParameterizedTest
  @CsvSource({
    "na-clash, {\"userName\":\"NA-ANNA\"}",
    "na-clash, {\"email\":\"na-anna\"}",
    "na-clash, {\"userName\":\"anna@EXAMPLE.org\"}",
    "na-clash, {\"email\":\"anna.müller\"}",
    "na-clash, {\"userName\":\"ａnna.müller\"}",
    "na-clash, {\"email\":\"Anna.Mu\u0308ller\"}",
    "NA-Anna, {}",
    "Na-aNNa, {\"email\":\"free@example.org\"}"
  })
  @DisplayName("a clash is a 409 that says nothing of the other user")
  void clash(String id, String user) {
    for (String method : List.of("PUT", "POST")) {
      String path = method.equals("PUT") ? "/User/" + id : "/User";
      String body =
          method.equals("PUT")
              ? user
              : user.equals("{}")
                  ? "{\"id\":\"" + id + "\"}"
                  : "{\"id\":\"" + id + "\"," + user.substring(1);
      Answer answer = root(method, path).json(body).send();
      assertThat(answer.status()).as(answer.body()).isEqualTo(409);
      assertThat(answer.text("resourceType")).isEqualTo("OperationOutcome");
      assertThat(answer.body())
          .contains("duplicate")
          .doesNotContain("na-anna")
          .doesNotContainIgnoringCase("example.org")
          .doesNotContainIgnoringCase("ller")
          .doesNotContain("sign_in_name");
    }
    assertThat(root("GET", "/User/" + id).send().status()).isEqualTo(404);
  }

  @Test
  @DisplayName("ligatures and full case folding are one name too: ﬁ is fi, ß is ss, ς is σ")
  void foldings() {
    put("/User/na-fold", "{\"userName\":\"ﬁSCHER-STRAẞE-ΟΔΟΣ\",\"password\":\"password\"}");
    for (String name :
        List.of("fischer-strasse-οδος", "FISCHER-STRASSE-ΟΔΟΣ", "ﬁscher-straße-οδοσ")) {
      assertThat(signedInAs(name)).as(name).isEqualTo("na-fold");
    }
    assertThat(
            root("PUT", "/User/na-fold2")
                .json("{\"email\":\"Fischer-Strasse-οδοσ\"}")
                .send()
                .status())
        .isEqualTo(409);
  }

  @Test
  @DisplayName("one user may have one name in several fields")
  void oneUser() {
    put(
        "/User/na-same",
        "{\"userName\":\"NA-SAME\",\"email\":\"na-Same\",\"password\":\"password\"}");
    assertThat(signedInAs("na-same")).isEqualTo("na-same");
  }

  @Test
  @DisplayName("a name is free again after a change, a removal, a deletion")
  void freeAgain() {
    put("/User/na-one", "{\"userName\":\"na-free\",\"password\":\"password\"}");
    assertThat(root("PUT", "/User/na-two").json("{\"userName\":\"na-free\"}").send().status())
        .isEqualTo(409);
    put("/User/na-one", "{\"userName\":\"na-free-2\"}");
    put("/User/na-two", "{\"userName\":\"na-free\",\"password\":\"password\"}");
    assertThat(signedInAs("na-free")).isEqualTo("na-two");
    assertThat(signedInAs("na-free-2")).isEqualTo("na-one");
    root("PATCH", "/User/na-two").json("{\"userName\":null}").send();
    put("/User/na-one", "{\"userName\":\"na-free\"}");
    assertThat(signedInAs("na-free")).isEqualTo("na-one");
    root("DELETE", "/User/na-one").send();
    assertThat(signedInAs("na-free")).isEqualTo("invalid_grant");
    put(
        "/User/na-three",
        "{\"userName\":\"na-free\",\"email\":\"na-one\",\"password\":\"password\"}");
    assertThat(signedInAs("na-free")).isEqualTo("na-three");
    assertThat(signedInAs("na-one")).isEqualTo("na-three");
    assertThat(root("PUT", "/User/na-one").json("{}").send().status()).isEqualTo(409);
  }

  @Test
  @DisplayName("of many who want one name at once exactly one gets it")
  void race() throws Exception {
    List<Callable<Integer>> creates = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String field = i % 2 == 0 ? "userName" : "email";
      String name = i % 3 == 0 ? "NA-RACE@example.org" : "na-race@EXAMPLE.org";
      String id = "na-race-" + i;
      creates.add(() ->
          root("PUT", "/User/" + id).json("{\"" + field + "\":\"" + name + "\"}").send().status());
    }
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> status : threads.invokeAll(creates)) {
        statuses.add(status.get());
      }
    }
    assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
    assertThat(
            root("GET", "/User?email=na-race@example.org").send().resources().size()
                + root("GET", "/User?userName=na-race@example.org").send().resources().size())
        .isEqualTo(1);
  }
}
