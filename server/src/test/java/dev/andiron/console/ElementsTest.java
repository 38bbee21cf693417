package dev.andiron.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.main.TestApp;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("GET /ui/api/elements: what elements a type has")
class ElementsTest {
  private static final TestApp APP = TestApp.shared();

  private static Answer elements(String type) {
    return APP.asRoot("GET", "/ui/api/elements/" + type).send();
  }

  private static Json element(String path, String type) {
    return JsonObject.of("path", path).with("type", type);
  }

  @Test
  @DisplayName("lists those of types and of what they are made of, each by its path")
  void paths() {
    assertThat(elements("Patient").json().array("elements"))
        .contains(
            element("telecom", "ContactPoint"),
            element("contact.name.family", "string"),
            element("deceased", "boolean, dateTime"),
            element("meta.tag.code", "code"))
        .doesNotContain(element("contact.name.period.start", "dateTime"));
    assertThat(elements("User").json().array("elements")).contains(element("userName", "string"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HumanName", "Patient.contact", "Nothing", "constructor", "%2e%2e"})
  @DisplayName("knows resource types only")
  void others(String type) {
    assertThat(elements(type).status()).isIn(400, 404);
  }

  @Test
  @DisplayName("is for those who are signed in")
  void strangers() {
    assertThat(APP.http().get("/ui/api/elements/Patient").send().status()).isEqualTo(401);
  }
}
