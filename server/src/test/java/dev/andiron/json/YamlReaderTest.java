package dev.andiron.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.andiron.json.JsonException.Kind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("YAML 1.2 in")
class YamlReaderTest {
  static Json read(String yaml) {
    return YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonException refusal(String yaml) {
    return catchThrowableOfType(JsonException.class, () -> read(yaml));
  }

  @Test
  @DisplayName("The page's own document")
  void aResource() {
    Json json =
        read(
            """
            # a client
            resourceType: Client
            id: postman
            secret: 0123
            grant_types:
              - password
              - "basic"
            auth:
              password: {refresh_token: true, access_token_expiration: 3600}
            note: |
              two
              lines
            """);
    assertThat(JsonWriter.text(json))
        .isEqualTo(
            "{\"resourceType\":\"Client\",\"id\":\"postman\",\"secret\":123,\"grant_types\":[\"password\",\"basic\"],\"auth\":{\"password\":{\"refresh_token\":true,\"access_token_expiration\":3600}},\"note\":\"two\\nlines\\n\"}");
    assertThat(((JsonObject) json).get("secret")).isEqualTo(new JsonPlain("0123"));
    assertThat(((JsonObject) json).array("grant_types").elements())
        .containsExactly(new JsonPlain("password"), new JsonString("basic"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"no", "on", "0123", "1e3", "2024-01-01", "12:30", "~", "0x1F", "a b", "1_0"})
  @DisplayName("A plain scalar keeps its source text, a quoted one is a string")
  void plainScalars(String text) {
    assertThat(read("a: " + text)).isEqualTo(JsonObject.of("a", new JsonPlain(text)));
    assertThat(read("a: '" + text + "'")).isEqualTo(JsonObject.of("a", new JsonString(text)));
    assertThat(read("a: \"" + text + "\"")).isEqualTo(JsonObject.of("a", new JsonString(text)));
    assertThat(read("a: |-\n  " + text)).isEqualTo(JsonObject.of("a", new JsonString(text)));
  }

  @ParameterizedTest
  @CsvSource({
    "010, 10",
    "0o10, 8",
    "0x1F, 31",
    "+12, 12",
    "-0, -0",
    "1.10, 1.10",
    "1.0E2, 1.0E2",
    ".5, 0.5",
    "1., 1",
    "+.5e1, 0.5e1",
    "-00.5, -0.5",
    "true, true",
    "False, false",
    "NULL, null",
    "no, '\"no\"'",
    "y, '\"y\"'",
    "1_000, '\"1_000\"'",
    "12:30, '\"12:30\"'",
    "0b1, '\"0b1\"'",
    "0xg, '\"0xg\"'",
    ".inf, '\".inf\"'",
    "-, '\"-\"'",
    "1e, '\"1e\"'",
  })
  @DisplayName("YAML 1.2 §10.3.2: the core schema")
  void coreSchema(String plain, String json) {
    assertThat(JsonWriter.text(new JsonPlain(plain).coreSchema())).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "+", "-0", "0x", "0o", "1.", ".", "1e", "1.5E+"})
  @DisplayName("A number of absurd length or exponent is refused whatever its base")
  void absurdNumbers(String start) {
    JsonPlain plain = new JsonPlain(start + "7".repeat(200_000));
    long best = Long.MAX_VALUE; // free of what else the machine does, and of what is loaded first
    for (int i = 0; i < 10; i++) {
      long begun = System.nanoTime();
      assertThatThrownBy(plain::coreSchema)
          .isInstanceOfSatisfying(
              JsonException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONTENT));
      best = Math.min(best, System.nanoTime() - begun);
    }
    assertThat(best).isLessThan(50_000_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   \n# nothing\n",
        "---\n",
        "a: 1\na: 2",
        "{a: 1, 'a': 2}",
        "<<: {a: 1}",
        "a: &x {b: 1}\nc:\n  <<: *x",
        "a: !!str 1",
        "a: !foo 1",
        "a: ! 1",
        "!!map {a: 1}",
        "- !!binary aGk=",
        "!!javax.script.ScriptEngineManager [x]",
        "%TAG ! tag:x,2000:\n---\na: 1",
        "? [a, b]\n: 1",
        "{[a]: 1}",
        "&a a: 1",
        "&x a: 1\n*x : 2",
        "a: *x",
        "a: &x [*x]",
        ": 1",
        "a: 1\n---\nb: 2",
        "a: 1\n...\nb: 2",
        "a: 'x",
        "a: \"x",
        "a: [1",
        "a: {b",
        "a: b: c",
        "a:\n\t- 1",
        "a: @x",
        "a: `x",
        "a: %x",
        "a: \"\\q\"",
        "a: \"\\ud800\"",
        "a: \"\\UFFFFFFFF\"",
        "a: \"\\U00110000\"",
        "a: \u0001",
        "a: \u007f",
        "a: \uffff",
        "- a\nb: c",
        "a: |x\n  b",
        "%YAML 3.0\n---\na: 1",
      })
  @DisplayName("What is malformed or not taken is a syntax refusal")
  void refused(String yaml) {
    JsonException refusal = refusal(yaml);
    assertThat(refusal).isNotNull();
    assertThat(refusal.kind()).isEqualTo(Kind.SYNTAX);
  }

