package dev.andiron.contract;

import static dev.andiron.Bundled.Entry.delete;
import static dev.andiron.Bundled.Entry.entry;
import static dev.andiron.Bundled.Entry.get;
import static dev.andiron.Bundled.Entry.post;
import static dev.andiron.Bundled.Entry.put;
import static dev.andiron.contract.Given.root;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Bundled;
import dev.andiron.Bundled.Entry;
import dev.andiron.Http.Answer;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("FHIR R4 §3.1.0.11 (http.html#transaction, #trules): transactions")
class TransactionContractTest {
  private static final String PATIENT = "{'resourceType':'Patient'}";

  private static Answer transaction(Entry... entries) {
    return Bundled.transaction(root("POST", "/"), entries);
  }

  private static Answer refused(int status, Entry... entries) {
    return Bundled.refused(root("POST", "/"), status, entries);
  }

  private static int status(String path) {
    return root("GET", path).send().status();
  }

  static final List<Arguments> REFUSED =
      List.of(
          Arguments.of(
              422,
              put("Patient/tr-x", "{'resourceType':'Patient','birthDate':'19x'}"),
              "Bundle.entry[1].resource.birthDate"),
          Arguments.of(
              422,
              put("Patient/tr-x", "{'resourceType':'Patient','nonsense':1}"),
              "Bundle.entry[1].resource"),
          Arguments.of(
              412, put("Patient/tr-old", PATIENT).with("ifMatch", "W/\"7\""), "Bundle.entry[1]"),
          Arguments.of(412, delete("Patient/tr-old").with("ifMatch", "W/\"7\""), "Bundle.entry[1]"),
          Arguments.of(
              409,
              post("User", "{'resourceType':'User','userName':'tr-taken'}"),
              "Bundle.entry[1]"),
          Arguments.of(
              409, post("Client", "{'resourceType':'Client','id':'root'}"), "Bundle.entry[1]"),
          Arguments.of(405, post("Session", "{'resourceType':'Session'}"), "Bundle.entry[1]"),
          Arguments.of(405, put("Session/tr-s", "{'resourceType':'Session'}"), "Bundle.entry[1]"),
          Arguments.of(
              400,
              put("Patient/tr-x", "{'resourceType':'Patient','id':'other'}"),
              "Bundle.entry[1]"),
          Arguments.of(400, post("Patient", "{'resourceType':'Observation'}"), "Bundle.entry[1]"),
          Arguments.of(400, entry("PUT", "Patient/tr-x"), "Bundle.entry[1]"),
          Arguments.of(404, post("Nonsense", "{'resourceType':'Nonsense'}"), "Bundle.entry[1]"),
          Arguments.of(
              404,
              entry("PATCH", "Patient/tr-none").resource("{'active':true}"),
              "Bundle.entry[1]"),
          Arguments.of(404, get("Nonsense/nowhere/at/all"), "Bundle.entry[1]"),
          Arguments.of(405, put("Patient/x/_history/1", PATIENT), "Bundle.entry[1]"),
          Arguments.of(400, get("http://elsewhere.example/fhir/Patient/x"), "Bundle.entry[1]"),
          Arguments.of(400, get("Patient%2Fx"), "Bundle.entry[1]"));

  @ParameterizedTest
  @FieldSource("REFUSED")
  @DisplayName("all or nothing, and the answer names the entry")
  void allOrNothing(int status, Entry bad, String place) {
    Given.put("/Patient/tr-old", "{\"active\":true}");
    Given.put("/User/tr-named", "{\"userName\":\"tr-taken\"}");
    Given.put("/Basic/tr-kept", "{\"code\":{\"text\":\"kept\"}}");
    String marker = UUID.randomUUID().toString();
    String marked =
        "{'resourceType':'Basic','code':{'text':'m'},'identifier':[{'value':'%s'}]}"
            .formatted(marker);
    Answer answer =
        refused(
            status,
            post("Basic", marked),
            bad,
            put("Basic/tr-never", marked),
            delete("Basic/tr-kept"));
    assertThat(answer.body()).contains("\"expression\":[\"" + place);
    assertThat(answer.body()).contains("entry[1], ");
    assertThat(Given.read("/Basic?identifier=" + marker).resources()).isEmpty();
    assertThat(status("/Basic/tr-never")).isEqualTo(404);
    assertThat(status("/Basic/tr-kept")).isEqualTo(200);
    assertThat(Given.read("/Patient/tr-old").body()).contains("\"active\":true");
  }

