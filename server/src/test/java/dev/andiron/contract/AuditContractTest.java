package dev.andiron.contract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import dev.andiron.definition.Definitions;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.main.TestApp;
import dev.andiron.structure.StructureValidator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The records (AuditEvent after BALP)")
class AuditContractTest {
  private static final TestApp APP = TestApp.start();
  private static final Duration SOON = Duration.ofSeconds(30);

  @BeforeAll
  static void given() {
    write("/User/nurse", "{resourceType: User, password: right-and-long}");
    write(
        "/Client/app",
        """
        {resourceType: Client, secret: secret, grant_types: [password, client_credentials,
        basic], auth: {password: {refresh_token: true}}}
        """);
    write(
        "/AccessPolicy/nurse-reads",
        """
        {resourceType: AccessPolicy, engine: matcho, link: [{resourceType: User, id: nurse}],
        matcho: {request-method: get, uri: {$one-of: ['/Patient/seen', '/Observation']}}}
        """);
    write("/Patient/seen", "{resourceType: Patient, name: [{family: Muster}]}");
  }

  @AfterAll
  static void close() {
    APP.close();
  }

  private static Answer write(String path, String yaml) {
    Answer answer = APP.asRoot("PUT", path).yaml(yaml).send();
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
    return answer;
  }

  private static List<JsonObject> found(String query) {
    Answer answer = APP.asRoot("GET", "/AuditEvent?_count=1000&" + query).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.resources();
  }

  /// The events of one request, of which there must be so many.
  private static List<JsonObject> of(Answer answer, int number) {
    String request = String.valueOf(answer.header("X-Request-Id"));
    List<JsonObject> events = new ArrayList<>();
    Await.until(
        "the records of " + request,
        SOON,
        () -> {
          events.clear();
          found("_sort=_id").stream()
              .filter(event -> event.toString().contains("\"" + request + "\""))
              .forEach(events::add);
          return events.size() >= number;
        });
    assertThat(events).hasSize(number);
    return events;
  }

  private static JsonObject of(Answer answer) {
    return of(answer, 1).getFirst();
  }

  private static String code(JsonObject event, String name) {
    return String.valueOf(requireNonNull(event.object(name)).string("code"));
  }

  private static List<String> subtypes(JsonObject event) {
    return event.array("subtype").stream()
        .map(each -> String.valueOf(((JsonObject) each).string("code")))
        .toList();
  }

  private static List<String> references(JsonObject event) {
    List<String> references = new ArrayList<>();
    for (Json entity : event.array("entity")) {
      JsonObject what = ((JsonObject) entity).object("what");
      String reference = what == null ? null : what.string("reference");
      if (reference != null) {
        references.add(reference);
      }
    }
    return references;
  }

  private static String asked(JsonObject event) {
    for (Json entity : event.array("entity")) {
      String query = ((JsonObject) entity).string("query");
      if (query != null) {
        return new String(Base64.getDecoder().decode(query), StandardCharsets.UTF_8);
      }
    }
    return "";
  }

  private static Answer signIn(String name, String password) {
    return APP.http()
        .post("/auth/token")
        .basic("app", "secret")
        .form("grant_type", "password", "username", name, "password", password)
        .send();
  }

  private static String nurse() {
    return signIn("nurse", "right-and-long").text("access_token");
  }

  @Test
  @DisplayName("a read names who, from where, what and whom it is about, and is found by each")
  void read() {
    Call call = APP.http().get("/Patient/seen").bearer(nurse());
    Answer answer = call.send();
    assertThat(answer.status()).isEqualTo(200);
    JsonObject event = of(answer);
    assertThat(code(event, "type")).isEqualTo("rest");
    assertThat(subtypes(event)).containsExactly("read");
    assertThat(event.string("action")).isEqualTo("R");
    assertThat(event.string("outcome")).isEqualTo("0");
    assertThat(requireNonNull(event.object("meta")).array("profile").toString())
        .contains("BasicAudit.PatientRead");
    assertThat(event.array("agent").toString())
        .contains("\"value\":\"nurse\"", "\"value\":\"app\"", "127.0.0.1", "110152", "110153");
    assertThat(references(event)).containsExactly("Patient/seen", "Patient/seen");
    String id = String.valueOf(event.string("id"));
    for (String query :
        List.of(
            "patient=seen",
            "entity=Patient/seen",
            "agent=User/nurse",
            "agent=Client/app",
            "subtype=read",
            "type=rest",
            "outcome=0",
            "address=127.0.0.1",
            "date=ge2020-01-01")) {
      assertThat(found(query)).as(query).anyMatch(each -> id.equals(each.string("id")));
      assertThat(found("_id=" + id + "&" + query)).as(query).hasSize(1);
    }
    assertThat(found("_id=" + id + "&agent=User/admin")).isEmpty();
    assertThat(found("_id=" + id + "&patient=other")).isEmpty();
  }

