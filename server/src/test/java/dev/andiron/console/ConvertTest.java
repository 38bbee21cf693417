package dev.andiron.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import dev.andiron.main.TestApp;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("POST /ui/api/convert: the same text in the other format")
class ConvertTest {
  private static final TestApp APP = TestApp.shared();

  private static Call convert(String accept) {
    return APP.asRoot("POST", "/ui/api/convert").header("Accept", accept);
  }

  @Test
  @DisplayName("goes from JSON to YAML and back, every digit and the order kept")
  void roundTrip() {
    String json =
        "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x: # 'y'\\n"
            + "z\"},\"valueQuantity\":{\"value\":1.10},\"id\":\"0123\",\"note\":[{\"text\":\"no\"}]}";
    Answer yaml = convert("text/yaml").json(json).send();
    assertThat(yaml.status()).as(yaml.body()).isEqualTo(200);
    assertThat(yaml.header("Content-Type")).startsWith("text/yaml");
    assertThat(yaml.body()).startsWith("resourceType: Observation\n").contains("value: 1.10\n");
    Answer back = convert("application/json").yaml(yaml.body()).send();
    assertThat(back.status()).isEqualTo(200);
    assertThat(back.json())
        .isEqualTo(APP.asRoot("POST", "/ui/api/convert").json(json).send().json());
    assertThat(back.body()).contains("\n", "1.10", "\"0123\"");
  }

  @Test
  @DisplayName("reads a resource's plain scalars as the store would")
  void scalars() {
    Answer known =
        convert("application/json")
            .yaml(
                """
                resourceType: Patient
                id: 0123
                active: true
                birthDate: 2020-01-01
                name: [{family: no}]
                """)
            .send();
    assertThat(known.status()).as(known.body()).isEqualTo(200);
    assertThat(known.body())
        .contains("\"0123\"", "\"active\": true", "\"2020-01-01\"", "\"family\": \"no\"");
    Answer unknown = convert("application/json").yaml("a: 1\nb: true\nc: text\n").send();
    assertThat(unknown.body()).contains("\"a\": 1", "\"b\": true", "\"c\": \"text\"");
  }

  @Test
  @DisplayName("converts what is no valid resource as well: a text in the making")
  void invalid() {
    Answer answer =
        convert("text/yaml")
            .json("{\"resourceType\":\"Patient\",\"nonsense\":[1,{\"a\":null}]}")
            .send();
    assertThat(answer.status()).as(answer.body()).isIn(200, 422);
    Answer list = convert("text/yaml").json("[1, 2]").send();
    assertThat(list.body()).isEqualTo("- 1\n- 2\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a: [1\n", "a: b: c", "a: 1\na: 2", "&a [*a]", "!!java.lang.Object {}", "\t- x"})
  @DisplayName("says where YAML is malformed")
  void malformedYaml(String yaml) {
    Answer answer = convert("application/json").yaml(yaml).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("OperationOutcome").contains("diagnostics");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":}", "{\"a\":1,\"a\":2}", "{", "nul", ""})
  @DisplayName("refuses malformed JSON, and nothing at all")
  void malformedJson(String json) {
    assertThat(convert("text/yaml").json(json).send().status()).isEqualTo(400);
  }

  @Test
  @DisplayName("a bomb of aliases is refused at once")
  void bomb() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a%d: &a%d [".formatted(i, i))
          .append(("*a" + (i - 1) + ", ").repeat(10))
          .append("x]\n");
    }
    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () ->
            assertThat(convert("application/json").yaml(bomb.toString()).send().status())
                .isEqualTo(400));
  }

  @Test
  @DisplayName("bounds what it takes, before it looks at it")
  void large() {
    String yaml = "a: " + "x".repeat(300 * 1024);
    assertThat(convert("application/json").yaml(yaml).send().status()).isEqualTo(413);
    String json = "{\"a\":\"" + "x".repeat(1024 * 1024) + "\"}";
    assertThat(convert("text/yaml").json(json).send().status()).isEqualTo(413);
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    assertThat(convert("text/yaml").json(deep).send().status()).isIn(400, 422);
    assertThat(convert("text/yaml").json("1e999999999").send().status()).isIn(400, 422);
  }

  @Test
  @DisplayName("takes JSON and YAML, gives JSON and YAML")
  void formats() {
    assertThat(convert("text/yaml").body("text/plain", "a").send().status()).isEqualTo(415);
    assertThat(convert("application/xml").json("{}").send().status()).isEqualTo(406);
  }

  @Test
  @DisplayName("is for those who are signed in")
  void anonymous() {
    Answer answer = APP.http().post("/ui/api/convert").json("{}").send();
    assertThat(answer.status()).isEqualTo(401);
    assertThat(APP.http().post("/ui/api/convert").bearer("nonsense").json("{}").send().status())
        .isEqualTo(401);
  }

  @Test
  @DisplayName("is for pages that know the CSRF token, where a cookie says who it is")
  void csrf() {
    Browser browser = Browser.signedIn(APP.http(), "admin", TestApp.ADMIN_PASSWORD);
    Call without = APP.http().post("/ui/api/convert").json("{}");
    assertThat(browser.send(without).status()).isEqualTo(403);
    Call with = browser.meant("POST", "/ui/api/convert").header("Accept", "text/yaml");
    Answer answer = browser.send(with.json("{\"a\":1}"));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("a: 1\n");
  }
}