  @Test
  @DisplayName("two new users of one name: neither is there")
  void sameNames() {
    Answer answer =
        refused(
            409,
            put("User/tr-same1", "{'resourceType':'User','userName':'tr-same'}"),
            put("User/tr-same2", "{'resourceType':'User','userName':'TR-SAME'}"));
    assertThat(answer.body()).doesNotContain("sign_in_name", "constraint");
    assertThat(status("/User/tr-same1")).isEqualTo(404);
    assertThat(status("/User/tr-same2")).isEqualTo(404);
  }

  @Test
  @DisplayName("a name that one user gives up, another takes in the same transaction")
  void nameHandedOn() {
    Given.put("/User/tr-before", "{\"userName\":\"tr-handed\"}");
    Answer answer =
        transaction(
            put("User/tr-after", "{'resourceType':'User','userName':'tr-handed'}"),
            delete("User/tr-before"));
    assertThat(Bundled.statuses(answer)).containsExactly(201, 200);
  }

  @Test
  @DisplayName("DELETE, POST, PUT, GET, whatever their order: reading entries see what was written")
  void order() {
    Given.put("/Patient/tr-gone", "{}");
    String identifier = UUID.randomUUID().toString();
    Answer answer =
        transaction(
            get("Patient/tr-new"),
            entry("HEAD", "Patient/tr-new"),
            get("Patient?identifier=" + identifier),
            get("Patient/tr-new/_history/1"),
            get("Patient/tr-new/_history"),
            get("Patient/tr-gone"),
            put(
                "Patient/tr-new",
                "{'resourceType':'Patient','identifier':[{'value':'%s'}]}".formatted(identifier)),
            delete("Patient/tr-gone"),
            entry("POST", "Patient/_search?identifier=" + identifier));
    assertThat(Bundled.statuses(answer))
        .containsExactly(200, 200, 200, 200, 200, 410, 201, 200, 200);
    assertThat(Bundled.key(answer, 0)).isEqualTo("Patient/tr-new");
    assertThat(Bundled.entry(answer, 1).has("resource")).isFalse();
    assertThat(Bundled.response(answer, 1).string("etag")).isEqualTo("W/\"1\"");
    assertThat(Bundled.resource(answer, 2).array("entry")).hasSize(1);
    assertThat(Bundled.resource(answer, 4).string("type")).isEqualTo("history");
    assertThat(Bundled.resource(answer, 8).array("entry")).hasSize(1);
    assertThat(Bundled.location(answer, 6)).endsWith("/Patient/tr-new/_history/1");
  }

  @Test
  @DisplayName("#trules: entries about the same resource are refused")
  void overlaps() {
    Given.put("/Patient/tr-twice", "{\"identifier\":[{\"value\":\"tr-twice\"}]}");
    Entry plain = put("Patient/tr-twice", PATIENT);
    for (Entry other :
        List.of(
            plain,
            delete("Patient/tr-twice"),
            delete("Patient?identifier=tr-twice"),
            put("Patient?identifier=tr-twice", PATIENT),
            entry("PATCH", "/fhir/Patient/tr-twice").resource("{'active':true}"))) {
      Answer answer = refused(400, plain, other);
      assertThat(answer.body()).contains("Patient/tr-twice", "Bundle.entry[1]");
    }
    assertThat(Given.read("/Patient/tr-twice").header("ETag")).isEqualTo("W/\"1\"");
  }

