package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.definition.Definitions;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.main.TestApp;
import dev.andiron.resource.Validator;
import dev.andiron.structure.StructureValidator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("full")
@DisplayName("Synthea's patients go out as they came in")
@Timeout(300)
class ExportSyntheaTest {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final String FILE =
      "/synthea/Lucio648_Bruen238_e7264aad-8a07-d44d-940c-2b014fc31762.json.gz";

  private final TickingClock clock = new TickingClock();

  /// The resources of a bundle with references to each other in place of its URNs.
  private static Map<String, String> resources() throws IOException {
    String text;
    try (InputStream in =
        new GZIPInputStream(
            Objects.requireNonNull(ExportSyntheaTest.class.getResourceAsStream(FILE)))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Map<String, String> paths = new HashMap<>();
    for (Json entry : ((JsonObject) JsonReader.read(text)).array("entry")) {
      JsonObject resource = Objects.requireNonNull(((JsonObject) entry).object("resource"));
      paths.put(
          "urn:uuid:" + resource.string("id"),
          resource.string("resourceType") + "/" + resource.string("id"));
    }
    for (Map.Entry<String, String> path : paths.entrySet()) {
      text = text.replace(path.getKey(), path.getValue());
    }
    Map<String, String> resources = new TreeMap<>();
    for (Json entry : ((JsonObject) JsonReader.read(text)).array("entry")) {
      JsonObject resource = Objects.requireNonNull(((JsonObject) entry).object("resource"));
      resources.put(
          resource.string("resourceType") + "/" + resource.string("id"), resource.toString());
    }
    return resources;
  }

  @Test
  @DisplayName("all of them, once, and every line is a valid resource")
  void whole() throws IOException {
    Map<String, String> sent = resources();
    Validator validator = new StructureValidator(Definitions.load(), true);
    try (TestApp app = TestApp.start(TestPostgres.newUrl(), Map.of(), clock)) {
      sent.forEach((path, json) -> {
        Answer answer = app.asRoot("PUT", "/" + path).json(json).send();
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
      });
      Map<String, JsonObject> came = new TreeMap<>();
      for (String level : List.of("/$export", "/Patient/$export")) {
        came.clear();
        export(app, level)
            .forEach(line -> {
              JsonObject resource = (JsonObject) JsonReader.read(line);
              assertThat(validator.check(resource).issues()).isEmpty();
              String path = resource.string("resourceType") + "/" + resource.string("id");
              assertThat(came.put(path, resource)).as(path).isNull();
            });
        if (level.equals("/$export")) {
          assertThat(came.keySet()).isEqualTo(sent.keySet());
        }
      }
      // What is in the compartment of its one patient is what refers to them.
      assertThat(came.keySet())
          .isNotEmpty()
          .isSubsetOf(sent.keySet())
          .noneMatch(path -> path.matches("(Medication|Location|Organization)/.*"));
      assertThat(came.keySet().stream().filter(path -> path.startsWith("Observation/")).count())
          .isEqualTo(
              sent.keySet().stream().filter(path -> path.startsWith("Observation/")).count());
    }
  }

  private List<String> export(TestApp app, String level) {
    String location =
        Objects.requireNonNull(
            app.asRoot("GET", level)
                .header("Prefer", "respond-async")
                .send()
                .header("Content-Location"));
    String job = location.substring(location.indexOf("/$export/"));
    clock.forward(Duration.ofSeconds(10));
    Await.until("it is done", SOON, () -> app.asRoot("GET", job).send().status() == 200);
    return app.asRoot("GET", job).send().json().array("output").stream()
        .map(item -> Objects.requireNonNull(((JsonObject) item).string("url")))
        .map(url -> app.asRoot("GET", url.substring(url.indexOf("/$export/"))).send())
        .flatMap(answer -> answer.body().lines())
        .toList();
  }
}
