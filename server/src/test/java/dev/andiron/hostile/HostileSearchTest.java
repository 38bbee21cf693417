package dev.andiron.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.main.TestApp;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A hostile search gets an answer or a clear refusal, soon, and is no failure of ours")
@Timeout(60)
@ExtendWith(Unharmed.class)
class HostileSearchTest {
  private static final TestApp APP = TestApp.shared();
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final List<String> VALUES =
      List.of(
          "%",
          "_",
          "\\",
          "\\\\\\",
          "'",
          "''",
          "\"",
          "';drop table patient;--",
          "$$",
          "$1",
          "?",
          "??",
          "{fn now()}",
          "😀",
          "\u202Eabc\u202C",
          "\uFEFF",
          "a\u0300\u0301\u0302",
          "\uFDFA\uFDFA",
          "|",
          "||",
          "a|b|c",
          ",",
          ",,,",
          "\\,",
          "1e999999",
          "-1e-999999",
          "1e999",
          "NaN",
          "Infinity",
          "99999999999999999999999999999999999999999999999999999999999999999999",
          "0x10",
          "99999",
          "99999-01-01",
          "0000-00-00",
          "9999-12-31T23:59:59.999999999Z",
          "ap0001",
          "ap9999",
          "ge9999",
          "lt0001",
          "2020-01-01T00:00:00+99:99",
          "gtgt2020",
          "Patient/../../etc/passwd",
          "#",
          "#contained",
          "http://",
          "urn:uuid:",
          "null",
          "${jndi:ldap://x}");

  @BeforeAll
  static void resources() {
    for (String json :
        List.of(
            "{\"resourceType\":\"Patient\",\"id\":\"hostile\",\"name\":[{\"family\":\"Hostile\"}],\"birthDate\":\"2000-01-01\"}",
            "{\"resourceType\":\"RiskAssessment\",\"id\":\"hostile\",\"status\":\"final\",\"subject\":{\"reference\":\"Patient/hostile\"},\"prediction\":[{\"probabilityDecimal\":0.5}]}",
            "{\"resourceType\":\"ValueSet\",\"id\":\"hostile\",\"status\":\"draft\",\"url\":\"http://hostile\"}")) {
      String type = json.split("\"", -1)[3];
      assertThat(APP.asRoot("PUT", "/" + type + "/hostile").json(json).send().status())
          .isIn(200, 201);
    }
  }

  private static void answered(Answer answer, String as) {
    assertThat(answer.status()).as(as + "\n" + answer.body()).isIn(200, 400, 413, 414, 422, 431);
    if (answer.status() == 200) {
      assertThat(answer.text("resourceType")).isEqualTo("Bundle");
    } else if (answer.status() != 414 && answer.status() != 431) {
      assertThat(answer.text("resourceType")).as(as).isEqualTo("OperationOutcome");
    }
  }

  private static Answer refused(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isIn(400, 413, 422);
    assertThat(answer.text("resourceType")).isEqualTo("OperationOutcome");
    return answer;
  }

  private static Answer get(String pathAndQuery) {
    return APP.asRoot("GET", pathAndQuery).send();
  }

  private static Answer form(String type, String form) {
    return APP.asRoot("POST", "/" + type + "/_search").body(FORM, form).send();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Patient?family",
        "Patient?family:exact",
        "Patient?family:contains",
        "Patient?identifier",
        "Patient?gender:not",
        "Patient?birthdate",
        "Patient?birthdate:missing",
        "Patient?general-practitioner",
        "Patient?_lastUpdated",
        "Patient?_id",
        "Patient?_tag",
        "Patient?_profile",
        "Patient?_sort",
        "Patient?_count",
        "Patient?_page",
        "Patient?_cursor",
        "Patient?_total",
        "Patient?_summary",
        "Patient?_elements",
        "Patient?",
        "RiskAssessment?probability",
        "RiskAssessment?subject:Patient",
        "ValueSet?url",
        "Session?exp",
        "Session?active",
        "Session?start"
      })
  @DisplayName("odd characters, SQL, dates and numbers beyond all bounds, in every kind")
  void values(String parameter) {
    for (String value : VALUES) {
      answered(get("/" + parameter + "=" + encoded(value)), parameter + "=" + value);
      answered(
          get("/" + parameter + encoded(value) + "=" + encoded(value)), parameter + value + "=");
    }
    assertThat(get("/Patient?_id=hostile&family=hostile").json().get("total"))
        .isEqualTo(dev.andiron.json.Json.of(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "family=%00",
        "family=a%00b",
        "%00=a",
        "family=%ED%A0%80",
        "family=%ED%B0%80",
        "family=%C0%AF",
        "family=%F8%88%80%80%80",
        "family=%FF",
        "_count=-1",
        "_count=1.5",
        "_count=99999999999999999999",
        "_page=0",
        "_page=999999999999",
        "_page=-5",
        "_count=1&_count=2",
        "_sort=family&_sort=given",
        "_cursor=AAAA",
        "_cursor=%2B%2B%2B%2B",
        "_cursor=" // base64 of "[" x 60
            + "W1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tb",
        "_sort=family,given,birthdate,gender,address,active",
        "_sort=family,family,family,family,family,family"
      })
  @DisplayName("NUL, lone surrogates, overlong UTF-8, forged cursors, numbers out of bounds")
  void refused(String query) {
    refused(get("/Patient?" + query));
  }

  @ParameterizedTest
  @ValueSource(strings = {"family=%", "family=%4", "family=%zz", "%=a"})
  @DisplayName("broken escapes, which no URL can carry, in a form")
  void broken(String form) {
    refused(form("Patient", form));
  }

  @ParameterizedTest
  @ValueSource(strings = {"_count=0", "_count=999999999", "_page=100000", "_total=accurate"})
  @DisplayName("large and small pages")
  void pages(String query) {
    assertThat(get("/Patient?" + query).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("ten thousand values, and thousands of parameters")
  void many() {
    String values =
        IntStream.range(0, 10_000).mapToObj(Integer::toString).collect(Collectors.joining(","));
    for (String name :
        List.of("_id", "identifier", "family", "general-practitioner", "birthdate")) {
      refused(form("Patient", name + "=" + values));
    }
    refused(form("Patient", String.join("&", Collections.nCopies(5_000, "gender=male"))));
    refused(form("Patient", String.join("&", Collections.nCopies(900, "gender=male"))));
    refused(form("Patient", "_sort=" + String.join(",", Collections.nCopies(10_000, "family"))));
    answered(
        form("Patient", "_elements=" + String.join(",", Collections.nCopies(10_000, "name"))),
        "_elements");
    answered(
        form(
            "Patient",
            String.join(
                "&",
                Collections.nCopies(
                    90, "family=" + String.join(",", Collections.nCopies(200, "abcdef"))))),
        "as many conditions as are taken");
  }

  @Test
  @DisplayName("values and names of 100 KB, forms of 1 MB and more")
  void large() {
    String text = "x".repeat(100_000);
    for (String name :
        List.of(
            "family",
            "family:contains",
            "identifier",
            "birthdate",
            "_id",
            "general-practitioner",
            "_cursor",
            "_elements",
            "_sort",
            "_count",
            "_profile",
            text)) {
      refused(form("Patient", name + "=" + text));
    }
    refused(form("Patient", "family=" + "%F0%9F%98%80".repeat(90_000)));
    refused(form("Patient", "family=" + "\\,".repeat(500_000)));
    refused(form("Patient", "=".repeat(1_000_000)));
    answered(form("Patient", "&".repeat(1_000_000)), "&&&");
    answered(get("/Patient?family=" + text), "a long URL");
  }
}
