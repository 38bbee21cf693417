package dev.andiron.contract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.json.JsonString;
import dev.andiron.main.TestApp;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@DisplayName("A hospital's data as Synthea writes it: loaded whole by POST /, every link led home")
class SyntheaBundlesTest {
  private static final Logger LOG = LoggerFactory.getLogger(SyntheaBundlesTest.class);

  private final Set<String> stored = new HashSet<>();
  private final Map<String, Integer> expected = new TreeMap<>();

  @Test
  @DisplayName("two patients")
  void few() throws Exception {
    load(Set.of("Jules135", "Bonita405"));
  }

  @Test
  @Tag("full")
  @DisplayName("all sixteen files")
  void all() throws Exception {
    load(Set.of());
  }

  /// @param patients of which files; all where there is none
  private void load(Set<String> patients) throws Exception {
    try (TestApp app = TestApp.start()) {
      for (Path file : files()) {
        String name = file.getFileName().toString();
        boolean isBatch = name.contains("Information");
        if (!isBatch && !patients.isEmpty() && !patients.contains(name.split("_", 2)[0])) {
          continue;
        }
        byte[] bundle = unpacked(file);
        long began = System.nanoTime();
        Answer answer = app.asRoot("POST", "/").bytes("application/fhir+json", bundle).send();
        LOG.info(
            "{}: {} bytes in {} ms", name, bundle.length, (System.nanoTime() - began) / 1_000_000);
        check((JsonObject) JsonReader.read(bundle), answer, false);
        if (isBatch) {
          Answer again = app.asRoot("POST", "/").bytes("application/json", bundle).send();
          check((JsonObject) JsonReader.read(bundle), again, true);
        }
      }
      checkCounts(app);
      checkLinks(app);
    }
  }

  /// @param again whether what is made only "if there is none" must be there already
  private void check(JsonObject sent, Answer answer, boolean again) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonArray entries = answer.json().array("entry");
    assertThat(entries.size()).isEqualTo(sent.array("entry").size());
    for (int i = 0; i < entries.size(); i++) {
      JsonObject source = (JsonObject) sent.array("entry").get(i);
      boolean known = again && requireNonNull(source.object("request")).has("ifNoneExist");
      JsonObject entry = (JsonObject) entries.get(i);
      String status = requireNonNull(entry.object("response")).string("status");
      assertThat(status).as(entry.toString()).startsWith(known ? "200 " : "201 ");
      JsonObject resource = requireNonNull(entry.object("resource"));
      String type = requireNonNull(resource.string("resourceType"));
      assertThat(type).isEqualTo(requireNonNull(source.object("resource")).string("resourceType"));
      boolean isNew = stored.add(type + "/" + resource.string("id"));
      assertThat(isNew).isEqualTo(!known);
      if (isNew) {
        expected.merge(type, 1, Integer::sum);
      }
    }
  }

  private void checkCounts(TestApp app) {
    expected.forEach((type, count) -> {
      Answer answer = app.asRoot("GET", "/" + type + "?_summary=count").send();
      assertThat(answer.json().get("total")).as(type).isEqualTo(Json.of(count));
    });
  }

  private void checkLinks(TestApp app) {
    int references = 0;
    for (String type : expected.keySet()) {
      String next = "/" + type + "?_count=1000&_total=none";
      while (next != null) {
        Answer page = app.asRoot("GET", next).send();
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.resources()).isNotEmpty();
        for (JsonObject resource : page.resources()) {
          List<String> found = new ArrayList<>();
          collect(resource, found);
          assertThat(stored).as(resource.toString()).containsAll(found);
          references += found.size();
          assertThat(links(resource)).doesNotContain("urn:uuid:", "?identifier=");
        }
        next = page.link("next");
      }
    }
    assertThat(references).isGreaterThan(stored.size());
  }

  /// All but identifiers and the ids that others gave: they are no links.
  private static String links(JsonObject resource) {
    List<String> found = new ArrayList<>();
    collect(resource, found);
    JsonObject text = resource.object("text");
    return found + (text == null ? "" : text.toString());
  }

  private static void collect(Json value, List<String> found) {
    if (value instanceof JsonArray array) {
      array.forEach(each -> collect(each, found));
    } else if (value instanceof JsonObject object) {
      for (JsonObject.Member member : object) {
        if (member.name().equals("reference")
            && member.value() instanceof JsonString(String text)) {
          if (!text.startsWith("#")) {
            found.add(text);
          }
        } else {
          collect(member.value(), found);
        }
      }
    }
  }

  private static byte[] unpacked(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return in.readAllBytes();
    }
  }

  /// The hospitals and practitioners first: patients refer to them.
  private static List<Path> files() throws IOException, URISyntaxException {
    Path folder = Path.of(requireNonNull(SyntheaBundlesTest.class.getResource("/synthea")).toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".json.gz"))
          .sorted((a, b) -> {
            int order =
                Boolean.compare(
                    !a.toString().contains("Information"), !b.toString().contains("Information"));
            return order != 0 ? order : a.compareTo(b);
          })
          .toList();
    }
  }
}