  @Test
  @DisplayName("#cond-update, #ccreate: conditional entries do what they do alone")
  void conditional() {
    Given.put("/Patient/tr-c1", "{\"identifier\":[{\"value\":\"tr-c1\"}]}");
    Given.put("/Patient/tr-c2", "{\"identifier\":[{\"value\":\"tr-c2\"}]}");
    Given.put("/Patient/tr-c3", "{\"identifier\":[{\"value\":\"tr-c3\"}]}");
    String body = "{'resourceType':'Patient','active':true,'identifier':[{'value':'%s'}]}";
    Answer answer =
        transaction(
            put("Patient?identifier=tr-c1", body.formatted("tr-c1")),
            put("Patient?identifier=tr-c4", body.formatted("tr-c4")),
            entry("PATCH", "Patient?identifier=tr-c2").resource("{'active':true}"),
            delete("Patient?identifier=tr-c3"),
            delete("Patient?identifier=tr-none"));
    assertThat(Bundled.statuses(answer)).containsExactly(200, 201, 200, 200, 204);
    assertThat(Bundled.key(answer, 0)).isEqualTo("Patient/tr-c1");
    assertThat(Given.read("/Patient/tr-c2").body()).contains("\"active\":true", "tr-c2");
    assertThat(status("/Patient/tr-c3")).isEqualTo(410);
    refused(404, entry("PATCH", "Patient?identifier=tr-none").resource("{'active':true}"));
    refused(400, put("Patient?identifier=tr-c1", "{'resourceType':'Patient','id':'tr-c2'}"));
    Answer again =
        transaction(put("Patient?identifier=tr-c5", "{'resourceType':'Patient','id':'tr-c5'}"));
    assertThat(Bundled.key(again, 0)).isEqualTo("Patient/tr-c5");
  }

  private static Entry patch(String url, String contentType, String patch) {
    return entry("PATCH", url)
        .resource(
            "{'resourceType':'Binary','contentType':'%s','data':'%s'}"
                .formatted(
                    contentType,
                    Base64.getEncoder().encodeToString(patch.replace('\'', '"').getBytes(UTF_8))));
  }

  @Test
  @DisplayName("#patch: a JSON Patch or a merge patch in a Binary")
  void patches() {
    Given.put("/Patient/tr-p1", "{\"active\":true}");
    Given.put("/Patient/tr-p2", "{\"active\":true}");
    Answer answer =
        transaction(
            patch(
                "Patient/tr-p1",
                "application/json-patch+json",
                "[{'op':'replace','path':'/active','value':false}]"),
            patch("Patient/tr-p2", "application/merge-patch+json", "{'active':null}"));
    assertThat(Bundled.statuses(answer)).containsExactly(200, 200);
    assertThat(Given.read("/Patient/tr-p1").body()).contains("\"active\":false");
    assertThat(Given.read("/Patient/tr-p2").body()).doesNotContain("active");
    refused(
        422,
        patch(
            "Patient/tr-p1",
            "application/json-patch+json",
            "[{'op':'test','path':'/active','value':true}]"));
    refused(400, patch("Patient/tr-p1", "application/json-patch+json", "[{'op':"));
    refused(415, patch("Patient/tr-p1", "application/fhir+json", "{}"));
    refused(
        400,
        entry("PATCH", "Patient/tr-p1")
            .resource("{'resourceType':'Binary','contentType':'application/json','data':'?'}"));
    refused(400, entry("PATCH", "Patient/tr-p1").resource("{'resourceType':'Parameters'}"));
    assertThat(Given.read("/Patient/tr-p1").header("ETag")).isEqualTo("W/\"2\"");
  }

  @Test
  @DisplayName("a Binary may be kept by PUT and POST, and patched as what it is")
  void binaries() {
    String binary = "{'resourceType':'Binary','contentType':'text/plain','data':'aGVsbG8='}";
    Answer answer = transaction(put("Binary/tr-b", binary), post("Binary", binary));
    assertThat(Bundled.statuses(answer)).containsExactly(201, 201);
  }

  @Test
  @DisplayName("ifNoneMatch and ifModifiedSince of reads, with leap seconds and long fractions")
  void conditionalReads() {
    Given.put("/Patient/tr-read", "{}");
    Answer answer =
        transaction(
            get("Patient/tr-read").with("ifNoneMatch", "W/\"1\""),
            get("Patient/tr-read").with("ifNoneMatch", "W/\"2\""),
            get("Patient/tr-read").with("ifModifiedSince", "2999-12-31T23:59:59Z"),
            get("Patient/tr-read").with("ifModifiedSince", "2016-12-31T23:59:60+00:00"),
            get("Patient/tr-read")
                .with("ifModifiedSince", "2015-02-07T13:28:17.12345678901234567890-02:00"));
    assertThat(Bundled.statuses(answer)).containsExactly(304, 200, 304, 200, 200);
    assertThat(Bundled.entry(answer, 0).has("resource")).isFalse();
    refused(422, get("Patient/tr-read").with("ifModifiedSince", "yesterday"));
  }

