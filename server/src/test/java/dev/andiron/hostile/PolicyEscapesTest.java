package dev.andiron.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import dev.andiron.main.TestApp;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("What one policy allows is no way to what none does")
@ExtendWith(Unharmed.class)
class PolicyEscapesTest {
  private static final TestApp APP = TestApp.shared();
  private static final String PASSWORD = "password-of-the-hostile";

  @BeforeAll
  static void policies() {
    put("/Client/hostile", "{\"grant_types\":[\"password\"]}");
    user(
        "hostile-maker",
        """
        {"request-method":"post","uri":"/Patient"}\
        """);
    user(
        "hostile-seeker",
        """
        {"request-method":"get","params":{"patient":"mine"}}\
        """);
    user(
        "hostile-finder",
        """
        {"$one-of":[{"request-method":"post","uri":"/Patient"},
          {"request-method":"get","uri":"/Patient","params":{"_id":"hostile-p1"}}]}\
        """);
    put("/Patient/hostile-p1", "{\"active\":true}");
    put("/Patient/hostile-p2", "{\"active\":true}");
  }

  private static void put(String path, String json) {
    assertThat(APP.asRoot("PUT", path).json(json).send().status()).isIn(200, 201);
  }

  private static void user(String id, String matcho) {
    put("/User/" + id, "{\"password\":\"" + PASSWORD + "\"}");
    put(
        "/AccessPolicy/" + id,
        "{\"engine\":\"matcho\",\"link\":[{\"reference\":\"User/"
            + id
            + "\"}],\"matcho\":"
            + matcho
            + "}");
  }

  private static Call as(String user, String method, String path) {
    Answer signedIn =
        APP.http()
            .post("/auth/token")
            .form(
                "grant_type",
                "password",
                "client_id",
                "hostile",
                "username",
                user,
                "password",
                PASSWORD)
            .send();
    return APP.http().call(method, path).bearer(signedIn.text("access_token"));
  }

  private static Answer createIfNone(String user, String id) {
    return as(user, "POST", "/Patient").header("If-None-Exist", "_id=" + id).json("{}").send();
  }

  @Test
  @DisplayName("creating with If-None-Exist shows nothing to whom no policy allows that search")
  void conditionalCreate() {
    assertThat(createIfNone("hostile-maker", "hostile-p1").status()).isEqualTo(403);
    assertThat(createIfNone("hostile-maker", "hostile-none").status()).isEqualTo(403);
    assertThat(as("hostile-maker", "POST", "/Patient").json("{\"active\":true}").send().status())
        .isEqualTo(201);
  }

  @Test
  @DisplayName("creating with If-None-Exist is judged as the very search that it makes")
  void conditionalCreateAsSearch() {
    assertThat(createIfNone("hostile-finder", "hostile-p1").text("id")).isEqualTo("hostile-p1");
    assertThat(createIfNone("hostile-finder", "hostile-p2").status()).isEqualTo(403);
  }

  @Test
  @DisplayName("a parameter that a lenient search passes over opens nothing")
  void lenient() {
    String path = "/User?patient=mine";

    assertThat(
            as("hostile-seeker", "GET", path).header("Prefer", "handling=lenient").send().status())
        .isEqualTo(403);
    assertThat(
            as("hostile-seeker", "GET", "/Observation?patient=mine&unknown=1")
                .header("Prefer", "handling=lenient")
                .send()
                .status())
        .isEqualTo(200);
  }
}
