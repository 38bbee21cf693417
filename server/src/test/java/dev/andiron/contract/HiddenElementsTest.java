package dev.andiron.contract;

import static dev.andiron.contract.IncludeContractTest.keys;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Bundled;
import dev.andiron.Bundled.Entry;
import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Somebody at a desk who sees every patient and observation, but not all that is in them. What
/// they do not see has `Secret` in it.
@DisplayName("AccessPolicy.hide: what is left out cannot be read, searched, guessed or lost")
class HiddenElementsTest {
  private static final String PATIENT =
      """
      {'text':{'status':'generated','div':'<div xmlns="http://www.w3.org/1999/xhtml">Secret</div>'},
       'name':[{'family':'Plain','given':['Secret']},{'family':'Other','_given':[{'extension':[{'url':'urn:x','valueString':'Secret'}]}]}],
       'telecom':[{'system':'phone','value':'Secret-1'}],'gender':'female',
       'birthDate':'1980-01-01','_birthDate':{'extension':[{'url':'urn:x','valueString':'Secret'}]},
       'contact':[{'name':{'family':'Mother'},'telecom':[{'system':'phone','value':'Secret-m'}]},
                  {'telecom':[{'system':'phone','value':'Secret-n'}]}],
       'managingOrganization':{'reference':'Organization/he-org'}}
      """;
  private static String desk = "";
  private static String two = "";

  @BeforeAll
  static void given() {
    put("/Organization/he-org", "{'name':'Ward'}");
    put("/Practitioner/he-gp", "{'name':[{'family':'Doctor'}]}");
    put("/Patient/he-p", PATIENT);
    put("/Patient/he-q", PATIENT.replace("Secret-1", "Secret-2"));
    put(
        "/Observation/he-o",
        """
        {'status':'final','code':{'text':'Weight'},'subject':{'reference':'Patient/he-p'},
         'valueQuantity':{'value':77,'unit':'Secret'},'note':[{'text':'Secret'}],
         'performer':[{'reference':'Practitioner/he-gp','display':'Secret'}],
         'contained':[{'resourceType':'Patient','id':'c','gender':'male','birthDate':'1970-01-01',
                       'telecom':[{'value':'Secret'}]}],
         'focus':[{'reference':'#c'}]}
        """);
    put("/Client/he", "{'secret':'secret','grant_types':['password']}");
    put("/User/he-desk", "{'password':'password'}");
    put("/User/he-two", "{'password':'password'}");
    put(
        "/AccessPolicy/he-desk",
        """
        {'engine':'allow','link':[{'reference':'User/he-desk'}],
         'hide':{'Patient':['telecom','Patient.birthDate','name.given','contact.telecom'],
                 'Observation':['value[x]','note','performer']}}
        """);
    put(
        "/AccessPolicy/he-two-a",
        """
        {'engine':'allow','link':[{'reference':'User/he-two'}],
         'restrict':{'Patient':'_id=he-p'},'hide':{'Patient':['telecom','name']}}
        """);
    put(
        "/AccessPolicy/he-two-b",
        """
        {'engine':'allow','link':[{'reference':'User/he-two'}],
         'restrict':{'Patient':'_id=he-p,he-q'},'hide':{'Patient':['name.given','text']}}
        """);
    put(
        "/AccessPolicy/he-two-c",
        """
        {'engine':'allow','link':[{'reference':'User/he-two'}],
         'restrict':{'Patient':'organization=Organization/he-open'}}
        """);
    desk = Given.signedIn("he", "he-desk").text("access_token");
    two = Given.signedIn("he", "he-two").text("access_token");
  }

  private static void put(String path, String json) {
    Given.put(path, json(json));
  }

  private static String json(String text) {
    return text.replace("=\"", "=\\\"").replace("xhtml\"", "xhtml\\\"").replace('\'', '"');
  }

  private static Call atDesk(String method, String path) {
    return Given.HTTP.call(method, path).bearer(desk);
  }

  private static Answer ok(Call call) {
    Answer answer = call.send();
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
    assertThat(answer.body()).doesNotContain("Secret", "1980-01-01", "1970-01-01");
    return answer;
  }

