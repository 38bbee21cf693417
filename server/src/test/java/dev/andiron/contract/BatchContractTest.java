package dev.andiron.contract;

import static dev.andiron.Bundled.Entry.delete;
import static dev.andiron.Bundled.Entry.entry;
import static dev.andiron.Bundled.Entry.get;
import static dev.andiron.Bundled.Entry.post;
import static dev.andiron.Bundled.Entry.put;
import static dev.andiron.contract.Given.root;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Bundled;
import dev.andiron.Bundled.Entry;
import dev.andiron.Http;
import dev.andiron.Http.Answer;
import dev.andiron.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("FHIR R4 §3.1.0.11.1 (http.html#brules): batches")
class BatchContractTest {
  private static final Map<String, String> HEADERS =
      Map.of(
          "ifMatch", "If-Match",
          "ifNoneMatch", "If-None-Match",
          "ifNoneExist", "If-None-Exist");

  private static Answer batch(Entry... entries) {
    return Bundled.batch(root("POST", "/"), entries);
  }

  @Test
  @DisplayName("one that is refused keeps no other from being done")
  void eachOnItsOwn() {
    Given.put("/Patient/ba-gone", "{}");
    Given.put("/Patient/ba-old", "{}");
    Answer answer =
        batch(
            put("Patient/ba-1", "{'resourceType':'Patient','birthDate':'x'}"),
            put("Patient/ba-2", "{'resourceType':'Patient'}"),
            get("Patient/ba-none"),
            delete("Patient/ba-gone"),
            put("Patient/ba-old", "{'resourceType':'Patient','active':true}").with("ifMatch", "9"),
            entry("PUT", "Patient/ba-3"),
            get("Patient/ba-2"),
            post("Session", "{'resourceType':'Session'}"),
            entry("PATCH", "Patient/ba-old").resource("{'gender':'male'}"),
            get("Patient/ba-gone"));
    assertThat(Bundled.statuses(answer))
        .containsExactly(422, 201, 404, 200, 412, 400, 200, 405, 200, 410);
    JsonObject outcome = requireNonNull(Bundled.response(answer, 0).object("outcome"));
    assertThat(outcome.toString()).contains("\"expression\":[\"Patient.birthDate\"]");
    assertThat(Bundled.entry(answer, 0).has("resource")).isFalse();
    assertThat(Given.read("/Patient/ba-old").body()).contains("\"gender\":\"male\"");
  }

  private static final String PATIENT =
      "{'resourceType':'Patient','identifier':[{'value':'ba-x'}]}";

  /// What is the same however often it is asked for.
  static Stream<Entry> entries() {
    return Stream.of(
        get("Patient/ba-same"),
        get("/fhir/Patient/ba-same"),
        get("Patient/ba-same").with("ifNoneMatch", "W/\"1\""),
        get("Patient/ba-same?_elements=gender"),
        entry("HEAD", "Patient/ba-same"),
        get("Patient/ba-none"),
        get("Patient/ba-same/_history/1"),
        get("Patient/ba-same/_history/7"),
        get("Patient/ba-same/_history"),
        get("Patient?identifier=ba-same"),
        get("Patient?identifier=ba-none&_summary=count"),
        get("Patient?nonsense=1"),
        get("Nonsense/x"),
        get("nonsense"),
        get("Patient/b%20a"),
        get("Patient/a%2Fb"),
        get("Patient/../User"),
        get("Patient;x=1/ba-same"),
        get("Patient?name=%00"),
        get("User/root-is-no-user"),
        put("Patient/ba-same", "{'resourceType':'Patient','identifier':[{'value':'ba-same'}]}"),
        put("Patient/ba-same", PATIENT).with("ifMatch", "W/\"99\""),
        put("Patient/ba-same", PATIENT).with("ifNoneMatch", "*"),
        put("Patient/ba-same", PATIENT).with("ifNoneMatch", "7"),
        put("Patient/ba-same", "{'resourceType':'Patient','id':'other'}"),
        put("Patient/ba-same", "{'resourceType':'Observation'}"),
        put("Patient/ba-same", "{'resourceType':'Patient','gender':'x','birthDate':1}"),
        put("Patient?identifier=ba-none", "{'resourceType':'Patient','gender':'x'}"),
        put("Patient", PATIENT),
        put("Patient?_sort=name", PATIENT),
        post("Patient", PATIENT).with("ifNoneExist", "identifier=ba-same"),
        post("Patient", PATIENT).with("ifNoneExist", "nonsense=1"),
        post("Patient", PATIENT).with("ifNoneExist", "_count=1"),
        post("Patient/ba-same", PATIENT),
        post("Client", "{'resourceType':'Client','id':'root'}"),
        post("Session", "{'resourceType':'Session'}"),
        entry("POST", "Patient"),
        entry("PATCH", "Patient/ba-same").resource("{}"),
        entry("PATCH", "Patient/ba-none").resource("{'active':true}"),
        entry("PATCH", "Patient?identifier=ba-none").resource("{'active':true}"),
        delete("Patient/ba-none"),
        delete("Patient?identifier=ba-none"),
        delete("Patient"),
        post("Patient/$validate", PATIENT));
  }