  @Test
  @DisplayName("a write's record is there when it is answered, and names the version")
  void write() {
    Answer answer = write("/Patient/written", "{resourceType: Patient, active: true}");
    List<JsonObject> events = found("entity=Patient/written");
    assertThat(events).hasSize(1);
    JsonObject event = events.getFirst();
    assertThat(event.toString()).contains(String.valueOf(answer.header("X-Request-Id")));
    assertThat(references(event)).contains("Patient/written/_history/1");
    assertThat(event.string("action")).isEqualTo("C");
    assertThat(APP.asRoot("DELETE", "/Patient/written").send().status()).isEqualTo(200);
    assertThat(found("entity=Patient/written&subtype=delete")).hasSize(1);
    assertThat(found("patient=written&subtype=update,delete")).hasSize(2);
    Answer created =
        APP.asRoot("POST", "/Observation")
            .yaml(
                "{resourceType: Observation, status: final, code: {text: x}, subject: {reference:"
                    + " Patient/seen}}")
            .send();
    JsonObject made = of(created);
    assertThat(subtypes(made)).containsExactly("create");
    assertThat(references(made)).contains("Patient/seen");
    assertThat(requireNonNull(made.object("meta")).toString()).contains("BasicAudit.PatientCreate");
  }

  @Test
  @DisplayName("what is refused has a record of its refusal, and of nothing else")
  void refused() {
    Answer denied = APP.http().get("/Patient/other").bearer(nurse()).send();
    assertThat(denied.status()).isEqualTo(403);
    JsonObject event = of(denied);
    assertThat(event.string("outcome")).isEqualTo("4");
    assertThat(event.string("outcomeDesc")).contains("403");
    assertThat(references(event)).contains("Patient/other");
    Answer invalid = APP.asRoot("PUT", "/Patient/bad").yaml("{resourceType: Patient, x: 1}").send();
    assertThat(invalid.status()).isEqualTo(422);
    assertThat(of(invalid).string("outcome")).isEqualTo("4");
    assertThat(found("entity=Patient/bad")).hasSize(1);
    Answer nobody = APP.http().get("/Patient/seen").send();
    assertThat(nobody.status()).isEqualTo(401);
    of(APP.asRoot("GET", "/Patient/seen").send()); // it comes after
    of(nobody, 0);
  }

  @Test
  @DisplayName("a search keeps what was asked, and the patients that were found, no credentials")
  void search() {
    Answer posted =
        APP.asRoot("POST", "/Patient/_search").form("family", "Muster", "_count", "5").send();
    assertThat(posted.status()).isEqualTo(200);
    JsonObject event = of(posted);
    assertThat(asked(event)).isEqualTo("POST /Patient/_search?family=Muster&_count=5");
    assertThat(references(event)).containsExactly("Patient/seen");
    assertThat(subtypes(event)).containsExactly("search-type");
    assertThat(event.string("action")).isEqualTo("E");
    Answer none = APP.asRoot("GET", "/Observation?patient=nobody-here").send();
    assertThat(references(of(none))).containsExactly("Patient/nobody-here");
    Answer secret =
        APP.asRoot(
                "GET",
                "/User?password=tops3cret-1&x%50assword%3Dtops3cret-2&client_secret=tops3cret-3")
            .send();
    assertThat(secret.status()).isEqualTo(400);
    assertThat(asked(of(secret))).startsWith("GET /User?").doesNotContain("tops3cret");
  }

