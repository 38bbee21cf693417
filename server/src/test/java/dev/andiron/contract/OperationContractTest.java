package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Bundled;
import dev.andiron.Bundled.Entry;
import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import dev.andiron.TestPostgres;
import dev.andiron.http.Operation;
import dev.andiron.http.Route;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.main.TestApp;
import dev.andiron.pg.DatabaseUrl;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Operation: what the routes do, by name, and whether it is open to all")
class OperationContractTest {
  private static final Set<String> AS_IN_AIDBOX =
      Set.of(
          "FhirRead",
          "FhirVRead",
          "FhirSearch",
          "FhirCreate",
          "FhirUpdate",
          "FhirPatch",
          "FhirDelete",
          "FhirConditionalUpdate",
          "FhirConditionalDelete",
          "FhirHistoryType",
          "FhirHistorySystem",
          "FhirTransaction",
          "FhirCapabilities");

  // Of its own: an operation that is public is so for every test of a shared one.
  private static TestApp app;

  @BeforeAll
  static void start() {
    app = TestApp.start();
    put("/Patient/p", "{\"active\":true}");
    put("/User/u", "{\"password\":\"a-password-of-the-tests\"}");
    put(
        "/Client/c",
        "{\"secret\":\"secret\",\"grant_types\":[\"password\",\"client_credentials\"]}");
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @AfterEach
  void close() {
    for (JsonObject open : operations("/Operation?public=true&_count=100")) {
      String id = Objects.requireNonNull(open.string("id"));
      app.asRoot("PUT", "/Operation/" + id).json("{\"public\":false}").send();
    }
  }

  private static void put(String path, String json) {
    Answer answer = app.asRoot("PUT", path).json(json).send();
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
  }

  private static void open(String... ids) {
    for (String id : ids) {
      put("/Operation/" + id, "{\"public\":true}");
    }
  }

  private static List<JsonObject> operations(String path) {
    Answer answer = app.asRoot("GET", path).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.resources();
  }

  private static Call anonymous(String method, String path) {
    return app.http().call(method, path);
  }

  private static int status(String method, String path) {
    return anonymous(method, path).send().status();
  }

  @Test
  @DisplayName("every route has one, and GET /Operation lists just these, with their requests")
  void everyRoute() {
    Set<String> routes = new TreeSet<>();
    for (Route route : app.routes()) {
      String name = route.method() + " " + route.pattern();
      Operation operation = route.operation();
      assertThat(operation).as("the operation of " + name).isNotNull();
      assertThat(operation.id()).as(name).matches("[A-Z][A-Za-z]+");
      assertThat(operation.description()).as(name).endsWith(".");
      routes.add(operation.id() + " " + name);
    }
    Set<String> told = new TreeSet<>();
    for (JsonObject operation : operations("/Operation?_count=200")) {
      for (Json each : operation.array("request")) {
        JsonObject request = (JsonObject) each;
        told.add(
            operation.string("id") + " " + request.string("method") + " " + request.string("path"));
      }
    }
    assertThat(told).isEqualTo(routes);
    Map<String, Long> descriptions =
        app.routes().stream()
            .flatMap(route -> Stream.ofNullable(route.operation()))
            .distinct()
            .collect(Collectors.groupingBy(Operation::id, Collectors.counting()));
    assertThat(descriptions).allSatisfy((id, count) -> assertThat(count).as(id).isEqualTo(1));
    assertThat(descriptions.keySet()).containsAll(AS_IN_AIDBOX);
  }

  @Test
  @DisplayName("one is read by its id: description, public, request")
  void one() {
    JsonObject read = app.asRoot("GET", "/fhir/Operation/FhirRead").send().json();
    assertThat(read.names())
        .containsExactly("resourceType", "id", "meta", "description", "public", "request");
    assertThat(read.flag("public", true)).isFalse();
    assertThat(read.array("request"))
        .isEqualTo(JsonArray.of(JsonObject.of("method", "GET").with("path", "/{type}/{id}")));
    assertThat(app.asRoot("GET", "/Operation/Health").send().json().flag("public", false)).isTrue();
    assertThat(app.asRoot("GET", "/Operation/None").send().status()).isEqualTo(404);
    assertThat(status("GET", "/Operation")).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PUT    | FhirSaerch   | {"public":true}                   | 422 | did you mean FhirSearch?
          PUT    | None         | {"public":true}                   | 422 | GET /Operation lists all
          PUT    | FhirRead     | {"description":"Mine."}           | 422 | Operation.description
          PUT    | FhirRead     | {"request":[]}                    | 422 | Operation.request
          PUT    | FhirRead     | {"action":{}}                     | 422 | Operation.action
          PUT    | FhirRead     | {"public":"yes"}                  | 422 | Operation.public
          PUT    | FhirExport   | {"public":true}                   | 422 | never open
          PUT    | FhirHistorySystem | {"public":true}              | 422 | never open
          PUT    | SearchIndex  | {"public":true}                   | 422 | never open
          PUT    | Introspect   | {"public":true}                   | 422 | never open
          PUT    | CloseSession | {"public":true}                   | 422 | session
          PUT    | AuthToken    | {"public":false}                  | 422 | no sign-in
          PATCH  | FhirExport   | {"public":true}                   | 422 | never open
          DELETE | FhirRead     |                                   | 405 | public: false
          POST   |              | {"public":true}                   | 422 | no operation of this name
          """)
  @DisplayName("nothing but public can be chosen, where it can be")
  void refused(String method, String id, String body, int status, String message) {
    Call call = app.asRoot(method, "/Operation" + (id == null ? "" : "/" + id));
    Answer answer = (body == null ? call : call.json(body)).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(message);
  }

  @Test
  @DisplayName("what was read can be written again, and what changes nothing is no new version")
  void again() {
    Answer read = app.asRoot("GET", "/Operation/FhirRead").send();
    Answer written = app.asRoot("PUT", "/Operation/FhirRead").json(read.body()).send();
    assertThat(written.status()).isEqualTo(200);
    assertThat(written.header("ETag")).isEqualTo(read.header("ETag"));
    put("/Operation/FhirRead", "{}");
    assertThat(app.asRoot("GET", "/Operation/FhirRead").send().body()).isEqualTo(read.body());
    assertThat(
            app.asRoot("PATCH", "/Operation/FhirVRead").json("{\"public\":true}").send().status())
        .isEqualTo(200);
    assertThat(status("GET", "/Patient/p/_history/1")).isEqualTo(200);
  }

  @Test
  @DisplayName("a public operation needs no token, but a good one where there is one")
  void opened() {
    assertThat(status("GET", "/Patient/p")).isEqualTo(401);
    open("FhirRead");
    for (String path : List.of("/Patient/p", "/fhir/Patient/p", "//Patient/p")) {
      assertThat(status("GET", path)).as(path).isEqualTo(200);
      assertThat(status("HEAD", path)).as(path).isEqualTo(200);
      assertThat(anonymous("GET", path).bearer("x").send().status()).isEqualTo(401);
      assertThat(anonymous("GET", path).basic("root", "x").send().status()).isEqualTo(401);
    }
    assertThat(status("GET", "/Patient/none")).isEqualTo(404);
    assertThat(signedIn("GET", "/Patient/p")).isEqualTo(200);
    for (String path : List.of("/Patient", "/Patient/p/_history", "/", "/Patient/p/$everything")) {
      assertThat(status("GET", path)).as(path).isEqualTo(401);
      assertThat(signedIn("GET", path)).as(path).isIn(400, 403);
    }
    assertThat(anonymous("PUT", "/Patient/p").json("{}").send().status()).isEqualTo(401);
    put("/Operation/FhirRead", "{\"public\":false}");
    assertThat(status("GET", "/Patient/p")).isEqualTo(401);
    assertThat(signedIn("GET", "/Patient/p")).isEqualTo(403);
  }

  private static int signedIn(String method, String path) {
    String token =
        app.http()
            .post("/auth/token")
            .basic("c", "secret")
            .form("grant_type", "password", "username", "u", "password", "a-password-of-the-tests")
            .send()
            .text("access_token");
    return app.http().call(method, path).bearer(token).send().status();
  }

  @Test
  @DisplayName("who is nobody is asked to sign in for what a public operation contains, too")
  void contained() {
    put("/Operation/FhirRead", "{\"public\":false}");
    put("/Operation/FhirSearch", "{\"public\":false}");
    open("FhirEverything", "FhirCreate");
    assertThat(status("GET", "/Patient/p/$everything")).isEqualTo(401);
    Answer conditional =
        anonymous("POST", "/Patient").header("If-None-Exist", "_id=p").json("{}").send();
    assertThat(conditional.status()).isEqualTo(401);
    assertThat(conditional.header("WWW-Authenticate")).isNotBlank();
    put("/Operation/FhirEverything", "{\"public\":false}");
    put("/Operation/FhirCreate", "{\"public\":false}");
  }

  @Test
  @DisplayName("the server's own types are not opened by it: not to read, not to write, not along")
  void ownTypes() {
    open(
        "FhirRead",
        "FhirVRead",
        "FhirSearch",
        "FhirHistory",
        "FhirHistoryType",
        "FhirCreate",
        "FhirUpdate",
        "FhirPatch",
        "FhirDelete",
        "FhirConditionalUpdate",
        "FhirConditionalDelete",
        "FhirValidate",
        "FhirEverything",
        "FhirTransaction");
    for (String path :
        List.of(
            "/User/u",
            "/User/u/_history",
            "/User/u/_history/1",
            "/User/_history",
            "/User",
            "/Client/root",
            "/Session",
            "/AccessPolicy",
            "/Role",
            "/Operation",
            "/Operation/FhirRead",
            "/_history")) {
      assertThat(status("GET", path)).as(path).isEqualTo(401);
      assertThat(signedIn("GET", path)).as(path).isEqualTo(403);
    }
    assertThat(anonymous("POST", "/User/_search").form("_id", "u").send().status()).isEqualTo(401);
    for (String path : List.of("/?_type=User", "/User/u/$validate")) {
      assertThat(status("GET", path)).as(path).isEqualTo(401);
    }
    assertThat(status("GET", "/?_type=User,Patient")).isEqualTo(200);
    assertThat(anonymous("GET", "/?_type=User,Patient").send().body()).doesNotContain("User/u");
    String policy = "{\"engine\":\"allow\"}";
    assertThat(anonymous("PUT", "/AccessPolicy/x").json(policy).send().status()).isEqualTo(401);
    assertThat(anonymous("POST", "/AccessPolicy").json(policy).send().status()).isEqualTo(401);
    assertThat(anonymous("POST", "/AccessPolicy/$validate").json(policy).send().status())
        .isEqualTo(401);
    assertThat(anonymous("PUT", "/User?_id=u").json("{}").send().status()).isEqualTo(401);
    assertThat(status("DELETE", "/User/u")).isEqualTo(401);
    assertThat(anonymous("PATCH", "/Operation/FhirExport").json("{}").send().status())
        .isEqualTo(401);
    assertThat(status("GET", "/Patient?_has:Role:patient:name=x")).isIn(400, 403);
    assertThat(status("GET", "/$export")).isEqualTo(401);
    assertThat(status("GET", "/auth/userinfo")).isEqualTo(401);
    assertThat(anonymous("PUT", "/Patient/made").json("{}").send().status()).isEqualTo(201);
    assertThat(status("DELETE", "/Patient/made")).isEqualTo(200);
  }

  @Test
  @DisplayName("an entry of a bundle is open only where its own operation is")
  void entries() {
    Entry read = Entry.get("Patient/p");
    Entry create = Entry.post("Patient", "{'resourceType':'Patient'}");
    Entry own = Entry.put("AccessPolicy/x", "{'resourceType':'AccessPolicy','engine':'allow'}");
    String batch = Bundled.json("batch", List.of(read, create, own));
    assertThat(anonymous("POST", "/").json(batch).send().status()).isEqualTo(401);
    open("FhirTransaction");
    assertThat(Bundled.statuses(Bundled.batch(anonymous("POST", "/"), read, create, own)))
        .containsExactly(401, 401, 401);
    Bundled.refused(anonymous("POST", "/"), 401, create);
    Bundled.refused(anonymous("POST", "/"), 401, read);
    open("FhirRead", "FhirUpdate");
    assertThat(Bundled.statuses(Bundled.batch(anonymous("POST", "/"), read, create, own)))
        .containsExactly(200, 401, 401);
    Bundled.refused(anonymous("POST", "/"), 401, create, read);
    Bundled.refused(anonymous("POST", "/"), 401, own);
    open("FhirCreate");
    assertThat(Bundled.statuses(Bundled.transaction(anonymous("POST", "/"), create, read)))
        .containsExactly(201, 200);
    assertThat(anonymous("POST", "/").bearer("x").json(batch).send().status()).isEqualTo(401);
    put("/Operation/FhirTransaction", "{\"public\":false}");
    assertThat(anonymous("POST", "/").json(batch).send().status()).isEqualTo(401);
    assertThat(app.asRoot("GET", "/AccessPolicy/x").send().status()).isEqualTo(404);
  }

  @Test
  @DisplayName("a policy can be linked to those of which policies are asked, and to no others")
  void links() {
    assertThat(link("Operation/FhirRaed"))
        .contains("AccessPolicy.link[0]", "did you mean FhirRead?");
    assertThat(link("Operation/AuthUserInfo")).contains("without a policy");
    put("/AccessPolicy/linked", policy("Operation/FhirRead"));
    assertThat(
            app.asRoot("GET", "/AccessPolicy?_id=linked&_include=AccessPolicy:link").send().body())
        .contains("Reads a resource by its id.");
    assertThat(signedIn("GET", "/Patient/p")).isEqualTo(200);
    assertThat(app.asRoot("DELETE", "/AccessPolicy/linked").send().status()).isEqualTo(200);
  }

  private static String policy(String link) {
    return "{\"engine\":\"allow\",\"link\":[{\"reference\":\"%s\"}]}".formatted(link);
  }

  private static String link(String link) {
    Answer answer = app.asRoot("PUT", "/AccessPolicy/wrong").json(policy(link)).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    return answer.body();
  }

  @Test
  @DisplayName("a restart, and a second node, leave what was chosen, and change no version")
  void restart() {
    DatabaseUrl database = TestPostgres.newUrl();
    String before;
    try (TestApp first = TestApp.start(database, Map.of())) {
      assertThat(
              first
                  .asRoot("PUT", "/Operation/FhirSearch")
                  .json("{\"public\":true}")
                  .send()
                  .status())
          .isEqualTo(200);
      before = first.asRoot("GET", "/Operation?_count=200").send().json().array("entry").toString();
      try (TestApp second = TestApp.start(database, Map.of())) {
        assertThat(second.http().get("/Patient").send().status()).isEqualTo(200);
      }
    }
    try (TestApp again = TestApp.start(database, Map.of())) {
      assertThat(again.http().get("/Patient").send().status()).isEqualTo(200);
      String after =
          again.asRoot("GET", "/Operation?_count=200").send().json().array("entry").toString();
      assertThat(after.replaceAll("localhost:\\d+", ""))
          .isEqualTo(before.replaceAll("localhost:\\d+", ""));
    }
  }
}
