package dev.andiron.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("./andiron load")
class LoadTest {
  private static final TestApp APP = TestApp.start();

  /// Hospitals, practitioners, and the two patients with the shortest lives.
  private static final List<String> SOME =
      List.of("hospitalInformation", "practitionerInformation", "Jules135", "Bonita405");

  @TempDir private Path folder;

  @AfterAll
  static void stop() {
    APP.close();
  }

  private Path report() {
    return folder.resolve("report.ndjson");
  }

  private int load(Map<String, String> environment, String... arguments) {
    List<String> all = new ArrayList<>(List.of("load", "--report", report().toString()));
    all.addAll(List.of(arguments));
    return new Commands(environment, Clock.systemUTC()).execute(all.toArray(String[]::new));
  }

  private int load(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--server", APP.url() + "/fhir"));
    all.addAll(List.of(arguments));
    return load(
        Map.of("ANDIRON_ROOT_CLIENT_SECRET", TestApp.ROOT_SECRET), all.toArray(String[]::new));
  }

  private List<JsonObject> refused() throws IOException {
    return Files.readAllLines(report()).stream()
        .map(line -> (JsonObject) JsonReader.read(line))
        .toList();
  }

  private static long count(TestApp app, String search) {
    Answer answer =
        app.asRoot("GET", search + (search.contains("?") ? "&" : "?") + "_summary=count").send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return Long.parseLong(
        Objects.requireNonNull(answer.json().get("total")).toString().replaceAll("\\D", ""));
  }

