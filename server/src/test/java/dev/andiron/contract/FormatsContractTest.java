package dev.andiron.contract;

import static dev.andiron.contract.Given.HTTP;
import static dev.andiron.contract.Given.put;
import static dev.andiron.contract.Given.root;
import static dev.andiron.contract.Given.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Formats: bodies in, answers out, what was written comes back")
class FormatsContractTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/fhir+json",
        "Application/JSON; charset=UTF-8",
        "text/yaml",
        "application/yaml",
        "application/x-yaml",
        "text/x-yaml",
        "text/yaml;charset=utf-8"
      })
  @DisplayName("are taken by their content type")
  void in(String contentType) {
    String body = contentType.contains("yaml") ? "gender: male\n" : "{\"gender\":\"male\"}";
    Answer answer = root("PUT", "/Patient/fo-in").body(contentType, body).send();
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
    assertThat(answer.text("gender")).isEqualTo("male");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/xml",
        "application/fhir+xml",
        "application/x-www-form-urlencoded",
        "application/json;charset=utf-16"
      })
  @DisplayName("of any other type are 415, with what is taken")
  void unsupported(String contentType) {
    Answer answer = root("PUT", "/Patient/fo-415").body(contentType, "{}").send();
    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.text("resourceType")).isEqualTo("OperationOutcome");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        " | application/json",
        "*/* | application/json",
        "application/* | application/json",
        "application/json | application/json",
        "application/fhir+json | application/fhir+json",
        "application/fhir+json;fhirVersion=4.0 | application/fhir+json",
        "text/yaml | text/yaml",
        "application/yaml | text/yaml",
        "application/x-yaml, */*;q=0.1 | text/yaml",
        "text/* | text/yaml",
        "text/html, application/xhtml+xml, */*;q=0.8 | application/json",
        "image/png, application/json;q=0.1 | application/json",
        "image/png |",
        "application/json;q=0 |",
        "application/fhir+xml |"
      })
  @DisplayName("answers are what Accept asks for, or 406")
  void out(@Nullable String accept, @Nullable String contentType) {
    put("/Patient/fo-out", "{\"gender\":\"male\"}");
    for (String path : new String[] {"/Patient/fo-out", "/Patient?_id=fo-out", "/metadata"}) {
      Call call = root("GET", path);
      Answer answer = (accept == null ? call : call.header("Accept", accept)).send();
      if (contentType == null) {
        assertThat(answer.status()).isEqualTo(406);
        assertThat(answer.text("resourceType")).isEqualTo("OperationOutcome");
      } else {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith(contentType + ";");
      }
    }
  }

  @Test
  @DisplayName("_format goes before Accept; a content type without a body is ignored")
  void format() {
    put("/Patient/fo-format", "{\"gender\":\"male\"}");
    Answer yaml =
        root("GET", "/Patient/fo-format?_format=yaml").header("Accept", "application/json").send();
    assertThat(yaml.header("Content-Type")).startsWith("text/yaml");
    assertThat(yaml.body())
        .startsWith("resourceType: Patient\nid: fo-format\nmeta:\n  versionId: ");
    assertThat(
            root("GET", "/Patient/fo-format?_format=application/fhir%2Bjson")
                .send()
                .header("Content-Type"))
        .startsWith("application/fhir+json");
    assertThat(root("GET", "/Patient/fo-format?_format=xml").send().status()).isEqualTo(406);
    assertThat(root("GET", "/Patient/fo-format").header("Content-Type", "text/xml").send().status())
        .isEqualTo(200);
  }

  private static final String OBSERVATION =
      "\"status\":\"final\",\"valueQuantity\":{\"unit\":\"g\",\"value\":%s},"
          + "\"code\":{\"text\":\"weight\"}";

  @ParameterizedTest
  @ValueSource(
      strings = {"1.10", "1.0E2", "0.00", "-1.50e-3", "100", "12345678901234567890.123456789"})
  @DisplayName("decimals and the order of members come back as written, in JSON and in YAML")
  void asWritten(String decimal) {
    Answer written =
        root("PUT", "/Observation/fo-decimal")
            .json("{" + OBSERVATION.formatted(decimal) + ",\"id\":\"fo-decimal\"}")
            .send();
    assertThat(written.status()).as(written.body()).isIn(200, 201);
    String end = "}," + OBSERVATION.formatted(decimal) + "}";
    assertThat(written.body())
        .startsWith("{\"resourceType\":\"Observation\",\"id\":\"fo-decimal\",\"meta\":{")
        .endsWith(end);
    assertThat(root("GET", "/Observation/fo-decimal").send().body()).endsWith(end);
    assertThat(root("GET", "/Observation?_id=fo-decimal").send().body()).contains(end);
    Answer yaml = root("GET", "/Observation/fo-decimal").header("Accept", "text/yaml").send();
    assertThat(yaml.body()).contains("valueQuantity:\n  unit: g\n  value: " + decimal + "\n");
    Answer again = root("PUT", "/Observation/fo-decimal").yaml(yaml.body()).send();
    assertThat(again.status()).as(again.body()).isEqualTo(200);
    assertThat(again.body()).endsWith(end);
    assertThat(again.header("ETag")).isEqualTo(written.header("ETag"));
  }

  @Test
  @DisplayName("a plain scalar of YAML keeps its characters where the element is a string")
  void plainScalars() {
    Answer client =
        root("PUT", "/Client/fo-app").yaml("secret: 0123\ngrant_types: [password]\n").send();
    assertThat(client.status()).as(client.body()).isIn(200, 201);
    put("/User/fo-user", "{\"password\":\"password\"}");
    Answer token =
        HTTP.post("/auth/token")
            .basic("fo-app", "0123")
            .form("grant_type", "password", "username", "fo-user", "password", "password")
            .send();
    assertThat(token.status()).isEqualTo(200);
    assertThat(signIn("fo-app", "fo-user", "password").status()).isEqualTo(401);
    Answer patient =
        root("PUT", "/Patient/fo-plain")
            .yaml(
                """
                active: true
                birthDate: 1970-01-01
                multipleBirthInteger: 2
                name:
                  - family: no
                    given: [on, off, 1e3, 0x1F, 2020-01-01, 12:30:45, .inf, True, "007", 007, 1_000]
                    text: 1.10
                """)
            .send();
    assertThat(patient.status()).as(patient.body()).isIn(200, 201);
    assertThat(patient.body())
        .contains("\"active\":true,\"birthDate\":\"1970-01-01\",\"multipleBirthInteger\":2")
        .contains("\"family\":\"no\"")
        .contains(
            "[\"on\",\"off\",\"1e3\",\"0x1F\",\"2020-01-01\",\"12:30:45\",\".inf\",\"True\","
                + "\"007\",\"007\",\"1_000\"]")
        .contains("\"text\":\"1.10\"");
    assertThat(root("PUT", "/Patient/fo-plain2").yaml("active: yes\n").send().status())
        .isEqualTo(422);
    assertThat(root("PUT", "/Patient/fo-plain2").yaml("active: \"true\"\n").send().status())
        .isEqualTo(422);
  }

  static Stream<String> badYaml() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append(
          "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n"
              .formatted(i, i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1));
    }
    return Stream.of(
        bomb.toString(),
        "gender: !!str male\n",
        "gender: !custom male\n",
        "gender: male\ngender: female\n",
        "a: &a {gender: male}\n<<: *a\n",
        "a: &a [*a]\n",
        "gender: *nobody\n",
        "[".repeat(5000),
        "{a: ".repeat(5000),
        "- ".repeat(5000) + "x",
        "gender: \"male\n",
        "gender: male\n---\ngender: female\n",
        "\tgender: male\n",
        "gender: @male\n");
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("YAML with tags, bombs, doubled or merge keys, too deep, broken: 400 in no time")
  void badYaml(String yaml) {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      Call call = root("PUT", "/Patient/fo-bad").yaml(yaml);
      long begun = System.nanoTime();
      Answer answer = call.send();
      fastest = Math.min(fastest, System.nanoTime() - begun);
      assertThat(answer.status()).as(answer.body()).isEqualTo(400);
      assertThat(answer.text("resourceType")).isEqualTo("OperationOutcome");
    }
    assertThat(fastest).isLessThan(50_000_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"gender\":\"male\",\"gender\":\"male\"} | 400",
        "{\"gender\":\"male\"} {} | 400",
        "{\"gender\":\"male\"}, | 400",
        "{\"gender\":\"male\",} | 400",
        "{\"gender\":\"\\ud800\"} | 400",
        "{\"language\":\"\\udc00\\ud800\"} | 400",
        "{'gender':'male'} | 400",
        "{\"active\":NaN} | 400",
        "{\"multipleBirthInteger\":01} | 400",
        "{/* */} | 400",
        "[] | 400",
        "\"x\" | 400",
        "{\"language\":\"a\\u0000b\"} | 422",
        "{\"a\\u0000b\":1} | 422",
        "{\"multipleBirthInteger\":1e999999999} | 422"
      })
  @DisplayName("JSON that is doubled, trailing, broken: 400; NUL and absurd numbers: 422")
  void badJson(String json, int status) {
    Answer answer = root("PUT", "/Patient/fo-bad").json(json).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.text("resourceType")).isEqualTo("OperationOutcome");
  }

  @Test
  @DisplayName("depth and digits are bounded; a body that is not there is no resource")
  void bounds() {
    assertThat(root("PUT", "/Patient/fo-bad").json("[".repeat(100_000)).send().status())
        .isEqualTo(400);
    assertThat(root("PUT", "/Patient/fo-bad").json("{\"x\":".repeat(5_000)).send().status())
        .isEqualTo(400);
    assertThat(
            root("PUT", "/Patient/fo-bad")
                .json("{\"multipleBirthInteger\":" + "9".repeat(10_000) + "}")
                .send()
                .status())
        .isEqualTo(422);
    assertThat(root("PUT", "/Patient/fo-bad").send().status()).isEqualTo(400);
    assertThat(root("POST", "/Patient").send().status()).isEqualTo(400);
  }

  @Test
  @DisplayName("over the limit is 413, and the answer arrives although the body is still coming")
  void tooLarge() {
    String eleven = "{\"language\":\"" + "x".repeat(11 * 1024 * 1024) + "\"}";
    Answer answer = root("PUT", "/Patient/fo-large").json(eleven).send();
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.text("resourceType")).isEqualTo("OperationOutcome");
    Answer yaml = root("PUT", "/Patient/fo-large").yaml("language: " + "x".repeat(300_000)).send();
    assertThat(yaml.status()).isEqualTo(413);
    assertThat(root("PUT", "/nothing/here").json(eleven).send().status()).isEqualTo(404);
  }

  @Test
  @DisplayName("errors are in the negotiated format")
  void errors() {
    for (String path : new String[] {"/Patient/fo-never", "/Nonsense/x", "/Patient?nonsense=x"}) {
      Answer answer = root("GET", path).header("Accept", "text/yaml").send();
      assertThat(answer.status()).isIn(400, 404);
      assertThat(answer.header("Content-Type")).startsWith("text/yaml");
      assertThat(answer.body())
          .startsWith("resourceType: OperationOutcome\nissue:\n  - severity: error\n");
    }
    Answer anonymous = HTTP.get("/Patient").header("Accept", "application/fhir+json").send();
    assertThat(anonymous.status()).isEqualTo(401);
    assertThat(anonymous.header("Content-Type")).startsWith("application/fhir+json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Client%2Froot",
        "/Client%2froot",
        "/Client/..%2FUser",
        "/Client/../User/admin",
        "/Client/%2e%2e/User/admin",
        "/Client/./root",
        "/Client/%00",
        "/Client/ro%00ot",
        "/Client;x=y/root",
        "/Client/root;x=y",
        "/Client/root%3Bx",
        "/Client%5Croot",
        "/Client/%ff",
        "/auth/..%2FClient",
        "/fhir/../Client"
      })
  @DisplayName("a path that could be read in two ways is a 400, before any policy")
  void paths(String path) {
    for (Call call : new Call[] {root("GET", path), HTTP.get(path)}) {
      assertThat(call.send().status()).isEqualTo(400);
    }
  }

  @Test
  @DisplayName("//Client is read as /Client, and everything is under /fhir too")
  void samePaths() {
    for (String path : new String[] {"//Client", "/Client/", "/fhir/Client", "/fhir//Client//"}) {
      assertThat(root("GET", path).send().text("type")).isEqualTo("searchset");
      assertThat(HTTP.get(path).send().status()).isEqualTo(401);
    }
  }
}