  @Test
  @DisplayName("If-None-Match: * makes it if there is none")
  void createIfAbsent() {
    Entry entry = put("Patient/tr-absent", PATIENT).with("ifNoneMatch", "*");
    assertThat(Bundled.statuses(transaction(entry))).containsExactly(201);
    refused(412, entry);
  }

  @Test
  @DisplayName("Prefer: return= is heeded by each entry; location and etag are there in any case")
  void prefer() {
    Given.put("/Practitioner/tr-here", "{\"identifier\":[{\"value\":\"tr-here\"}]}");
    Entry[] entries = {
      post("Patient", PATIENT),
      post("Practitioner", "{'resourceType':'Practitioner'}")
          .with("ifNoneExist", "identifier=tr-here"),
      get("Practitioner/tr-here")
    };
    Answer minimal =
        Bundled.transaction(root("POST", "/").header("Prefer", "return=minimal"), entries);
    assertThat(Bundled.entry(minimal, 0).names()).containsExactly("response");
    assertThat(Bundled.entry(minimal, 1).names()).containsExactly("response");
    assertThat(Bundled.location(minimal, 0)).contains("/Patient/");
    assertThat(Bundled.location(minimal, 1)).contains("/Practitioner/tr-here/_history/1");
    assertThat(Bundled.response(minimal, 0).string("etag")).isEqualTo("W/\"1\"");
    assertThat(Bundled.key(minimal, 2)).isEqualTo("Practitioner/tr-here");
    Answer outcome =
        Bundled.transaction(root("POST", "/").header("Prefer", "return=OperationOutcome"), entries);
    assertThat(Bundled.entry(outcome, 0).names()).containsExactly("response");
    assertThat(Bundled.response(outcome, 0).object("outcome")).isNotNull();
    Answer whole =
        Bundled.transaction(root("POST", "/").header("Prefer", "return=representation"), entries);
    assertThat(Bundled.resource(whole, 0).string("resourceType")).isEqualTo("Patient");
    assertThat(Bundled.resource(whole, 1).string("id")).isEqualTo("tr-here");
  }

