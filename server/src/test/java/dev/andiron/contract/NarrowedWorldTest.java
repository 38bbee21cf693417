package dev.andiron.contract;

import static dev.andiron.contract.IncludeContractTest.keys;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Bundled;
import dev.andiron.Bundled.Entry;
import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Of a [NarrowedWorld]: whatever way in there is, the other patient is as if they were not there.
@DisplayName("AccessPolicy.restrict: a patient sees their own record and nothing of anybody else's")
class NarrowedWorldTest {
  private static final NarrowedWorld WORLD = new NarrowedWorld("nw");

  @BeforeAll
  static void given() {
    WORLD.make();
  }

  private static void put(String path, String json) {
    NarrowedWorld.put(path, json);
  }

  private static Call as(String method, String path) {
    return WORLD.as(method, path);
  }

  private static Answer get(String path) {
    return WORLD.get(path);
  }

  private static List<String> found(String path) {
    return WORLD.found(path);
  }

  private static Map<String, List<String>> same(Answer answer, String id) {
    return NarrowedWorld.same(answer, id);
  }

  @Test
  @DisplayName("a search finds one's own, with its total, in every order")
  void search() {
    assertThat(found("/Patient")).containsExactly("Patient/nw-me");
    assertThat(get("/Patient").body()).contains("\"total\":1");
    assertThat(found("/Observation?_sort=_id"))
        .containsExactly("Observation/nw-moved", "Observation/nw-o1", "Observation/nw-o2");
    assertThat(get("/Observation?_sort=-date&_summary=count&_total=accurate").body())
        .contains("\"total\":3");
    assertThat(found("/Observation?_sort=-date&_count=1")).hasSize(1);
    assertThat(found("/Condition")).containsExactly("Condition/nw-c1");
    assertThat(found("/Practitioner")).contains("Practitioner/nw-gp");
    assertThat(found("/Basic")).isEmpty();
    assertThat(found("/Encounter")).isEmpty();
    assertThat(get("/Basic").body()).contains("\"total\":0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Patient?_id=nw-other",
        "/Patient?family=Hidden",
        "/Patient?gender:missing=true&birthdate=gt1985",
        "/Patient?birthdate=1990-01-01",
        "/Patient?_has:Observation:patient:code:text=Hidden",
        "/Patient?_has:Observation:patient:date=2024-01-03",
        "/Patient?_has:Observation:patient:_id=nw-h1",
        "/Patient?_has:Condition:patient:_id=nw-ch",
        "/Patient?link=Patient/nw-me",
        "/Patient?_has:Patient:link:family=Hidden",
        "/Patient?_has:Basic:patient:_id=nw-b",
        "/Observation?patient=nw-other",
        "/Observation?subject:Patient.family=Hidden",
        "/Observation?patient.birthdate=1990-01-01",
        "/Observation?patient.link.family=Hidden",
        "/Observation?patient._has:Observation:patient:date=2024-01-03",
        "/Observation?date=2024-01-03",
        "/Observation?_id=nw-h1,nw-h2,nw-gone",
        "/Observation?_list=nw-l&_id=nw-h1",
        "/Practitioner?_has:Observation:performer:date=2024-01-03",
        "/Practitioner?_has:Observation:performer:_id=nw-h1",
        "/Practitioner?_has:Observation:performer:patient.family=Hidden",
        "/Basic?_id=nw-b",
        "/Basic?subject=Patient/nw-me"
      })
  @DisplayName("no condition, chain or _has finds or tells of what is hidden")
  void conditions(String query) {
    assertThat(found(query)).as(query).isEmpty();
    assertThat(get(query + "&_summary=count&_total=accurate").body()).contains("\"total\":0");
    int question = query.indexOf('?');
    Answer posted =
        as("POST", query.substring(0, question) + "/_search")
            .body("application/x-www-form-urlencoded", query.substring(question + 1))
            .send();
    assertThat(posted.status()).as(posted.body()).isEqualTo(200);
    assertThat(keys(posted, "match")).isEmpty();
    Answer batch = Bundled.batch(as("POST", "/"), Entry.get(query.substring(1)));
    assertThat(Bundled.resource(batch, 0).get("total")).isEqualTo(Json.of(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Observation?patient.family=Mine",
        "/Observation?_list=nw-l",
        "/Practitioner?_has:Observation:performer:date=2024-01-01",
        "/Practitioner?_has:Observation:performer:patient.family=Mine",
        "/Patient?_has:Observation:patient:_id=nw-o1"
      })
  @DisplayName("chains over one's own find what they lead to")
  void chains(String query) {
    assertThat(found(query)).as(query).isNotEmpty();
  }

  @Test
  @DisplayName("what is hidden is, to the byte, as what never was: read, version, history, *")
  void absent() {
    for (String path :
        List.of(
            "/Patient/%s",
            "/Patient/%s/_history",
            "/Patient/%s/_history/1",
            "/Patient/%s/$everything",
            "/Patient/%s/*",
            "/Observation/%s",
            "/Observation/%s/_history",
            "/Observation/%s/_history/1",
            "/Basic/%s")) {
      Answer never = as("GET", path.formatted("nw-never")).send();
      for (String id : List.of("nw-other", "nw-h1", "nw-gone", "nw-deleted", "nw-b")) {
        for (Call call :
            List.of(
                as("GET", path.formatted(id)),
                as("GET", path.formatted(id)).header("If-None-Match", "W/\"1\""),
                as("GET", "/fhir" + path.formatted(id)))) {
          assertThat(same(call.send(), id)).as(path + " " + id).isEqualTo(same(never, "nw-never"));
        }
      }
      assertThat(never.status()).as(path + never.body()).isEqualTo(404);
    }
  }

  @Test
  @DisplayName("of a history one sees the versions that were one's own")
  void history() {
    Answer moved = get("/Observation/nw-moved/_history");
    assertThat(moved.status()).isEqualTo(200);
    assertThat(moved.body()).contains("Mine now").doesNotContain("\"total\"");
    assertThat(as("GET", "/Observation/nw-moved/_history/2").send().status()).isEqualTo(200);
    assertThat(as("GET", "/Observation/nw-moved/_history/1").send().status()).isEqualTo(404);
  }

  @Test
  @DisplayName("what comes along is what one sees: _include, _revinclude, $everything, $lastn")
  void along() {
    Answer included =
        get("/Observation?_include=*&_revinclude=*&_include:iterate=Patient:link&_count=100");
    assertThat(keys(included, "include")).contains("Patient/nw-me", "Practitioner/nw-gp");
    Answer from = get("/Practitioner?_id=nw-gp&_revinclude=Observation:performer");
    assertThat(keys(from, "include"))
        .containsExactlyInAnyOrder(
            "Observation/nw-o1", "Observation/nw-o2", "Observation/nw-moved");
    assertThat(found("/Patient/nw-me/$everything?_count=100"))
        .contains("Patient/nw-me", "Observation/nw-o1", "Condition/nw-c1")
        .doesNotContain("Basic/nw-b");
    assertThat(found("/Patient/nw-me/*")).doesNotContain("Basic/nw-b").contains("Condition/nw-c1");
    assertThat(found("/Patient/nw-me/Observation")).hasSize(3);
    assertThat(found("/Patient/nw-other/Observation")).isEmpty();
    assertThat(found("/Practitioner/nw-gp/Observation")).hasSize(3);
    assertThat(found("/Observation/$lastn?patient=nw-me&max=10")).hasSize(3);
    assertThat(found("/Observation/$lastn?patient=nw-other&max=10")).isEmpty();
    assertThat(found("/?_type=Patient,Observation,Basic,Condition&_count=100"))
        .containsExactlyInAnyOrder(
            "Patient/nw-me",
            "Observation/nw-o1",
            "Observation/nw-o2",
            "Observation/nw-moved",
            "Condition/nw-c1");
  }

  @Test
  @DisplayName("one writes what one sees, and only so that one goes on seeing it")
  void writes() {
    Answer made = as("POST", "/Observation").json(mine("Made")).send();
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    String path = "/Observation/" + made.json().string("id");
    assertThat(as("PUT", path).json(mine("Changed")).send().status()).isEqualTo(200);
    String patch = "{\"subject\":{\"reference\":\"Patient/nw-other\"}}";
    assertThat(as("PATCH", path).json(patch).send().status()).isEqualTo(403);
    String theirs = mine("Theirs").replace("nw-me", "nw-other");
    assertThat(as("PUT", path).json(theirs).send().status()).isEqualTo(403);
    assertThat(as("POST", "/Observation").json(theirs).send().status()).isEqualTo(403);
    assertThat(as("POST", "/Basic").json("{\"code\":{\"text\":\"x\"}}").send().status())
        .isEqualTo(403);
    assertThat(get(path).body()).contains("Changed");
    assertThat(as("DELETE", path).send().status()).isEqualTo(200);
    assertThat(as("GET", path).send().status()).isEqualTo(404);
  }

  private static String mine(String text) {
    return WORLD.mine(text);
  }

  @Test
  @DisplayName("writing to what is hidden is, to the byte, as writing to what never was")
  void writesToHidden() {
    for (String id : List.of("nw-h1", "nw-gone", "nw-deleted")) {
      for (String[] how :
          new String[][] {
            {"PUT", ""},
            {"PUT", "W/\"1\""},
            {"PATCH", ""},
            {"PATCH", "W/\"1\""},
            {"DELETE", ""},
            {"DELETE", "W/\"1\""}
          }) {
        assertThat(same(write(how, id), id))
            .as(how[0] + how[1] + id)
            .isEqualTo(same(write(how, "nw-never"), "nw-never"));
      }
    }
    assertThat(Given.read("/Observation/nw-h1").body()).contains("Hidden 1", "\"versionId\":\"1\"");
    assertThat(Given.root("GET", "/Observation/nw-never").send().status()).isEqualTo(404);
    Entry put = Entry.put("Observation/nw-h1", mine("x").replace("}}", "},\"id\":\"nw-h1\"}"));
    Bundled.refused(as("POST", "/"), 404, put);
    Answer deleted =
        Bundled.transaction(
            as("POST", "/"),
            Entry.delete("Observation/nw-h1"),
            Entry.delete("Observation/nw-never"));
    assertThat(Bundled.status(deleted, 0)).isEqualTo(Bundled.status(deleted, 1)).isEqualTo(204);
    assertThat(Given.read("/Observation/nw-h1").status()).isEqualTo(200);
  }

  private static Answer write(String[] how, String id) {
    Call call = as(how[0], "/Observation/" + id);
    Call with = how[1].isEmpty() ? call : call.header("If-Match", how[1]);
    return how[0].equals("DELETE") ? with.send() : with.json(mine("x")).send();
  }

  @Test
  @DisplayName("conditions of writes and references find what one sees")
  void conditional() {
    Answer refused =
        Bundled.refused(
            as("POST", "/"),
            422,
            Entry.post("Observation", mine("x").replace("Patient/nw-me", "Patient?family=Hidden")));
    Answer never =
        Bundled.refused(
            as("POST", "/"),
            422,
            Entry.post("Observation", mine("x").replace("Patient/nw-me", "Patient?family=Never")));
    assertThat(refused.body().replace("Hidden", "…")).isEqualTo(never.body().replace("Never", "…"));
    assertThat(
            as("POST", "/Observation")
                .header("If-None-Exist", "_id=nw-o1")
                .json(mine("x"))
                .send()
                .status())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("administrators are told that a policy shows but a part")
  void explained() {
    for (String path : List.of("/Observation/_history", "/Observation", "/$search-index")) {
      Answer answer = Given.read("/auth/explain?method=GET&path=" + path + "&user=nw-user");
      assertThat(answer.body()).contains("nw-own", "\"at\":\"restrict\"").doesNotContain("nw-me");
      // As it is when it is asked for.
      assertThat(answer.json().flag("allowed", false))
          .as(path)
          .isEqualTo(as("GET", path).send().status() == 200)
          .isEqualTo(!path.equals("/$search-index"));
      assertThat(answer.json().has("message")).isEqualTo(path.equals("/$search-index"));
    }
  }

  @Test
  @DisplayName("a place without a value shows nothing; a value stays one value")
  void values() {
    put("/User/nw-none", "{'password':'password'}");
    put("/User/nw-sly", "{'password':'password','data':{'patient_id':'nw-me,nw-other'}}");
    put("/User/nw-both", "{'password':'password','data':{'patient_id':['nw-me','nw-other']}}");
    for (String user : List.of("nw-none", "nw-sly", "nw-both")) {
      put(
          "/AccessPolicy/" + user,
          "{'engine':'allow','link':[{'reference':'User/%s'}],'restrict':{'Patient':'_id={{user.data.patient_id}}'}}"
              .formatted(user));
    }
    for (String user : List.of("nw-none", "nw-sly", "nw-both")) {
      String bearer = Given.signedIn("nw", user).text("access_token");
      Answer answer = Given.HTTP.get("/Patient?_sort=_id").bearer(bearer).send();
      assertThat(keys(answer, "match"))
          .as(user)
          .isEqualTo(
              user.equals("nw-both") ? List.of("Patient/nw-me", "Patient/nw-other") : List.of());
    }
  }

  @Test
  @DisplayName("what several policies show adds up; one without restrict shows everything")
  void several() {
    put("/User/nw-two", "{'password':'password'}");
    String policy = "{'engine':'allow','link':[{'reference':'User/nw-two'}]%s}";
    put("/AccessPolicy/nw-two-a", policy.formatted(",'restrict':{'Patient':'_id=nw-me'}"));
    String bearer = Given.signedIn("nw", "nw-two").text("access_token");
    String query = "/Patient?_id=nw-me,nw-other&_sort=_id";
    assertThat(keys(Given.HTTP.get(query).bearer(bearer).send(), "match"))
        .containsExactly("Patient/nw-me");
    put("/AccessPolicy/nw-two-b", policy.formatted(",'restrict':{'Patient':'family=Hidden'}"));
    assertThat(keys(Given.HTTP.get(query).bearer(bearer).send(), "match"))
        .containsExactly("Patient/nw-me", "Patient/nw-other");
    assertThat(Given.HTTP.get("/Observation").bearer(bearer).send().body()).contains("\"total\":0");
    put("/AccessPolicy/nw-two-b", policy.formatted(",'restrict':{'*':''}"));
    assertThat(Given.HTTP.get("/Observation/nw-h1").bearer(bearer).send().status()).isEqualTo(200);
    put("/AccessPolicy/nw-two-c", policy.formatted(""));
    assertThat(Given.HTTP.get("/Observation/_history").bearer(bearer).send().status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'Patient':'nonsense=1'}",
        "{'Patient':'birthdate=nonsense'}",
        "{'Patient':'_sort=name'}",
        "{'Patient':'_id={{user.data.x'}",
        "{'Patient':'_id={{usr.data.x}}'}",
        "{'Patient':'compartment=Group/g'}",
        "{'Medication':'compartment=Patient/p'}",
        "{'Nonsense':'_id=x'}",
        "{'*':'family=x'}",
        "{'Patient':{'_id':'x'}}"
      })
  @DisplayName("a criterion that cannot be meant is a 422 that says where")
  void malformed(String restrict) {
    Answer answer =
        Given.root("PUT", "/AccessPolicy/nw-bad")
            .json(("{'engine':'allow','restrict':" + restrict + "}").replace('\'', '"'))
            .send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.body()).contains("AccessPolicy.restrict");
    for (Json issue : answer.json().array("issue")) {
      assertThat(((JsonObject) issue).string("diagnostics")).isNotBlank();
    }
  }
}
