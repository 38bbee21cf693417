package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Http;
import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.main.TestApp;
import dev.andiron.pg.DatabaseUrl;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Bulk Data Access STU2: $export")
@Timeout(120)
class ExportContractTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final TickingClock CLOCK = new TickingClock();

  // Two nodes of one database: what is begun on the one is asked for on the other.
  private static TestApp a;
  private static TestApp b;

  @BeforeAll
  static void start() {
    DatabaseUrl database = TestPostgres.newUrl();
    Map<Setting, String> base = Map.of(Setting.BASE_URL, "http://export.test");
    a = TestApp.start(database, base, CLOCK);
    b = TestApp.start(database, base, CLOCK);
    for (String id : List.of("p1", "p2", "p3")) {
      put("/Patient/" + id, "{\"active\": true,\n \"id\": \"" + id + "\"}");
    }
    put("/Observation/o1", observation("p1"));
    put("/Observation/o2", observation("p2"));
    put("/Organization/org", "{\"name\":\"Org\"}");
    put(
        "/Group/g",
        "{\"type\":\"person\",\"actual\":true,\"member\":[{\"entity\":{\"reference\":\"Patient/p1\"}}]}");
    put("/Client/app", "{\"secret\":\"s3cret-of-app\",\"grant_types\":[\"password\",\"basic\"]}");
    for (String user : List.of("all", "some", "none", "other")) {
      put("/User/" + user, "{\"password\":\"password\"}");
    }
    policy("all-may", "all", "{\"request-method\":{\"$enum\":[\"get\",\"post\"]}}");
    policy("some-may-export", "some", "{\"uri\":\"#/\\\\$export$\"}");
    policy("some-may-read", "some", "{\"uri\":\"/fhir/Patient/p2\"}");
    policy("none-may-read", "none", "{\"uri\":\"#^/fhir/Patient\"}");
    policy("other-may", "other", "{\"operation\":{\"id\":\"FhirExport\"}}");
  }

  @AfterAll
  static void stop() {
    a.close();
    b.close();
  }

  private static String observation(String patient) {
    return """
    {"status":"final","code":{"text":"t"},"subject":{"reference":"Patient/%s"}}\
    """
        .formatted(patient);
  }

  private static void policy(String id, String user, String matcho) {
    put(
        "/AccessPolicy/" + id,
        "{\"engine\":\"matcho\",\"matcho\":%s,\"link\":[{\"resourceType\":\"User\",\"id\":\"%s\"}]}"
            .formatted(matcho, user));
  }

  private static void put(String path, String json) {
    Answer answer = a.asRoot("PUT", path).json(json).send();
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
  }

  private static String token(String user) {
    return a.http()
        .post("/auth/token")
        .basic("app", "s3cret-of-app")
        .form("grant_type", "password", "username", user, "password", "password")
        .send()
        .text("access_token");
  }

  private static Call async(Call call) {
    return call.header("Prefer", "respond-async").header("Accept", "application/fhir+json");
  }

  /// The path under which an export is found.
  private static String begun(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    String location = answer.header("Content-Location");
    assertThat(location).startsWith("http://export.test/$export/");
    return Objects.requireNonNull(location).substring("http://export.test".length());
  }

  private static String begin(String path) {
    return begun(async(a.asRoot("GET", path)).send());
  }

  private static Answer manifest(String job) {
    return manifest(() -> b.asRoot("GET", job));
  }

  private static Answer manifest(java.util.function.Supplier<Call> poll) {
    CLOCK.forward(Duration.ofSeconds(10)); // whoever was writing has written
    Await.until("the export is done", SOON, () -> poll.get().send().status() != 202);
    Answer answer = poll.get().send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  private record File(String type, String path, long count) {
    static List<File> of(Answer manifest, String kind) {
      return manifest.json().array(kind).stream()
          .map(JsonObject.class::cast)
          .map(item ->
              new File(
                  String.valueOf(item.string("type")),
                  String.valueOf(item.string("url")).substring("http://export.test".length()),
                  Long.parseLong(String.valueOf(item.get("count")).replaceAll("[^0-9]", ""))))
          .toList();
    }
  }

  private static List<String> ids(Answer manifest) {
    return File.of(manifest, "output").stream()
        .flatMap(file -> {
          Answer answer = b.asRoot("GET", file.path()).send();
          assertThat(answer.status()).as(answer.body()).isEqualTo(200);
          assertThat(answer.body().lines()).hasSize((int) file.count());
          return answer.body().lines();
        })
        .map(line -> (JsonObject) JsonReader.read(line))
        .map(each -> each.string("resourceType") + "/" + each.string("id"))
        .toList();
  }

  @Test
  @DisplayName("kick-off, status, complete status, files, deletion")
  void flow() {
    Instant before = CLOCK.instant();
    String job = begin("/$export?_type=Patient,Organization");
    Answer under = b.asRoot("GET", job).send();
    assertThat(under.status()).isEqualTo(202);
    assertThat(under.header("X-Progress")).isNotBlank().hasSizeLessThan(100);
    assertThat(under.header("Retry-After")).matches("[0-9]+");

    Answer done = manifest(job);
    assertThat(done.header("Expires")).isNotBlank();
    assertThat(done.header("Content-Type")).startsWith("application/json");
    assertThat(Instant.parse(done.text("transactionTime")))
        .isAfterOrEqualTo(before.minusMillis(1))
        .isBefore(CLOCK.instant());
    assertThat(done.text("request"))
        .isEqualTo("http://export.test/$export?_type=Patient,Organization");
    assertThat(done.json().flag("requiresAccessToken", false)).isTrue();
    assertThat(done.json().array("error").isEmpty()).isTrue();
    assertThat(done.json().has("deleted")).isFalse();
    assertThat(ids(done))
        .containsExactly("Organization/org", "Patient/p1", "Patient/p2", "Patient/p3");

    String file = File.of(done, "output").getFirst().path();
    assertThat(a.asRoot("DELETE", job).send().status()).isEqualTo(202);
    for (String path : List.of(job, file)) {
      Answer gone = b.asRoot("GET", path).send();
      assertThat(gone.status()).isEqualTo(404);
      assertThat(gone.text("resourceType")).isEqualTo("OperationOutcome");
    }
    assertThat(a.asRoot("DELETE", job).send().status()).isEqualTo(404);
  }

  @Test
  @DisplayName("a file has its type and length, comes packed, and answers HEAD")
  void file() throws IOException, InterruptedException {
    Answer done = manifest(begin("/$export?_type=Patient"));
    String path = File.of(done, "output").getFirst().path();
    Answer file = b.asRoot("GET", path).send();
    assertThat(file.header("Content-Type")).isEqualTo("application/fhir+ndjson");
    assertThat(file.header("Expires")).isNotBlank();
    assertThat(file.header("Cache-Control")).isEqualTo("no-store");
    assertThat(file.body())
        .hasLineCount(3)
        .endsWith("\n")
        .contains("{\"resourceType\":\"Patient\"");
    String length = Integer.toString(file.body().getBytes(StandardCharsets.UTF_8).length);
    assertThat(file.header("Content-Length")).isEqualTo(length);
    Answer head = b.asRoot("HEAD", path).send();
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo(length);
    for (int i = 0; i < 30; i++) {
      put("/Basic/packed-" + i, "{\"code\":{\"text\":\"" + "x".repeat(100) + "\"}}");
    }
    String large = File.of(manifest(begin("/$export?_type=Basic")), "output").getFirst().path();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> packed =
          client.send(
              HttpRequest.newBuilder(URI.create(b.url() + large))
                  .header("Authorization", Http.basicValue("root", TestApp.ROOT_SECRET))
                  .header("Accept-Encoding", "gzip")
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
      String text =
          new String(
              new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes(),
              StandardCharsets.UTF_8);
      assertThat(text).isEqualTo(b.asRoot("GET", large).send().body());
    }
  }

  @Test
  @DisplayName(
      "system level has every type but the server's own; those only by name, without credentials")
  void systemTypes() {
    assertThat(ids(manifest(begin("/$export"))))
        .contains("Patient/p1", "Observation/o1", "Group/g")
        .noneMatch(each -> each.matches("(User|Client|Session|AccessPolicy|Role)/.*"));
    Answer done = manifest(begin("/$export?_type=User,Client,Session"));
    assertThat(ids(done)).contains("User/all", "Client/app", "Client/root");
    for (File file : File.of(done, "output")) {
      assertThat(b.asRoot("GET", file.path()).send().body())
          .doesNotContain("password\":\"", "s3cret-of-app", "\"secret\"", "argon2");
    }
  }

  @Test
  @DisplayName(
      "Patient level has what is in patients' compartments; Group level that of its members")
  void levels() {
    assertThat(ids(manifest(begin("/Patient/$export"))))
        .contains("Patient/p1", "Patient/p3", "Observation/o1", "Observation/o2", "Group/g")
        .doesNotContain("Organization/org");
    assertThat(ids(manifest(begin("/Group/g/$export?_type=Patient&_type=Observation"))))
        .containsExactly("Observation/o1", "Patient/p1");
    Answer posted =
        async(a.asRoot("POST", "/Patient/$export"))
            .json(
                """
                {"resourceType":"Parameters","parameter":[
                  {"name":"_type","valueString":"Observation,Patient"},
                  {"name":"patient","valueReference":{"reference":"Patient/p2"}}]}
                """)
            .send();
    assertThat(ids(manifest(begun(posted)))).containsExactly("Observation/o2", "Patient/p2");
    assertThat(async(a.asRoot("GET", "/Group/none/$export")).send().status()).isEqualTo(404);
  }

  @Test
  @DisplayName("_since: what was written after it, and what was deleted as Bundles of DELETE")
  void since() {
    put("/Practitioner/old", "{}");
    put("/Practitioner/gone", "{}");
    CLOCK.forward(Duration.ofSeconds(1));
    String since = CLOCK.instant().toString();
    CLOCK.forward(Duration.ofSeconds(1));
    put("/Practitioner/new", "{}");
    assertThat(a.asRoot("DELETE", "/Practitioner/gone").send().status()).isEqualTo(200);
    Answer done = manifest(begin("/$export?_type=Practitioner&_since=" + since));
    assertThat(ids(done)).containsExactly("Practitioner/new");
    File deleted = File.of(done, "deleted").getFirst();
    assertThat(deleted.type()).isEqualTo("Bundle");
    assertThat(b.asRoot("GET", deleted.path()).send().body())
        .contains("\"transaction\"", "\"DELETE\"", "Practitioner/gone")
        .doesNotContain("Practitioner/old");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_outputFormat=application/fhir%2Bndjson",
        "_outputFormat=application/fhir+ndjson",
        "_outputFormat=application/ndjson",
        "_outputFormat=ndjson"
      })
  @DisplayName("_outputFormat: the spellings of NDJSON")
  void formats(String query) {
    String job = begin("/$export?_type=Organization&" + query);
    assertThat(a.asRoot("DELETE", job).send().status()).isEqualTo(202);
  }

  @ParameterizedTest
  @CsvSource({
    "/$export?_outputFormat=csv",
    "/$export?_since=yesterday",
    "/$export?_type=Patience",
    "/$export?_typeFilter=Patient%3Factive=true",
    "/$export?patient=Patient/p1",
    "/Patient/$export?_type=Organization",
    "/Patient/$export?patient=Patient/p1"
  })
  @DisplayName("what cannot be honoured is refused with a 400")
  void refused(String path) {
    Answer answer = async(a.asRoot("GET", path)).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.text("resourceType")).isEqualTo("OperationOutcome");
  }

  @Test
  @DisplayName(
      "without Prefer: respond-async it is a 400; handling=lenient passes over what is not honoured")
  void preferences() {
    assertThat(a.asRoot("GET", "/$export").send().status()).isEqualTo(400);
    Answer lenient =
        a.asRoot("GET", "/$export?_type=Organization&_typeFilter=x")
            .header("Prefer", "respond-async, handling=lenient")
            .send();
    assertThat(a.asRoot("DELETE", begun(lenient)).send().status()).isEqualTo(202);
  }

  @Test
  @DisplayName("a fourth under way is a 429 with Retry-After")
  void tooMany() {
    String token = token("all");
    List<String> jobs =
        java.util.stream.Stream.generate(() -> async(a.http().get("/$export")).bearer(token).send())
            .limit(3)
            .map(ExportContractTest::begun)
            .toList();
    Answer fourth = async(a.http().get("/$export")).bearer(token).send();
    assertThat(fourth.status()).isEqualTo(429);
    assertThat(fourth.header("Retry-After")).isNotBlank();
    jobs.forEach(job -> assertThat(a.asRoot("DELETE", job).send().status()).isEqualTo(202));
  }

  @Test
  @DisplayName(
      "has only what its asker may read; is there for its asker and whom a policy allows it")
  void access() {
    assertThat(async(a.http().get("/$export")).send().status()).isEqualTo(401);
    assertThat(async(a.http().get("/$export")).bearer(token("none")).send().status())
        .isEqualTo(403);

    String some = token("some");
    String job =
        begun(async(a.http().get("/$export?_type=Patient,Observation")).bearer(some).send());
    Answer done = manifest(() -> b.http().get(job).bearer(some));
    assertThat(ids(done)).containsExactly("Patient/p2"); // root may look, too
    assertThat(File.of(done, "error")).singleElement().matches(file -> file.count() == 2);

    String file = File.of(done, "output").getFirst().path();
    assertThat(b.http().get(file).bearer(some).send().status()).isEqualTo(200);
    assertThat(b.http().get(file).send().status()).isEqualTo(401);
    String other = token("other");
    for (String path : List.of(job, file)) {
      assertThat(b.http().get(path).bearer(other).send().status()).isEqualTo(404);
    }
    assertThat(b.http().delete(job).bearer(other).send().status()).isEqualTo(404);

    // Another session of the same user is the same user; one who may not ask any more is not.
    String again = token("some");
    assertThat(b.http().get(file).bearer(again).send().status()).isEqualTo(200);
    assertThat(a.asRoot("DELETE", "/AccessPolicy/some-may-export").send().status()).isEqualTo(200);
    Await.until(
        "the node hears of it",
        SOON,
        () -> b.http().get(file).bearer(again).send().status() == 404);
    assertThat(b.http().delete(job).bearer(again).send().status()).isEqualTo(202);
    policy("some-may-export", "some", "{\"uri\":\"#/\\\\$export$\"}");
  }

  @Test
  @DisplayName("whose asker is disabled meanwhile fails")
  void disabled() {
    put("/User/leaver", "{\"password\":\"password\"}");
    policy("leaver-may", "leaver", "{\"request-method\":\"get\"}");
    String job = begun(async(a.http().get("/$export")).bearer(token("leaver")).send());
    put("/User/leaver", "{\"inactive\":true}");
    CLOCK.forward(Duration.ofSeconds(10));
    Await.until("it fails", SOON, () -> a.asRoot("GET", job).send().status() == 500);
    assertThat(a.asRoot("GET", job).send().body()).contains("OperationOutcome", "any more");
  }

  @Test
  @DisplayName("is gone when its time is over")
  void expires() {
    String job = begin("/$export?_type=Organization");
    String file = File.of(manifest(job), "output").getFirst().path();
    CLOCK.forward(Duration.ofHours(23));
    assertThat(b.asRoot("GET", file).send().status()).isEqualTo(200);
    CLOCK.forward(Duration.ofHours(2));
    assertThat(b.asRoot("GET", job).send().status()).isEqualTo(404);
    assertThat(b.asRoot("GET", file).send().status()).isEqualTo(404);
  }

  @Test
  @DisplayName("is in GET /metadata")
  void metadata() {
    Json rest = a.http().get("/metadata").send().json().array("rest").get(0);
    assertThat(rest.toString())
        .contains("bulkdata/OperationDefinition/export", "patient-export", "group-export");
  }

  private static void part(String restrict) {
    put(
        "/AccessPolicy/part-may",
        "{\"engine\":\"allow\",\"link\":[{\"resourceType\":\"User\",\"id\":\"part\"}],\"restrict\":%s}"
            .formatted(restrict));
  }

  private static String beginAsPart(String path) {
    return begun(async(a.http().call("GET", path).bearer(token("part"))).send());
  }

  @Test
  @DisplayName("who sees but a part is given that part, whatever kind of export it is")
  void restricted() {
    put("/User/part", "{\"password\":\"password\"}");
    put("/Observation/part-gone", observation("p1"));
    put("/Observation/part-come", observation("p2"));
    put(
        "/Group/part",
        "{\"type\":\"person\",\"actual\":true,\"member\":[{\"entity\":{\"reference\":\"Patient/p1\"}},{\"entity\":{\"reference\":\"Patient/p2\"}}]}");
    part(
        "{\"Patient\":\"_id=p1\",\"Observation\":\"patient=p1\",\"Group\":\"_id=part\",\"Organization\":\"\"}");
    String since = CLOCK.instant().minusSeconds(3600).toString();
    put("/Observation/part-deleted", observation("p1"));
    assertThat(a.asRoot("DELETE", "/Observation/part-deleted").send().status()).isEqualTo(200);

    List<String> own = List.of("Observation/o1", "Observation/part-gone", "Patient/p1");
    Answer ofSystem =
        manifest(beginAsPart("/$export?_type=Patient,Observation,Basic,Organization"));
    assertThat(ids(ofSystem)).containsAll(own).hasSize(4).contains("Organization/org");
    assertThat(ofSystem.json().array("error").isEmpty()).isTrue();
    assertThat(ids(manifest(beginAsPart("/Patient/$export?_type=Patient,Observation"))))
        .containsExactlyElementsOf(own);
    assertThat(ids(manifest(beginAsPart("/Group/part/$export?_type=Patient,Observation"))))
        .containsExactlyElementsOf(own);
    Answer since1 = manifest(beginAsPart("/$export?_type=Observation&_since=" + since));
    assertThat(since1.json().array("deleted").isEmpty()).isTrue();

    Answer hidden = async(a.http().call("GET", "/Group/g/$export").bearer(token("part"))).send();
    Answer never = async(a.http().call("GET", "/Group/never/$export").bearer(token("part"))).send();
    assertThat(hidden.status()).isEqualTo(404);
    assertThat(hidden.body()).isEqualTo(never.body().replace("never", "g"));

    Answer other =
        async(
                a.http()
                    .call("POST", "/Patient/$export?_type=Patient,Observation")
                    .bearer(token("part")))
            .json(
                """
                {"resourceType":"Parameters","parameter":[
                  {"name":"patient","valueReference":{"reference":"Patient/p2"}}]}
                """)
            .send();
    assertThat(ids(manifest(begun(other)))).isEmpty();
    remove("/Observation/part-gone", "/Observation/part-come", "/Group/part");
  }

  private static void remove(String... paths) {
    for (String path : paths) {
      assertThat(a.asRoot("DELETE", path).send().status()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName(
      "of what changes during an export one is given what was and is shown, as it was then")
  void restrictedMeanwhile() {
    put("/User/part", "{\"password\":\"password\"}");
    put("/Observation/part-gone", observation("p1"));
    put("/Observation/part-come", observation("p2"));
    put("/Observation/part-stays", observation("p1"));
    part("{\"Observation\":\"patient=p1&code:text=t\",\"Patient\":\"\"}");
    CLOCK.forward(Duration.ofSeconds(1));
    String job = beginAsPart("/$export?_type=Observation");
    String narrower = beginAsPart("/$export?_type=Patient");
    CLOCK.forward(Duration.ofSeconds(1));
    put("/Observation/part-gone", observation("p2"));
    put("/Observation/part-come", observation("p1"));
    put("/Observation/part-stays", observation("p1").replace("final", "amended"));
    part("{\"Observation\":\"patient=p1&code:text=t\",\"Patient\":\"_id=p3\"}");
    Answer done = manifest(job);
    assertThat(ids(done)).contains("Observation/part-stays", "Observation/o1");
    assertThat(ids(done)).doesNotContain("Observation/part-gone", "Observation/part-come");
    assertThat(b.asRoot("GET", File.of(done, "output").getFirst().path()).send().body())
        .doesNotContain("amended");
    assertThat(ids(manifest(narrower))).containsExactly("Patient/p3");
    remove("/Observation/part-gone", "/Observation/part-come", "/Observation/part-stays");
  }

  @Test
  @DisplayName("what another policy lets read one by one is there beside the part that is listed")
  void restrictedAndRead() {
    put("/User/part-reads", "{\"password\":\"password\"}");
    put(
        "/AccessPolicy/part-lists",
        "{\"engine\":\"allow\",\"link\":[{\"resourceType\":\"User\",\"id\":\"part-reads\"}],\"restrict\":{\"Patient\":\"_id=p1\"}}");
    policy("part-reads", "part-reads", "{\"uri\":\"/fhir/Patient/p3\"}");
    policy("part-exports", "part-reads", "{\"uri\":\"#/\\\\$export$\"}");
    String job =
        begun(
            async(a.http().call("GET", "/$export?_type=Patient").bearer(token("part-reads")))
                .send());
    assertThat(ids(manifest(job))).containsExactly("Patient/p1", "Patient/p3");
  }

  @Test
  @DisplayName("what a policy hides of a resource is left out, unless another one shows it")
  void hidden() {
    put("/User/hides", "{\"password\":\"password\"}");
    put("/Practitioner/hides-1", "{\"name\":[{\"family\":\"Seen\"}],\"birthDate\":\"1970-01-01\"}");
    put("/Practitioner/hides-2", "{\"name\":[{\"family\":\"Seen\"}],\"birthDate\":\"1970-02-02\"}");
    put(
        "/AccessPolicy/hides",
        "{\"engine\":\"allow\",\"link\":[{\"resourceType\":\"User\",\"id\":\"hides\"}],\"hide\":{\"Practitioner\":[\"birthDate\"]}}");
    String exported = practitionersOf("hides");
    assertThat(exported).contains("hides-1", "hides-2", "Seen").doesNotContain("1970");
    policy("hides-not", "hides", "{\"uri\":\"/fhir/Practitioner/hides-2\"}");
    assertThat(practitionersOf("hides")).contains("hides-1").doesNotContain("1970-01-01");
    policy("hides-none", "hides", "{\"uri\":\"#.*\"}");
    assertThat(practitionersOf("hides")).contains("1970-01-01", "1970-02-02");
    remove("/Practitioner/hides-1", "/Practitioner/hides-2");
  }

  private static String practitionersOf(String user) {
    String job =
        begun(
            async(a.http().call("GET", "/$export?_type=Practitioner").bearer(token(user))).send());
    Answer done = manifest(job);
    return b.asRoot("GET", File.of(done, "output").getFirst().path()).send().body();
  }
}