  private static JsonObject stored(String path) {
    return Given.read(path).json();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Patient/he-p",
        "/Patient/he-p?_elements=telecom,name",
        "/Patient/he-p?_summary=true",
        "/Patient/he-p?_summary=text",
        "/Patient/he-p/_history/1",
        "/Patient/he-p/_history",
        "/Patient?_id=he-p",
        "/Patient?family=Plain",
        "/Patient?_id=he-p&_revinclude=Observation:subject",
        "/Observation?_id=he-o&_include=Observation:subject",
        "/Observation?code:text=Weight",
        "/Observation/he-o",
        "/Patient/he-p/Observation",
        "/Patient/he-p/$everything",
        "/Patient/he-p/*",
        "/?_type=Patient,Observation&_id=he-p,he-o",
        "/Observation/$lastn?patient=Patient/he-p",
        "/fhir/Patient/he-p",
      })
  @DisplayName("is in no answer")
  void reading(String path) {
    Answer answer = ok(atDesk("GET", path));
    assertThat(answer.body()).contains("he-");
    Answer batched =
        ok(atDesk("POST", "/").json(Bundled.json("batch", List.of(Entry.get(path.substring(1))))));
    assertThat(batched.body()).contains("he-");
  }

  @Test
  @DisplayName("leaves the rest as it is, contained resources and repeated elements too")
  void rest() {
    JsonObject patient = ok(atDesk("GET", "/Patient/he-p")).json();
    assertThat(patient.array("name").toString()).contains("Plain", "Other").doesNotContain("given");
    assertThat(patient.array("contact").elements()).hasSize(1);
    assertThat(patient.names())
        .contains("gender", "contact", "managingOrganization")
        .doesNotContain("telecom", "birthDate", "_birthDate", "text");
    JsonObject observation = ok(atDesk("GET", "/Observation/he-o")).json();
    assertThat(observation.array("contained").toString()).contains("male");
    assertThat(observation.names()).contains("code", "focus").doesNotContain("valueQuantity");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Patient?phone=Secret-1",
        "/Patient?phone:missing=false",
        "/Patient?telecom=x",
        "/Patient?birthdate=1980-01-01",
        "/Patient?birthdate:missing=true",
        "/Patient?given=Secret",
        "/Patient?name=Secret",
        "/Patient?name:exact=Plain",
        "/Patient?_sort=birthdate",
        "/Patient?_sort=gender,-given",
        "/Patient?family=Plain&_sort=-phone",
        "/Observation?patient.birthdate=1980-01-01",
        "/Observation?subject:Patient.phone=Secret-1",
        "/Observation?patient.name=Secret",
        "/Observation?value-quantity=77",
        "/Observation?code-value-quantity=y$77",
        "/Observation?_sort=value-quantity",
        "/Observation?performer=Practitioner/he-gp",
        "/Observation?performer.name=Doctor",
        "/Practitioner?_has:Observation:performer:_id=he-o",
        "/Practitioner?_has:Observation:performer:code=x",
        "/Practitioner?_has:Observation:subject:value-quantity=77",
        "/Practitioner/he-gp/Observation",
        "/?_type=Patient&phone=Secret-1",
      })
  @DisplayName("is not searched, sorted or followed by")
  void searching(String path) {
    Answer answer = atDesk("GET", path).send();
    assertThat(answer.status()).as(path + ": " + answer.body()).isIn(400, 403);
    if (answer.status() == 400) {
      assertThat(path).contains("_has:Observation:subject");
    }
    int question = path.indexOf('?');
    if (question > 1 && path.charAt(1) != '?') {
      Answer posted =
          atDesk("POST", path.substring(0, question) + "/_search")
              .body("application/x-www-form-urlencoded", path.substring(question + 1))
              .send();
      assertThat(posted.status()).as(path).isEqualTo(answer.status());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/Practitioner?_id=he-gp&_revinclude=Observation:performer, Observation/he-o",
    "/Observation?_id=he-o&_include=Observation:performer, Practitioner/he-gp",
    "/Observation?_id=he-o&_include=*, Practitioner/he-gp",
    "/Practitioner/he-gp/*, Observation/he-o",
  })
  @DisplayName("brings nothing along")
  void including(String path, String brought) {
    assertThat(Given.read(path).body())
        .contains("\"" + brought.substring(brought.indexOf('/') + 1) + "\"");
    Answer answer = ok(atDesk("GET", path));
    assertThat(keys(answer, "include")).doesNotContain(brought);
    assertThat(keys(answer, "match")).doesNotContain(brought);
  }

  @Test
  @DisplayName("conditions and conditional references do not look at it")
  void conditions() {
    String person = "{\"resourceType\":\"Patient\"}";
    assertThat(
            atDesk("POST", "/Patient")
                .header("If-None-Exist", "phone=Secret-1")
                .json(person)
                .send()
                .status())
        .isEqualTo(403);
    assertThat(atDesk("PUT", "/Patient?phone=Secret-1").json(person).send().status())
        .isEqualTo(403);
    assertThat(atDesk("DELETE", "/Patient?phone=Secret-1").send().status()).isEqualTo(403);
    String reference =
        "{'resourceType':'Basic','code':{'text':'x'},'subject':{'reference':'Patient?phone=Secret-1'}}";
    Answer answer =
        atDesk("POST", "/")
            .json(Bundled.json("transaction", List.of(Entry.post("Basic", reference))))
            .send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(403);
  }

  @Test
  @DisplayName("a PUT of what was read keeps it, and so does one that changes the rest")
  void put() {
    put("/Patient/he-w", PATIENT);
    JsonObject before = stored("/Patient/he-w");
    JsonObject read = ok(atDesk("GET", "/Patient/he-w")).json();
    Answer same = ok(atDesk("PUT", "/Patient/he-w").json(read.toString()));
    assertThat(same.header("ETag")).isEqualTo("W/\"1\"");
    assertThat(stored("/Patient/he-w")).isEqualTo(before);

    String changed =
        read.toString()
            .replace("female", "male")
            .replace("\"family\":\"Other\"", "\"family\":\"Changed\"")
            .replace("Mother", "Grandmother");
    Answer answer = ok(atDesk("PUT", "/Patient/he-w").json(changed));
    assertThat(answer.body()).contains("Grandmother");
    assertThat(stored("/Patient/he-w").without("meta").toString())
        .isEqualTo(
            before
                .without("meta")
                .toString()
                .replace("female", "male")
                .replace("\"family\":\"Other\"", "\"family\":\"Changed\"")
                .replace("Mother", "Grandmother"));

    ok(atDesk("PUT", "/Patient/he-w").json(read.toString()));
    JsonArray second = JsonArray.of(read.array("name").get(1));
    ok(atDesk("PUT", "/Patient/he-w").json(read.with("name", second).toString()));
    JsonObject left = stored("/Patient/he-w");
    assertThat(left.array("name").elements()).hasSize(1);
    assertThat(left.array("name").toString()).contains("Other", "_given").doesNotContain("Plain");
    assertThat(left.array("telecom").toString()).contains("Secret-1");
  }

  @Test
  @DisplayName("where it cannot be told to which value it belongs, nothing is written")
  void ambiguous() {
    put("/Patient/he-a", PATIENT);
    JsonObject before = stored("/Patient/he-a");
    Answer answer =
        atDesk("PUT", "/Patient/he-a")
            .json("{\"resourceType\":\"Patient\",\"id\":\"he-a\",\"name\":[{\"family\":\"New\"}]}")
            .send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.body()).contains("name").doesNotContain("Secret");
    assertThat(stored("/Patient/he-a")).isEqualTo(before);
  }

  @Test
  @DisplayName("is not written by who does not see it: by POST, PUT, PATCH, in a transaction")
  void writing() {
    put("/Patient/he-x", PATIENT);
    JsonObject before = stored("/Patient/he-x");
    String with = "{'resourceType':'Patient','telecom':[{'value':'Secret'}]}".replace('\'', '"');
    for (Call call :
        List.of(
            atDesk("POST", "/Patient").json(with),
            atDesk("PUT", "/Patient/he-x").json(with),
            atDesk("PUT", "/Patient/he-new").json(with),
            atDesk("PATCH", "/Patient/he-x")
                .json("{\"telecom\":[]}".replace("[]", "[{\"value\":\"x\"}]")),
            atDesk("PATCH", "/Patient/he-x").json("{\"_birthDate\":{\"id\":\"x\"}}"),
            atDesk("PATCH", "/Patient/he-x")
                .body(
                    "application/json-patch+json",
                    "[{\"op\":\"add\",\"path\":\"/telecom\",\"value\":[{\"value\":\"x\"}]}]"),
            atDesk("POST", "/")
                .json(Bundled.json("transaction", List.of(Entry.put("Patient/he-x", with)))))) {
      Answer answer = call.send();
      assertThat(answer.status()).as(answer.body()).isEqualTo(403);
      assertThat(answer.body()).doesNotContain("Secret");
    }
    assertThat(stored("/Patient/he-x")).isEqualTo(before);
    ok(atDesk("POST", "/Patient").json("{\"resourceType\":\"Patient\",\"gender\":\"male\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{'op':'test','path':'/telecom/0/value','value':'Secret-1'}]",
        "[{'op':'copy','from':'/telecom/0/value','path':'/language'}]",
        "[{'op':'move','from':'/telecom/0','path':'/contact/0/telecom'}]",
        "[{'op':'copy','from':'/name/0/given/0','path':'/name/0/family'}]",
        "[{'op':'remove','path':'/birthDate'}]",
      })
  @DisplayName("a JSON Patch cannot test, copy, move or remove it")
  void patching(String patch) {
    put("/Patient/he-y", PATIENT);
    Answer answer =
        atDesk("PATCH", "/Patient/he-y")
            .body("application/json-patch+json", patch.replace('\'', '"'))
            .send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.body()).doesNotContain("Secret-");
  }

  @Test
  @DisplayName("a patch of the rest keeps it")
  void patched() {
    put("/Patient/he-z", PATIENT);
    JsonObject before = stored("/Patient/he-z");
    ok(atDesk("PATCH", "/Patient/he-z").json("{\"gender\":\"other\"}"));
    ok(
        atDesk("PATCH", "/Patient/he-z")
            .body(
                "application/json-patch+json",
                "[{\"op\":\"add\",\"path\":\"/name/0/suffix\",\"value\":[\"MD\"]}]"));
    String after = stored("/Patient/he-z").without("meta").toString();
    assertThat(after.replace("\"other\"", "\"female\"").replace(",\"suffix\":[\"MD\"]", ""))
        .isEqualTo(before.without("meta").toString());
  }

  @Test
  @DisplayName("what a DELETE gives back is without it, and so is what an entry gives back")
  void answers() {
    put("/Patient/he-d", PATIENT);
    Answer created =
        ok(
            atDesk("POST", "/")
                .header("Prefer", "return=representation")
                .json(
                    Bundled.json(
                        "transaction",
                        List.of(
                            Entry.entry("PATCH", "Patient/he-d")
                                .resource("{'resourceType':'Patient','gender':'unknown'}"),
                            Entry.get("Patient/he-p")))));
    assertThat(created.body()).contains("unknown");
    assertThat(ok(atDesk("DELETE", "/Patient/he-d")).body()).contains("Plain");
  }

  @Test
  @DisplayName("whoever sees every resource sees that one was deleted")
  void deleted() {
    put("/Patient/he-gone", PATIENT);
    assertThat(Given.root("DELETE", "/Patient/he-gone").send().status()).isEqualTo(200);
    assertThat(atDesk("GET", "/Patient/he-gone").send().status()).isEqualTo(410);
    assertThat(ok(atDesk("GET", "/Patient/he-gone/_history")).json().array("entry").elements())
        .hasSize(2);
  }

  @Test
  @DisplayName("an element is hidden only where every policy hides it that shows the resource")
  void several() {
    JsonObject both = Given.HTTP.get("/Patient/he-p").bearer(two).send().json();
    assertThat(both.names()).contains("telecom", "birthDate").doesNotContain("text");
    assertThat(both.array("name").toString()).contains("Plain").doesNotContain("given");
    Answer page = Given.HTTP.get("/Patient?_sort=_id").bearer(two).send();
    assertThat(page.body()).contains("Secret-1", "Secret-2").doesNotContain("given");
    // Two of the three policies show them, one of these without the phone.
    assertThat(keys(Given.HTTP.get("/Patient?phone=Secret-1").bearer(two).send(), "match"))
        .containsExactly("Patient/he-p");
    assertThat(keys(Given.HTTP.get("/Patient?family=Plain").bearer(two).send(), "match"))
        .containsExactly("Patient/he-p", "Patient/he-q");
    // Only the third hides no given name, and it shows none of these.
    assertThat(keys(Given.HTTP.get("/Patient?given=Secret").bearer(two).send(), "match")).isEmpty();
  }

  @Test
  @DisplayName("nobody brings it to light by moving the resource to where it is not hidden")
  void moving() {
    JsonObject read = Given.HTTP.get("/Patient/he-p").bearer(two).send().json();
    Answer answer =
        Given.HTTP
            .put("/Patient/he-p")
            .bearer(two)
            .json(read.toString().replace("Organization/he-org", "Organization/he-open"))
            .send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(403);
    assertThat(answer.body()).contains("would show you elements");
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"Patient\":[\"nose\"]}', 'Patient has no element nose'",
    "'{\"Nothing\":[\"name\"]}', 'There is no resource type Nothing'",
    "'{\"Patient\":\"name\"}', 'A list of elements is needed here'",
    "'{\"Patient\":[]}', 'A list of elements is needed here'",
    "'{\"Patient\":[5]}', 'A list of elements is needed here'",
    "'{\"Patient\":[\"name..given\"]}', 'A list of elements is needed here'",
    "'{\"Patient\":[\"id\"]}', 'never hidden'",
    "'{\"Patient\":[\"meta\"]}', 'never hidden'",
    "'{\"Patient\":[\"meta.versionId\"]}', 'never hidden'",
    "'{\"Patient\":[\"name.given.extension\"]}', 'single value'",
    "'{\"Observation\":[\"status\"]}', 'mandatory'",
    "'{\"Patient\":[\"communication.language\"]}', 'mandatory'",
    "'{\"Observation\":[\"valueQuantity\"]}', 'hide value, in whatever type'",
    "'{\"Binary\":[\"data\"]}', 'A Binary is given out as it is'",
    "'[1]', 'hide'",
  })
  @DisplayName("a policy that cannot be meant is refused, with the place")
  void refused(String hide, String message) {
    Answer answer =
        Given.root("PUT", "/AccessPolicy/he-bad")
            .json(
                "{\"engine\":\"allow\",\"link\":[{\"reference\":\"User/he-desk\"}],\"hide\":"
                    + hide
                    + "}")
            .send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.body()).contains(message, "hide");
  }

  @Test
  @DisplayName("labels and what stands in free elements can be hidden")
  void free() {
    put("/User/he-free", "{'data':{'note':'Secret','other':'seen'},'email':'a@example.org'}");
    put("/User/he-reader", "{'password':'password'}");
    put(
        "/AccessPolicy/he-free",
        """
        {'engine':'allow','link':[{'reference':'User/he-reader'}],
         'hide':{'User':['data.note','email'],'Patient':['meta.tag']}}
        """);
    String token = Given.signedIn("he", "he-reader").text("access_token");
    JsonObject user = Given.HTTP.get("/User/he-free").bearer(token).send().json();
    assertThat(Objects.requireNonNull(user.object("data")).toString())
        .contains("seen")
        .doesNotContain("Secret");
    assertThat(user.has("email")).isFalse();
    assertThat(Given.HTTP.get("/User?email=a@example.org").bearer(token).send().status())
        .isEqualTo(403);
    assertThat(Given.HTTP.get("/Patient?_tag=x").bearer(token).send().status()).isEqualTo(403);
    assertThat(Given.HTTP.get("/Patient?family=Plain").bearer(token).send().status())
        .isEqualTo(200);
  }
}
