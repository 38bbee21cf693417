package dev.andiron.structure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.json.JsonReader;
import dev.andiron.resource.Validator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("contract, Formats: a plain YAML scalar is what the type of its element makes of it")
class PlainScalarsTest {

  @Test
  @DisplayName("strings, codes and dates keep their characters")
  void strings() {
    same(
        """
        resourceType: Patient
        id: 0123
        birthDate: 2001-02-03
        language: no
        name:
          - family: on
            given: [1e3, 0x10, true, 2001]
        """,
        """
        {"resourceType":"Patient","id":"0123","birthDate":"2001-02-03","language":"no",
         "name":[{"family":"on","given":["1e3","0x10","true","2001"]}]}
        """);
  }

  @Test
  @DisplayName("the page's client: secret: 0123 keeps its zero")
  void secret() {
    same(
        "resourceType: Client\nsecret: 0123\ngrant_types:\n  - password\nactive: true\n",
        "{\"resourceType\":\"Client\",\"secret\":\"0123\",\"grant_types\":[\"password\"],\"active\":true}");
  }

  @Test
  @DisplayName("numbers and booleans are read by the core schema; a decimal keeps its digits")
  void numbers() {
    same(
        """
        resourceType: Observation
        status: final
        code: {text: x}
        valueQuantity: {value: 1.10, unit: 5}
        component:
          - code: {text: y}
            valueBoolean: True
          - code: {text: z}
            valueInteger: +7
        """,
        """
        {"resourceType":"Observation","status":"final","code":{"text":"x"},
         "valueQuantity":{"value":1.10,"unit":"5"},
         "component":[{"code":{"text":"y"},"valueBoolean":true},
                      {"code":{"text":"z"},"valueInteger":7}]}
        """);
  }

  @Test
  @DisplayName("a quoted scalar is a string, and no boolean")
  void quoted() {
    assertThat(Checks.words(Checks.yaml("resourceType: Patient\nactive: \"true\"\n")))
        .containsExactly(
            "Patient.active: active must be true or false (boolean); a string was found.");
  }

  @Test
  @DisplayName("below free elements the core schema decides")
  void free() {
    same(
        "resourceType: User\ndata: {a: 1, b: no, c: true, d: 0123, e: ~, f: [x, 1.0]}\n",
        "{\"resourceType\":\"User\",\"data\":{\"a\":1,\"b\":\"no\",\"c\":true,\"d\":123,\"e\":null,\"f\":[\"x\",1.0]}}");
    assertThat(Checks.words(Checks.yaml("resourceType: User\ndata: {a: [1, {b: 1e999999}]}\n")))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("User.data: ");
  }

  @Test
  @DisplayName("empty, ~ and null are null in every type")
  void nulls() {
    assertThat(Checks.yaml("resourceType: Patient\nbirthDate:\n").issues()).hasSize(1);
    assertThat(Checks.yaml("resourceType: Patient\nname:\n").issues()).hasSize(1);
    assertThat(Checks.yaml("resourceType: Patient\nname: [{family: ~}]\n").issues()).hasSize(1);
    same(
        "resourceType: User\npassword: ~\nemail: null\nuserName:\nname: {formatted: ~}\nid: u\n",
        "{\"resourceType\":\"User\",\"password\":null,\"id\":\"u\"}");
  }

  private static void same(String yaml, String json) {
    Validator.Checked checked = Checks.yaml(yaml);
    assertThat(Checks.words(checked)).isEmpty();
    assertThat(checked.resource()).isEqualTo(JsonReader.read(json));
  }
}