  @Test
  @DisplayName(
      "a transaction is one event with all that it wrote; entries of a batch have their own")
  void bundles() {
    String entries =
        """
        "entry":[
        {"request":{"method":"PUT","url":"Patient/%1$s-1"},"resource":{"resourceType":"Patient"}},
        {"request":{"method":"PUT","url":"Patient/%1$s-2"},"resource":{"resourceType":"Patient"}},
        {"request":{"method":"GET","url":"Patient/seen"}}]}
        """;
    Answer transaction =
        APP.asRoot("POST", "/")
            .json(
                "{\"resourceType\":\"Bundle\",\"type\":\"transaction\"," + entries.formatted("tx"))
            .send();
    assertThat(transaction.status()).as(transaction.body()).isEqualTo(200);
    JsonObject event = of(transaction);
    assertThat(subtypes(event)).containsExactly("transaction");
    assertThat(references(event))
        .contains("Patient/tx-1/_history/1", "Patient/tx-2/_history/1", "Patient/tx-1");
    Answer batch =
        APP.asRoot("POST", "/")
            .json("{\"resourceType\":\"Bundle\",\"type\":\"batch\"," + entries.formatted("bt"))
            .send();
    assertThat(batch.status()).isEqualTo(200);
    assertThat(of(batch, 3).stream().map(AuditContractTest::subtypes))
        .containsExactlyInAnyOrder(List.of("update"), List.of("update"), List.of("read"));
    assertThat(found("entity=Patient/bt-1&agent=Client/root")).hasSize(1);
  }

  @Test
  @DisplayName("signing in, failing, signing out: who, and never what was typed")
  void signIns() {
    Answer in = signIn("nurse", "right-and-long");
    JsonObject event = of(in);
    assertThat(code(event, "type")).isEqualTo("110114");
    assertThat(subtypes(event)).contains("110122");
    assertThat(event.array("agent").toString()).contains("\"nurse\"", "\"app\"");
    Answer wrong = signIn("nurse", "wrong-and-long");
    assertThat(wrong.status()).isEqualTo(400);
    JsonObject failed = of(wrong);
    assertThat(failed.string("outcome")).isEqualTo("4");
    assertThat(found("agent=User/nurse&subtype=110122&outcome=4")).contains(failed);
    Answer unknown = signIn("my-Pa55word-in-the-wrong-field", "x");
    assertThat(of(unknown).toString()).doesNotContain("my-Pa55word", "/User");
    Answer basic = APP.http().get("/Patient/seen").basic("app", "wr0ng-secret").send();
    assertThat(basic.status()).isEqualTo(401);
    assertThat(subtypes(of(basic))).containsExactly("110122");
    String token = in.text("access_token");
    Answer out = APP.http().delete("/Session").bearer(token).send();
    assertThat(out.status()).isEqualTo(200);
    assertThat(subtypes(of(out))).containsExactly("110123");
    Answer revoked =
        APP.http().post("/auth/revoke").basic("app", "secret").form("token", nurse()).send();
    assertThat(subtypes(of(revoked))).containsExactly("110123");
    Answer all =
        APP.asRoot("POST", "/auth/logout-all")
            .json("{\"user\":{\"reference\":\"User/nurse\"}}")
            .send();
    assertThat(all.status()).isEqualTo(204);
    // There as soon as it is answered, as with a write.
    assertThat(found("entity=User/nurse&subtype=110123"))
        .anyMatch(each -> each.toString().contains(String.valueOf(all.header("X-Request-Id"))));
    Answer client =
        APP.http()
            .post("/auth/token")
            .basic("app", "secret")
            .form("grant_type", "client_credentials")
            .send();
    assertThat(client.status()).isEqualTo(200);
    assertThat(of(client).array("agent").toString()).contains("\"app\"").doesNotContain("User");
    for (JsonObject each : found("")) {
      assertThat(each.toString())
          .doesNotContain("right-and-long", "wrong-and-long", "wr0ng-secret", token, "$argon2");
    }
  }