  @ParameterizedTest
  @MethodSource("entries")
  @DisplayName("the same entry alone and in a batch is answered alike: status, body, headers")
  void alike(Entry entry) {
    Given.put("/Patient/ba-same", "{\"identifier\":[{\"value\":\"ba-same\"}]}");
    JsonObject request = requireNonNull(entry.json().object("request"));
    String url = requireNonNull(request.string("url"));
    Http.Call call =
        root(requireNonNull(request.string("method")), url.startsWith("/") ? url : "/" + url);
    HEADERS.forEach((member, header) -> {
      if (request.has(member)) {
        call.header(header, requireNonNull(request.string(member)));
      }
    });
    if (entry.json().has("resource")) {
      call.json(requireNonNull(entry.json().get("resource")).toString());
    }
    Answer inside = batch(entry);
    Answer alone = call.send();
    assertThat(Bundled.status(inside, 0))
        .as(inside.body() + alone.body())
        .isEqualTo(alone.status());
    JsonObject response = Bundled.response(inside, 0);
    String body = alone.body();
    if (body.startsWith("{\"resourceType\":\"OperationOutcome\"")) {
      assertThat(requireNonNull(response.object("outcome")).toString()).isEqualTo(body);
    } else if (body.isEmpty()) {
      assertThat(Bundled.entry(inside, 0).has("resource")).isFalse();
    } else {
      assertThat(Bundled.resource(inside, 0).toString()).isEqualTo(body);
    }
    assertThat(response.string("etag")).isEqualTo(alone.header("ETag"));
    String place = alone.header("Location");
    assertThat(response.string("location"))
        .isEqualTo(place == null ? alone.header("Content-Location") : place);
    assertThat(response.has("lastModified")).isEqualTo(alone.header("Last-Modified") != null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/?_format=yaml", "/?_pretty=true", "/fhir?_format=json"})
  @DisplayName(
      "in YAML and indented, with what is refused in it; _format of an entry is passed over")
  void formats(String path) {
    Given.put("/Patient/ba-format", "{\"gender\":\"male\"}");
    List<Entry> entries =
        List.of(
            get("Patient/ba-none"),
            get("Patient/ba-format?_format=yaml&_pretty=true"),
            put("Patient/ba-bad", "{'resourceType':'Patient','birthDate':'x'}"));
    for (String accept : List.of("application/json", "text/yaml", "application/fhir+json")) {
      Answer answer =
          root("POST", path).header("Accept", accept).json(Bundled.json("batch", entries)).send();
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body().replaceAll("[\" ,]", ""))
          .contains("status:404NotFound", "status:422", "gender:male", "outcome:")
          .doesNotContain("resource:resourceType:OperationOutcome")
          .doesNotContain("resource:{resourceType:OperationOutcome");
    }
  }

  @Test
  @DisplayName("an answer that cannot be given is refused before anything is done")
  void notAcceptable() {
    String bundle =
        Bundled.json("batch", List.of(put("Patient/ba-406", "{'resourceType':'Patient'}")));
    assertThat(root("POST", "/").header("Accept", "text/html").json(bundle).send().status())
        .isEqualTo(406);
    assertThat(root("POST", "/").body("text/plain", bundle).send().status()).isEqualTo(415);
    assertThat(root("GET", "/Patient/ba-406").send().status()).isEqualTo(404);
  }

  @Test
  @DisplayName("many entries are answered in their order")
  void many() {
    Entry[] entries =
        IntStream.range(0, 1000)
            .mapToObj(i ->
                i % 3 == 0
                    ? get("Patient/ba-many" + (i + 1))
                    : put(
                        "Patient/ba-many" + i,
                        "{'resourceType':'Patient','identifier':[{'value':'%d'}]}".formatted(i)))
            .toArray(Entry[]::new);
    Answer answer = batch(entries);
    for (int i = 0; i < entries.length - 1; i++) {
      int about = i % 3 == 0 ? i + 1 : i;
      assertThat(Bundled.status(answer, i)).isEqualTo(i % 3 == 0 ? 200 : 201);
      assertThat(Bundled.key(answer, i)).isEqualTo("Patient/ba-many" + about);
    }
  }
}
