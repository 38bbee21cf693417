package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Http.Answer;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.main.TestApp;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("FHIR R4 SearchParameter: what is stored is searched by")
class SearchParameterContractTest {
  private static final String BLACK = "2054-5";

  private static TestApp app;
  private static StoredParameters parameters;
  private static final List<JsonObject> PATIENTS = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    app = TestApp.start();
    parameters = new StoredParameters(app);
    try (InputStream in =
        Objects.requireNonNull(
            SearchParameterContractTest.class.getResourceAsStream(
                "/dev/andiron/synthea/patients.json"))) {
      for (Json patient : (JsonArray) JsonReader.read(in.readAllBytes())) {
        PATIENTS.add((JsonObject) patient);
        put("Patient/" + id((JsonObject) patient), patient.toString());
      }
    }
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static String id(JsonObject resource) {
    return Objects.requireNonNull(resource.string("id"));
  }

  private static void put(String path, String json) {
    Answer answer = app.asRoot("PUT", "/" + path).json(json).send();
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
  }

  private static List<String> with(String text) {
    return PATIENTS.stream()
        .filter(patient -> patient.toString().contains(text))
        .map(SearchParameterContractTest::id)
        .toList();
  }

  private static long rows(String parameter) {
    try (Pool pool = Pool.open(app.database(), 1)) {
      Long rows =
          pool.database()
              .first(
                  Statement.of(
                      """
                      select count(*) from search_token_1 where key =
                        ('x' || left(encode(sha256(?::bytea), 'hex'), 8))::bit(32)::int4
                      """,
                      parameter),
                  row -> row.number(1));
      return Objects.requireNonNull(rows);
    }
  }

  @Test
  @DisplayName("before, meanwhile, after, with another expression, retired, again, and deleted")
  void life() {
    List<String> black = with("\"code\":\"" + BLACK + "\"");
    assertThat(black).isNotEmpty().hasSizeLessThan(PATIENTS.size());
    assertThat(parameters.search("/Patient?omb-race=" + BLACK).status()).isEqualTo(400);

    parameters.stored("omb-race", "Patient", "token", StoredParameters.RACE);
    assertThat(parameters.found("/Patient?omb-race=" + BLACK))
        .containsExactlyInAnyOrderElementsOf(black);
    assertThat(parameters.found("/Patient?omb-race:not=" + BLACK + "&_count=100"))
        .hasSize(PATIENTS.size() - black.size());
    assertThat(parameters.found("/Patient?omb-race:missing=true")).isEmpty();
    assertThat(parameters.found("/Patient?_sort=omb-race,_id&_count=100")).hasSize(PATIENTS.size());
    assertThat(app.asRoot("GET", "/metadata").send().body())
        .contains("http://example.org/SearchParameter/Patient-omb-race");

    // what is written from now on
    put("Patient/new", PATIENTS.getFirst().with("id", "new").toString());
    assertThat(parameters.found("/Patient?omb-race=" + BLACK + "&_id=new")).containsExactly("new");

    parameters.stored(
        "omb-race",
        "Patient",
        "token",
        StoredParameters.RACE.replace("us-core-race", "us-core-ethnicity"));
    assertThat(parameters.found("/Patient?omb-race=" + BLACK)).isEmpty();
    assertThat(parameters.found("/Patient?omb-race=2186-5")).isNotEmpty();

    String retired =
        StoredParameters.json("omb-race", "Patient", "token", StoredParameters.RACE, "")
            .replace("\"active\"", "\"retired\"");
    assertThat(parameters.put("patient-omb-race", retired).status()).isEqualTo(200);
    assertThat(parameters.search("/Patient?omb-race=" + BLACK).status()).isEqualTo(400);
    assertThat(app.asRoot("GET", "/metadata").send().body()).doesNotContain("Patient-omb-race");
    Await.until("its rows are gone", StoredParameters.LIMIT, () -> rows("Patient.omb-race") == 0);

    assertThat(
            app.asRoot("PATCH", "/SearchParameter/patient-omb-race")
                .json("{\"status\":\"active\"}")
                .send()
                .status())
        .isEqualTo(200);
    assertThat(parameters.found("/Patient?omb-race=" + BLACK)).hasSize(black.size() + 1);
    assertThat(app.asRoot("DELETE", "/SearchParameter/patient-omb-race").send().status())
        .isEqualTo(200);
    assertThat(parameters.search("/Patient?omb-race=" + BLACK).status()).isEqualTo(400);
    Await.until("its rows are gone", StoredParameters.LIMIT, () -> rows("Patient.omb-race") == 0);
    assertThat(app.asRoot("DELETE", "/Patient/new").send().status()).isEqualTo(200);
  }