  private static List<Path> synthea(List<String> beginnings) {
    try (Stream<Path> files =
        Files.list(
            Path.of(Objects.requireNonNull(LoadTest.class.getResource("/synthea")).toURI()))) {
      return files
          .filter(file -> file.toString().endsWith(".json.gz"))
          .filter(file ->
              beginnings.isEmpty()
                  || beginnings.stream().anyMatch(file.getFileName().toString()::startsWith))
          .toList();
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Long> types(List<Path> files) {
    Map<String, Long> types = new TreeMap<>();
    for (Path file : files) {
      try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
        for (Json entry : ((JsonObject) JsonReader.read(in.readAllBytes())).array("entry")) {
          JsonObject resource = Objects.requireNonNull(((JsonObject) entry).object("resource"));
          types.merge(Objects.requireNonNull(resource.string("resourceType")), 1L, Long::sum);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return types;
  }

  /// A folder of its own with these files.
  private Path copied(List<Path> files) throws IOException {
    Path in = Files.createDirectories(folder.resolve("in"));
    for (Path file : files) {
      Files.copy(file, in.resolve(file.getFileName().toString()));
    }
    return in;
  }

  private static void assertThereAre(TestApp app, Map<String, Long> types) {
    Map<String, Long> there = new TreeMap<>();
    types.keySet().forEach(type -> there.put(type, count(app, "/" + type)));
    assertThat(there).isEqualTo(types);
  }

  private static void assertReferencesResolve(TestApp app, List<String> types) {
    for (String type : types) {
      String page = "/" + type + "?_count=200";
      while (page != null) {
        Answer answer = app.asRoot("GET", page).send();
        assertThat(answer.body()).doesNotContain("\"reference\":\"urn:uuid:");
        assertThat(answer.body()).doesNotContainPattern("\"reference\":\"[A-Z][A-Za-z]+\\?");
        page = answer.link("next");
      }
    }
  }

  @Test
  @DisplayName("Synthea's files by HTTP, in one go: as many of each type as there are, and again")
  void byHttp() throws IOException {
    List<Path> files = synthea(SOME);
    try (TestApp app = TestApp.start()) {
      Map<String, String> environment = Map.of("ANDIRON_LOAD_SECRET", TestApp.ROOT_SECRET);
      String in = copied(files).toString();
      assertThat(load(environment, "--server", app.url(), in)).isZero();
      assertThereAre(app, types(files));
      assertReferencesResolve(app, List.of("Encounter", "Observation", "PractitionerRole"));
      assertThat(refused()).isEmpty();
      assertThat(folder.resolve("report.ndjson.state")).doesNotExist();
      // Once more changes nothing, not even a version.
      assertThat(load(environment, "--server", app.url(), "--parallel", "2", in)).isZero();
      assertThereAre(app, types(files));
      assertThat(app.asRoot("GET", "/Encounter/_history?_count=1000").send().resources())
          .allSatisfy(encounter ->
              assertThat(Objects.requireNonNull(encounter.object("meta")).string("versionId"))
                  .isEqualTo("1"));
      // With other ids it is there twice, but what others find by its identifier.
      assertThat(load(environment, "--server", app.url(), "--ids", "new", in)).isZero();
      assertThat(count(app, "/Patient")).isEqualTo(2 * 2);
      assertThat(count(app, "/Organization")).isEqualTo(types(files).get("Organization"));
      assertReferencesResolve(app, List.of("Observation"));
    }
  }

  @Test
  @Tag("full")
  @DisplayName("all sixteen files, past HTTP: as many of each type as there are")
  void pastHttp() {
    List<Path> files = synthea(List.of());
    var database = TestPostgres.newUrl();
    Map<String, String> environment = new HashMap<>(TestApp.environment(database));
    environment.put("ANDIRON_DATA", folder.toString());
    String[] names = files.stream().map(Path::toString).toArray(String[]::new);
    assertThat(load(environment, names)).isZero();
    try (TestApp app = TestApp.start(database, Map.of())) {
      assertThereAre(app, types(files));
      assertReferencesResolve(app, List.copyOf(types(files).keySet()));
    }
  }

  @Test
  @DisplayName("past HTTP beside a running server, which sees what was written")
  void pastHttpBeside() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("one.json"), "{\"resourceType\":\"Patient\",\"id\":\"lo-beside\"}");
    Map<String, String> environment = new HashMap<>(TestApp.environment(APP.database()));
    environment.put("ANDIRON_DATA", folder.toString());
    assertThat(load(environment, file.toString())).isZero();
    assertThat(APP.asRoot("GET", "/Patient/lo-beside").send().status()).isEqualTo(200);
  }

  @Test
  @DisplayName("NDJSON, packed: what is wrong is reported by its line, the rest is there")
  void lines() throws IOException {
    Path file = folder.resolve("patients.ndjson.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      for (int i = 1; i <= 700; i++) {
        String line =
            switch (i) {
              case 300 -> "{\"resourceType\":\"Patient\",\"id\":\"lo-300\",\"gender\":\"f\"}";
              case 400 -> "{\"resourceType\":\"Patient\",\"id\":\"lo-400\"]}";
              case 500 -> "";
              default -> "{\"resourceType\":\"Patient\",\"id\":\"lo-" + i + "\",\"active\":true}";
            };
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    assertThat(load(file.toString())).isEqualTo(3);
    assertThat(count(APP, "/Patient?_id=lo-1,lo-299,lo-301,lo-700")).isEqualTo(4);
    assertThat(count(APP, "/Patient?active=true")).isEqualTo(697);
    assertThat(refused())
        .extracting(line -> line.string("place"))
        .containsExactlyInAnyOrder("line 400", "line 300");
    assertThat(refused())
        .filteredOn(line -> "Patient/lo-300".equals(line.string("resource")))
        .singleElement()
        .satisfies(line -> {
          assertThat(line.get("status")).isEqualTo(Json.of(422));
          assertThat(line.array("issue").toString()).contains("Patient.gender");
        });
  }

  @Test
  @DisplayName("a transaction that is refused names its entry and stops no other file")
  void refusedTransaction() throws IOException {
    Files.writeString(
        folder.resolve("a.json"),
        """
        {"resourceType":"Bundle","type":"transaction","entry":[
         {"resource":{"resourceType":"Patient","id":"lo-tx"},"request":{"method":"PUT","url":"Patient/lo-tx"}},
         {"resource":{"resourceType":"Patient","gender":"x"},"request":{"method":"POST","url":"Patient"}}]}
        """);
    Files.writeString(folder.resolve("b.json"), "{\"resourceType\":\"Pat");
    Files.writeString(folder.resolve("c.json"), "{\"resourceType\":\"Patient\",\"id\":\"lo-c\"}");
    assertThat(load(folder.toString())).isEqualTo(3);
    assertThat(APP.asRoot("GET", "/Patient/lo-tx").send().status()).isEqualTo(404);
    assertThat(APP.asRoot("GET", "/Patient/lo-c").send().status()).isEqualTo(200);
    assertThat(refused()).hasSize(2);
    assertThat(refused().toString()).contains("a.json", "entry[1]", "b.json");
    // What failed is tried again, what did not is not.
    Files.writeString(folder.resolve("b.json"), "{\"resourceType\":\"Patient\",\"id\":\"lo-b\"}");
    Files.delete(folder.resolve("a.json"));
    assertThat(APP.asRoot("DELETE", "/Patient/lo-c").send().status()).isEqualTo(200);
    assertThat(load(folder.toString())).isZero();
    assertThat(APP.asRoot("GET", "/Patient/lo-b").send().status()).isEqualTo(200);
    assertThat(APP.asRoot("GET", "/Patient/lo-c").send().status()).isEqualTo(410);
  }

  @Test
  @DisplayName("a collection is created entry by entry; what has no id gets the same one each time")
  void collection() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("collection.json"),
            """
            {"resourceType":"Bundle","type":"collection","entry":[
             {"fullUrl":"http://example.org/Patient/lo-col","resource":{"resourceType":"Patient","id":"lo-col"}},
             {"resource":{"resourceType":"Patient","name":[{"family":"Lonamed"}]}}]}
            """);
    for (int i = 0; i < 2; i++) {
      assertThat(load(file.toString())).isZero();
      assertThat(count(APP, "/Patient?family=Lonamed")).isEqualTo(1);
      assertThat(APP.asRoot("GET", "/Patient/lo-col").send().status()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("ends with 1 where it cannot begin: no credentials, wrong ones, no server, no file")
  void cannotBegin() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("one.json"), "{\"resourceType\":\"Patient\",\"id\":\"lo-not\"}");
    String name = file.toString();
    assertThat(load(Map.of(), "--server", APP.url(), name)).isEqualTo(1);
    assertThat(load(Map.of("ANDIRON_LOAD_TOKEN", "x"), "--server", APP.url(), name)).isEqualTo(1);
    assertThat(load(Map.of("ANDIRON_LOAD_TOKEN", "x"), "--server", "http://localhost:1", name))
        .isEqualTo(1);
    assertThat(load(folder.resolve("none.json").toString())).isEqualTo(1);
    assertThat(load("--parallel", "0", name)).isEqualTo(1);
    assertThat(load()).isEqualTo(2);
    assertThat(APP.asRoot("GET", "/Patient/lo-not").send().status()).isEqualTo(404);
  }
}