  @Test
  void aRefusalSaysWhere() {
    assertThat(refusal("a: 1\nb: 2\na: 3")).hasMessageContaining("(line 3, column 1)");
    assertThat(refusal("a: 1\nb: [1, 2\n")).hasMessageContaining("line 3");
    assertThat(refusal("a: 1\nb: \u0001")).hasMessageContaining("(line 2, column 4)");
  }

  @Test
  void aRefusalRepeatsNoValue() {
    assertThat(refusal("secret: hunter2\nsecret: [hunter2")).hasMessageNotContaining("hunter2");
    assertThat(refusal("secret: 'hunter2")).hasMessageNotContaining("hunter2");
    assertThat(refusal("hunter2: *hunter2")).hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: \u0000", "a: \"\\0\"", "\"a\\x00\": 1"})
  @DisplayName("A NUL character is content that is never taken")
  void nul(String yaml) {
    assertThat(refusal(yaml).kind()).isEqualTo(Kind.CONTENT);
  }

  @Test
  void surrogatePairsMayBeEscaped() {
    assertThat(read("a: \"\\ud83d\\ude00 \\U0001F600\"")).isEqualTo(JsonObject.of("a", "😀 😀"));
  }

  @Test
  void bytesThatAreNotUtf8() {
    assertThatThrownBy(() -> YamlReader.read(new byte[] {'a', ':', ' ', (byte) 0xff}))
        .isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> YamlReader.read("a: 1".getBytes(StandardCharsets.UTF_16)))
        .isInstanceOf(JsonException.class);
  }

  @Test
  void jsonIsYaml() {
    assertThat(read("\ufeff{\"a\": [1, null, \"x\\/\"], \"b\": {}}").resolved())
        .isEqualTo(JsonReader.read("{\"a\":[1,null,\"x/\"],\"b\":{}}"));
  }

  @Test
  @DisplayName("A few aliases are expanded")
  void aliases() {
    assertThat(read("a: &x {b: 1}\nc: *x\nd: [*x]").resolved())
        .isEqualTo(JsonReader.read("{\"a\":{\"b\":1},\"c\":{\"b\":1},\"d\":[{\"b\":1}]}"));
    assertThat(read("- &x 1\n" + "- *x\n".repeat(20))).isInstanceOf(JsonArray.class);
    assertThat(refusal("- &x 1\n" + "- *x\n".repeat(21))).hasMessageContaining("aliases");
  }

  @Test
  void aliasesDeepenTheTree() {
    String chain =
        "- &a0 "
            + "[".repeat(60)
            + "]".repeat(60)
            + "\n"
            + "- "
            + "[".repeat(60)
            + "*a0"
            + "]".repeat(60);
    assertThat(refusal(chain)).hasMessageContaining("deeper");
  }
}