  @Test
  @DisplayName("a user, their patient and their policy in one transaction: signs in and reads")
  void userWithPatient() {
    Given.put("/Client/tr", "{\"secret\":\"secret\",\"grant_types\":[\"password\"]}");
    String patient = "urn:uuid:" + UUID.randomUUID();
    String user = "urn:uuid:" + UUID.randomUUID();
    Answer answer =
        transaction(
            post(
                    "User",
                    "{'resourceType':'User','userName':'tr-person','password':'password','fhirUser':{'reference':'%s'}}"
                        .formatted(patient))
                .fullUrl(user),
            post("Patient", "{'resourceType':'Patient','active':true}").fullUrl(patient),
            post(
                "AccessPolicy",
                "{'resourceType':'AccessPolicy','engine':'allow','link':[{'reference':'%s'}]}"
                    .formatted(user)));
    assertThat(answer.body()).doesNotContain("\"password\"", "argon2");
    Answer signedIn = Given.signedIn("tr", "tr-person");
    String key = Bundled.key(answer, 1);
    assertThat(signedIn.body()).contains("\"fhirUser\":{\"reference\":\"" + key + "\"}");
    assertThat(Given.HTTP.get("/" + key).bearer(signedIn.text("access_token")).send().status())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("an AccessPolicy takes effect only if the transaction commits")
  void policyOfRefused() {
    Given.put("/Client/tr2", "{\"secret\":\"secret\",\"grant_types\":[\"password\"]}");
    Given.put("/User/tr-nobody", "{\"password\":\"password\"}");
    Given.put("/Patient/tr-secret", "{}");
    String token = Given.signedIn("tr2", "tr-nobody").text("access_token");
    Entry policy =
        put(
            "AccessPolicy/tr-nobody",
            "{'resourceType':'AccessPolicy','engine':'allow','link':[{'reference':'User/tr-nobody'}]}");
    refused(422, policy, put("Patient/tr-x", "{'resourceType':'Patient','birthDate':'x'}"));
    assertThat(Given.HTTP.get("/Patient/tr-secret").bearer(token).send().status()).isEqualTo(403);
    transaction(policy);
    assertThat(Given.HTTP.get("/Patient/tr-secret").bearer(token).send().status()).isEqualTo(200);
    transaction(delete("AccessPolicy/tr-nobody"));
    assertThat(Given.HTTP.get("/Patient/tr-secret").bearer(token).send().status()).isEqualTo(403);
  }

  @Test
  @DisplayName("a session is closed, a password changed, only if the transaction commits")
  void sessions() {
    Given.put("/Client/tr3", "{\"secret\":\"secret\",\"grant_types\":[\"password\"]}");
    Given.put("/User/tr-closing", "{\"password\":\"password\"}");
    String token = Given.signedIn("tr3", "tr-closing").text("access_token");
    String session =
        "Session/" + Given.read("/Session?user=tr-closing").resources().getFirst().string("id");
    Entry bad = put("Patient/tr-x", "{'resourceType':'Patient','birthDate':'x'}");
    refused(422, delete(session), bad);
    refused(422, entry("PATCH", session).resource("{'active':false}"), bad);
    refused(422, put("User/tr-closing", "{'resourceType':'User','password':'another1'}"), bad);
    assertThat(Given.userInfoStatus(token)).isEqualTo(200);
    Answer closed = transaction(delete(session));
    assertThat(closed.body()).contains("\"active\":false");
    assertThat(Given.userInfoStatus(token)).isEqualTo(401);
    assertThat(Given.signIn("tr3", "tr-closing", "password").status()).isEqualTo(200);
  }

  @Test
  @DisplayName("credentials are in no answer: written, read, found, in histories or errors")
  void credentials() {
    Answer answer =
        Bundled.transaction(
            root("POST", "/").header("Prefer", "return=representation"),
            post("User", "{'resourceType':'User','id':'tr-cred','password':'tr-hidden-password'}"),
            put("Client/tr-cred", "{'resourceType':'Client','secret':'tr-hidden-secret'}"),
            get("User/tr-cred"),
            get("Client?_id=tr-cred"),
            get("User/tr-cred/_history"));
    assertThat(Bundled.statuses(answer)).containsExactly(201, 201, 200, 200, 200);
    Answer patched =
        transaction(
            patch(
                "User/tr-cred",
                "application/json-patch+json",
                "[{'op':'add','path':'/password','value':'tr-hidden-other'}]"),
            entry("PATCH", "Client/tr-cred").resource("{'secret':'tr-hidden-secret-2'}"));
    Answer wrong =
        refused(
            422, post("User", "{'resourceType':'User','password':'tr-hidden-third','nonsense':1}"));
    for (Answer each : List.of(answer, patched, wrong)) {
      assertThat(each.body()).doesNotContain("tr-hidden", "argon2", "\"secret\":");
    }
  }

  @Test
  @DisplayName("YAML: plain scalars are what their element is, credentials keep their zeros")
  void yaml() {
    Answer answer =
        root("POST", "/fhir")
            .header("Accept", "text/yaml")
            .yaml(
                """
                resourceType: Bundle
                type: transaction
                entry:
                  - fullUrl: urn:uuid:7d1a0c9e-9a6c-4f0f-8d1c-0f3a0d6c1a11
                    request: {method: POST, url: Client}
                    resource: {resourceType: Client, id: tr-yaml, secret: 0123, grant_types: [basic]}
                  - request: {method: PUT, url: Patient/tr-yaml}
                    resource:
                      resourceType: Patient
                      active: true
                      birthDate: 1990-01-02
                      name: [{family: no, given: [0123, 1e3]}]
                  - request: {method: GET, url: Patient/tr-none}
                """)
            .send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .startsWith("resourceType: Bundle\n")
        .contains("status: 404 Not Found");
    assertThat(Given.read("/Patient/tr-yaml").body())
        .contains("\"family\":\"no\",\"given\":[\"0123\",\"1e3\"]", "\"active\":true");
    assertThat(Given.HTTP.get("/auth/sessions").basic("tr-yaml", "0123").send().status())
        .as("known, and may do nothing")
        .isNotEqualTo(401);
    assertThat(Given.HTTP.get("/Patient").basic("tr-yaml", "0123").send().status()).isEqualTo(403);
    assertThat(Given.HTTP.get("/Patient").basic("tr-yaml", "123").send().status()).isEqualTo(401);
  }

  @Test
  @DisplayName("an empty one is answered by an empty one")
  void empty() {
    for (String path : List.of("/", "/fhir", "/fhir/", "//")) {
      for (String entry : List.of("", ",\"entry\":[]")) {
        Answer answer =
            root("POST", path)
                .json("{\"resourceType\":\"Bundle\",\"type\":\"transaction\"" + entry + "}")
                .send();
        assertThat(answer.status()).as(path + answer.body()).isEqualTo(200);
        assertThat(answer.text("type")).isEqualTo("transaction-response");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'resourceType':'Bundle','type':'collection'}",
        "{'resourceType':'Bundle','type':'history'}",
        "{'resourceType':'Bundle','type':'transaction-response'}",
        "{'resourceType':'Bundle','type':'batch-response'}",
        "{'resourceType':'Patient'}",
        "{'type':'batch'}",
        "{}",
        "[]",
        "1",
        "'Bundle'",
        "null",
        "",
        " ",
        "{'resourceType':'Bundle','type':'batch','entry':[{}]}",
        "{'resourceType':'Bundle','type':'batch','entry':[{'resource':{'resourceType':'Patient'}}]}",
        "{'resourceType':'Bundle','type':'batch','entry':[null]}",
        "{'resourceType':'Bundle','type':'batch','entry':[1]}",
        "{'resourceType':'Bundle','type':'batch','entry':[[]]}"
      })
  @DisplayName("what is neither batch nor transaction, or has no requests, is 400")
  void others(String body) {
    Answer answer = root("POST", "/").json(body.replace('\'', '"')).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.text("resourceType")).isEqualTo("OperationOutcome");
  }