  @Test
  @DisplayName("every type of parameter but special, their modifiers, and composites of them")
  void types() {
    put(
        "Basic/b",
        """
        {"code": {"text": "x"}, "extension": [
          {"url": "http://e/string", "valueString": "Änne"},
          {"url": "http://e/date", "valueDateTime": "2026-03-04"},
          {"url": "http://e/number", "valueDecimal": 1.50},
          {"url": "http://e/quantity", "valueQuantity": {"value": 2, "unit": "kg"}},
          {"url": "http://e/uri", "valueUri": "http://x/y/z"},
          {"url": "http://e/reference", "valueReference": {"reference": "Patient/%s"}},
          {"url": "http://e/token", "valueCoding": {"system": "s", "code": "c", "display": "Dis"}}]}
        """
            .formatted(id(PATIENTS.getFirst())));
    put("Basic/none", "{\"code\": {\"text\": \"y\"}}");
    for (String type :
        List.of("string", "date", "number", "quantity", "uri", "reference", "token")) {
      parameters.stored(
          "x-" + type, "Basic", type, "Basic.extension('http://e/" + type + "').value");
    }
    for (String query :
        List.of(
            "x-string=anne",
            "x-string:exact=%C3%84nne",
            "x-date=gt2025",
            "x-number=1.5",
            "x-quantity=2||kg",
            "x-uri:below=http://x/y",
            "x-reference=Patient/" + id(PATIENTS.getFirst()),
            "x-reference:Patient=" + id(PATIENTS.getFirst()),
            "x-token=s|c",
            "x-token:text=dis",
            "_sort=-x-date&x-date:missing=false")) {
      assertThat(parameters.found("/Basic?" + query.replace("|", "%7C")))
          .as(query)
          .containsExactly("b");
    }
    assertThat(
            parameters
                .put(
                    "composite",
                    StoredParameters.json(
                        "x-both",
                        "Basic",
                        "composite",
                        "Basic",
                        """
                        "component": [
                          {"definition": "http://example.org/SearchParameter/Basic-x-token",
                           "expression": "extension('http://e/token').value"},
                          {"definition": "http://example.org/SearchParameter/Basic-x-string|1",
                           "expression": "extension('http://e/string').value"}]
                        """))
                .status())
        .isEqualTo(201);
    assertThat(parameters.found("/Basic?x-both=c$anne")).containsExactly("b");
    assertThat(parameters.found("/Basic?x-both=c$bert")).isEmpty();
  }