  @Test
  @DisplayName("a lockout is an alert, once a minute and not once a try")
  void lockout() {
    write("/User/locked", "{resourceType: User, password: right-and-long}");
    Answer first = signIn("locked", "wrong");
    while (first.status() != 429) {
      first = signIn("locked", "wrong");
    }
    JsonObject alert = of(first);
    assertThat(code(alert, "type")).isEqualTo("110113");
    assertThat(alert.string("outcomeDesc")).contains("too many");
    Answer again = signIn("locked", "wrong");
    assertThat(again.status()).isEqualTo(429);
    of(signIn("nobody-of-this-name", "x")); // it comes after
    of(again, 0);
    Answer lifted = APP.asRoot("DELETE", "/auth/lockouts/locked").send();
    assertThat(lifted.status()).isEqualTo(200);
    JsonObject event = of(lifted);
    assertThat(subtypes(event)).containsExactly("110137");
    assertThat(references(event)).anyMatch(each -> each.startsWith("User/locked"));
  }

  @Test
  @DisplayName("changes of passwords and policies say so")
  void securityChanges() {
    write("/User/changing", "{resourceType: User, password: right-and-long}");
    String token = signIn("changing", "right-and-long").text("access_token");
    Answer changed =
        APP.http()
            .post("/auth/change-password")
            .bearer(token)
            .form("current_password", "right-and-long", "new_password", "zq3 kw8v zq3 kw8v")
            .send();
    assertThat(changed.status()).isEqualTo(204);
    JsonObject event = of(changed);
    assertThat(subtypes(event)).contains("110137");
    assertThat(references(event)).anyMatch(each -> each.startsWith("User/changing"));
    assertThat(event.array("agent").toString()).contains("\"changing\"");
    Answer set = write("/User/changing", "{resourceType: User, password: another-long-one}");
    assertThat(subtypes(of(set))).containsExactly("update", "110137");
    Answer policy =
        write(
            "/AccessPolicy/some",
            "{resourceType: AccessPolicy, engine: allow, link: [{resourceType: User, id: locked}]}");
    assertThat(subtypes(of(policy))).containsExactly("update", "110136");
    assertThat(found("subtype=110137").toString()).doesNotContain("another-long-one", "zq3 kw8v");
  }

  @Test
  @DisplayName("nobody changes or deletes one, by whatever way")
  void appendOnly() {
    JsonObject event = of(APP.asRoot("GET", "/Patient/seen").send());
    String path = "/AuditEvent/" + event.string("id");
    String changed = event.with("outcome", "8").toString();
    List<Answer> refused =
        List.of(
            APP.asRoot("PUT", path).json(changed).send(),
            APP.asRoot("PUT", "/AuditEvent/of-my-own").json(changed).send(),
            APP.asRoot("PATCH", path).json("{\"outcome\":\"8\"}").send(),
            APP.asRoot("DELETE", path).send(),
            APP.asRoot("PUT", "/AuditEvent?_id=" + event.string("id")).json(changed).send(),
            APP.asRoot("PATCH", "/AuditEvent?outcome=0").json("{\"outcome\":\"8\"}").send(),
            APP.asRoot("DELETE", "/AuditEvent?outcome=0").send(),
            bundle("transaction", "DELETE", path.substring(1), null),
            bundle("transaction", "PUT", path.substring(1), changed));
    for (Answer answer : refused) {
      assertThat(answer.status()).as(answer.body()).isEqualTo(405);
      assertThat(answer.body()).contains("never changed");
    }
    assertThat(refused.getFirst().header("Allow")).isEqualTo("GET, HEAD, POST, OPTIONS");
    assertThat(bundle("batch", "DELETE", path.substring(1), null).body()).contains("\"405");
    assertThat(APP.asRoot("GET", path).send().json()).isEqualTo(event);
    assertThat(APP.asRoot("GET", path + "/_history").send().resources()).hasSize(1);
  }

  private static Answer bundle(String type, String method, String url, @Nullable String resource) {
    return APP.asRoot("POST", "/")
        .json(
            "{\"resourceType\":\"Bundle\",\"type\":\"%s\",\"entry\":[{\"request\":{\"method\":\"%s\",\"url\":\"%s\"}%s}]}"
                .formatted(type, method, url, resource == null ? "" : ",\"resource\":" + resource))
        .send();
  }