  static Stream<String> invalid() {
    return Stream.of(
        "{'resourceType':'Bundle'}",
        "{'resourceType':'Bundle','type':'nonsense'}",
        "{'resourceType':'Bundle','type':1}",
        "{'resourceType':'Bundle','type':'batch','entry':{}}",
        "{'resourceType':'Bundle','type':'batch','entry':1}",
        "{'resourceType':'Bundle','type':'batch','nonsense':1}",
        "{'resourceType':'Bundle','type':'batch','entry':[{'request':{}}]}",
        "{'resourceType':'Bundle','type':'batch','entry':[{'request':1}]}",
        "{'resourceType':'Bundle','type':'batch','entry':[{'request':{'method':'GET'}}]}",
        "{'resourceType':'Bundle','type':'batch','entry':[{'request':{'url':'Patient'}}]}",
        "{'resourceType':'Bundle','type':'batch','entry':[{'request':{'method':'OPTIONS','url':'Patient'}}]}",
        "{'resourceType':'Bundle','type':'batch','entry':[{'request':{'method':'get','url':'Patient'}}]}");
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("what is no valid Bundle is 422, or 400 where nothing can be done with it")
  void invalid(String body) {
    Answer answer = root("POST", "/").json(body.replace('\'', '"')).send();
    assertThat(answer.status()).as(body + answer.body()).isIn(400, 422);
    assertThat(answer.text("resourceType")).isEqualTo("OperationOutcome");
  }

  @Test
  @DisplayName("a bundle inside a bundle is kept at /Bundle and not processed elsewhere")
  void nested() {
    String inner =
        "{'resourceType':'Bundle','type':'batch','entry':[{'request':{'method':'DELETE','url':'Patient/tr-nested'}}]}";
    Given.put("/Patient/tr-nested", "{}");
    Answer kept = transaction(post("Bundle", inner));
    assertThat(Bundled.key(kept, 0)).startsWith("Bundle/");
    refused(405, post("/", inner));
    refused(405, post("/fhir", inner));
    assertThat(status("/Patient/tr-nested")).isEqualTo(200);
  }
}