  @Test
  @DisplayName("for every type that is made from Resource, or from DomainResource")
  void abstractBases() {
    put("Basic/languages", "{\"code\": {\"text\": \"x\"}, \"language\": \"de-CH\"}");
    put("Binary/languages", "{\"contentType\": \"text/plain\", \"language\": \"de-CH\"}");
    parameters.stored("x-language", "Resource", "token", "Resource.language");
    assertThat(parameters.found("/Basic?x-language=de-CH")).containsExactly("languages");
    assertThat(parameters.found("/Binary?x-language=de-CH")).containsExactly("languages");
    assertThat(parameters.found("/User?x-language:missing=true")).contains("admin");
    parameters.stored("x-narrative", "DomainResource", "token", "DomainResource.text.status");
    assertThat(parameters.found("/Basic?x-narrative:missing=true")).contains("languages");
    assertThat(parameters.search("/Binary?x-narrative:missing=true").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "x1; Patient; token; Patient.nothing; SearchParameter.expression; Patient has no element nothing",
        "x2; Patient; token; Patient.name.trace('x'); SearchParameter.expression; the function trace()",
        "x3; Patient; token; Patient.name where; SearchParameter.expression; at character 14",
        "x4; Patient; date; Patient.name; SearchParameter.expression; HumanName",
        "x5; Observation; token; Patient.active; SearchParameter.expression; it finds nothing in Observation",
        "x6; Patient; special; Patient.active; SearchParameter.type; special",
        "x7; Patient; composite; Patient; SearchParameter.expression; combines kinds",
        "name; Patient; string; Patient.name.given; SearchParameter.code; SearchParameter/Patient-name",
        "gender; Patient; string; Patient.gender; SearchParameter.code; choose another code",
        "_mine; Patient; token; Patient.active; SearchParameter.code; a letter and then",
        "a.b; Patient; token; Patient.active; SearchParameter.code; a letter and then",
        "a:b; Patient; token; Patient.active; SearchParameter.code; a letter and then",
        "active; Session; token; Session.id; SearchParameter.code; choose another code",
        "x8; User; token; User.password; SearchParameter.expression; User.password is a credential",
        "x9; User; string; User.twoFactor.secretKey; SearchParameter.expression; is a credential",
        "x10; User; token; User.where(password = 'x').id; SearchParameter.expression; is a credential",
        "x11; User; token; User.password.exists(); SearchParameter.expression; is a credential",
        "x12; Client; token; Client.secret; SearchParameter.expression; is a credential",
        "x13; Client; string; Client.name | Client.secret; SearchParameter.expression; is a credential",
        "x14; Session; string; Session.refresh_token; SearchParameter.expression; is a credential",
        "x15; User; string; User.data.hint; SearchParameter.expression; no element hint",
      })
  @DisplayName("422 for what cannot be searched by, with the element and what is wrong with it")
  void refused(
      String code, String base, String type, String expression, String place, String message) {
    Answer answer =
        parameters.put("refused", StoredParameters.json(code, base, type, expression, ""));
    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.body()).contains("\"" + place + "\"", message);
    assertThat(app.asRoot("GET", "/SearchParameter/refused").send().status()).isEqualTo(404);
    // a draft is nobody's business
    assertThat(
            parameters
                .put(
                    "draft-" + code.replaceAll("[^a-z0-9]", "-"),
                    StoredParameters.json(code, base, type, expression, "")
                        .replace("\"active\"", "\"draft\""))
                .status())
        .isIn(200, 201);
  }

  @Test
  @DisplayName("without an expression, and of absurd length or depth: 422")
  void absurd() {
    String json = StoredParameters.json("absurd", "Patient", "token", "EXPRESSION", "");
    assertThat(
            parameters.put("absurd", json.replace(", \"expression\": \"EXPRESSION\"", "")).body())
        .contains("SearchParameter.expression", "needs an expression");
    for (String expression :
        List.of(
            "(".repeat(2000) + "Patient.active" + ")".repeat(2000),
            "Patient.active" + " | Patient.active".repeat(5000),
            "Patient" + ".extension.value".repeat(6),
            "Patient.name[99999999999]")) {
      Answer answer = parameters.put("absurd", json.replace("EXPRESSION", expression));
      assertThat(answer.status()).as(answer.body()).isEqualTo(422);
      assertThat(answer.body()).contains("SearchParameter.expression").hasSizeLessThan(2000);
    }
  }

  @Test
  @DisplayName(
      "what FHIR has already, as implementation guides store it, is taken and adds nothing")
  void standard() {
    for (String json :
        List.of(
            StoredParameters.json("_id", "Encounter", "token", "Resource.id", ""),
            StoredParameters.json("family", "Patient", "string", "Patient.name.family", ""),
            StoredParameters.json(
                "patient",
                "Observation",
                "reference",
                "Observation.subject.where(resolve() is Patient)",
                ""),
            StoredParameters.json(
                "patient",
                "Condition",
                "reference",
                "Condition.subject",
                "\"derivedFrom\": \"http://hl7.org/fhir/SearchParameter/clinical-patient\""))) {
      Answer answer = parameters.put("standard", json);
      assertThat(answer.status()).as(answer.body()).isIn(200, 201);
    }
    assertThat(parameters.search("/Patient?family=a").status()).isEqualTo(200);
  }

  @Test
  @DisplayName("409 where another active one has the code for one of the types")
  void clash() {
    parameters.stored("x-clash", "Patient", "token", "Patient.active");
    String other = StoredParameters.json("x-clash", "Patient", "token", "Patient.gender", "");
    Answer answer = parameters.put("other", other);
    assertThat(answer.status()).as(answer.body()).isEqualTo(409);
    assertThat(answer.body()).contains("SearchParameter.code", "has this code");
    assertThat(parameters.put("other", other.replace("\"active\"", "\"draft\"")).status())
        .isEqualTo(201);
    assertThat(app.asRoot("DELETE", "/SearchParameter/patient-x-clash").send().status())
        .isEqualTo(200);
    assertThat(parameters.put("other", other).status()).isEqualTo(200);
    assertThat(parameters.found("/Patient?x-clash=male&_count=100"))
        .hasSameSizeAs(with("\"gender\":\"male\""));
  }

  @Test
  @DisplayName("of the server's own types, by what is no credential")
  void systemTypes() {
    put("User/nick", "{\"displayName\":\"Nick\",\"password\":\"a-password-of-the-tests\"}");
    parameters.stored("x-display", "User", "string", "User.displayName");
    assertThat(parameters.found("/User?x-display=nick")).containsExactly("nick");
    assertThat(app.asRoot("GET", "/User?x-display=nick").send().body()).doesNotContain("password");
  }

  @Test
  @DisplayName("$validate tells the same faults")
  void validate() {
    Answer answer =
        app.asRoot("POST", "/SearchParameter/$validate")
            .json(StoredParameters.json("x", "User", "token", "User.password", ""))
            .send();
    assertThat(answer.body()).contains("SearchParameter.expression", "is a credential");
  }
}