  @Test
  @DisplayName("an app may add one of its own, but not in the name of the server")
  void ofApps() {
    JsonObject ours = of(APP.asRoot("GET", "/Patient/seen").send());
    Answer pretended =
        APP.asRoot("POST", "/AuditEvent")
            .json(ours.without("id").without("meta").toString())
            .send();
    assertThat(pretended.status()).as(pretended.body()).isEqualTo(422);
    assertThat(pretended.body()).contains("source.observer");
    JsonObject source =
        JsonObject.of("observer", JsonObject.of("display", "The ward's own system"));
    Answer own =
        APP.asRoot("POST", "/AuditEvent").json(ours.with("source", source).toString()).send();
    assertThat(own.status()).as(own.body()).isEqualTo(201);
    assertThat(own.text("id")).isNotEqualTo(ours.string("id"));
  }

  @Test
  @DisplayName("all of them are valid R4, by the server's own measure")
  void valid() {
    of(APP.asRoot("GET", "/Patient/_history").send());
    of(APP.asRoot("GET", "/Patient/seen/_history").send());
    of(APP.asRoot("GET", "/Patient/seen/_history/1").send());
    of(APP.asRoot("GET", "/Patient/seen/$everything").send());
    of(APP.asRoot("PATCH", "/Patient/seen").json("{\"active\":true}").send());
    of(APP.asRoot("GET", "/$export").header("Prefer", "respond-async").send());
    signIn("nurse", "wrong-and-long");
    StructureValidator validator = new StructureValidator(Definitions.load(), true);
    List<JsonObject> events = found("");
    assertThat(events).hasSizeGreaterThan(10);
    for (JsonObject event : events) {
      assertThat(validator.check(event).issues()).as(event.toString()).isEmpty();
    }
  }

  @Test
  @DisplayName("they are not a part of the history of all, of $everything or of a plain export")
  void notByTheWay() {
    of(APP.asRoot("GET", "/Patient/seen").send());
    assertThat(APP.asRoot("GET", "/_history?_count=1000").send().body())
        .doesNotContain("\"resourceType\":\"AuditEvent\"");
    assertThat(APP.asRoot("GET", "/Patient/seen/$everything").send().body())
        .doesNotContain("\"resourceType\":\"AuditEvent\"");
    assertThat(APP.asRoot("GET", "/Patient/seen/$everything?_type=AuditEvent").send().body())
        .contains("\"resourceType\":\"AuditEvent\"");
    assertThat(APP.asRoot("GET", "/AuditEvent/_history?_count=5").send().body())
        .contains("\"resourceType\":\"AuditEvent\"");
  }

  @Test
  @DisplayName("looking at them is recorded as use of the records")
  void looking() {
    Answer answer = APP.asRoot("GET", "/AuditEvent?patient=seen&_count=1").send();
    JsonObject event = of(answer);
    assertThat(subtypes(event)).containsExactly("search-type", "110101");
    assertThat(references(event)).containsExactly("Patient/seen");
  }

  @Test
  @DisplayName("few search parameters are kept; of the others it is said which")
  void fewParameters() {
    Answer answer = APP.asRoot("GET", "/AuditEvent?agent-name=x").send();
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("few parameters", "patient", "outcome");
  }

  @Test
  @DisplayName("a policy with restrict shows those of one patient, and no others")
  void restricted() {
    write("/Patient/mine", "{resourceType: Patient}");
    write("/User/patient", "{resourceType: User, password: right-and-long}");
    write(
        "/AccessPolicy/own-records",
        """
        {resourceType: AccessPolicy, engine: matcho, link: [{resourceType: User, id: patient}],
        matcho: {request-method: get}, restrict: {AuditEvent: 'patient=mine'}}
        """);
    of(APP.asRoot("GET", "/Patient/mine").send());
    of(APP.asRoot("GET", "/Patient/seen").send());
    String token = signIn("patient", "right-and-long").text("access_token");
    Answer seen = APP.http().get("/AuditEvent").bearer(token).send();
    assertThat(seen.status()).as(seen.body()).isEqualTo(200);
    assertThat(seen.resources()).isNotEmpty();
    for (JsonObject event : seen.resources()) {
      assertThat(references(event))
          .as(event.toString())
          .anyMatch(each -> each.startsWith("Patient/mine"));
    }
  }
}
