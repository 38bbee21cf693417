package dev.andiron;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.YamlReader;
import dev.andiron.main.TestApp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Reads the guide: under each heading, puts the resources of its YAML in place, asks each line of
/// its table, and removes them again, so that no pattern leans on another.
@DisplayName("The guide to access policies: each pattern allows what its table says, and no more")
class PoliciesGuideTest {
  private static final String GUIDE = "docs/guide/policies.md";
  private static final Pattern ROW =
      Pattern.compile(
          "\\| `([a-z]+)` \\| `([A-Z]+) (\\S+)(?: (\\{.*}))?` \\| (\\d{3})(?:: (.*))? \\|");

  /// A heading with what stands under it.
  private record Section(String heading, StringBuilder yaml, List<Matcher> rows) {
    List<JsonObject> resources() {
      List<JsonObject> resources = new ArrayList<>();
      if (!yaml.isEmpty()) {
        for (Json each :
            (JsonArray)
                YamlReader.read(yaml.toString().getBytes(StandardCharsets.UTF_8)).resolved()) {
          resources.add((JsonObject) each);
        }
      }
      return resources;
    }
  }

  private static List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    boolean yaml = false;
    for (String line : Documents.read(GUIDE).lines().toList()) {
      if (line.startsWith("## ")) {
        sections.add(new Section(line.substring(3), new StringBuilder(), new ArrayList<>()));
      } else if (line.startsWith("```")) {
        yaml = line.equals("```yaml");
      } else if (yaml) {
        sections.getLast().yaml().append(line).append('\n');
      } else if (line.startsWith("| `")) {
        Matcher row = ROW.matcher(line);
        assertThat(row.matches()).as("a line of a table: " + line).isTrue();
        sections.getLast().rows().add(row);
      }
    }
    return sections;
  }

  private static String path(JsonObject resource) {
    return "/" + resource.string("resourceType") + "/" + resource.string("id");
  }

  private static void put(TestApp app, JsonObject resource) {
    Answer answer = app.asRoot("PUT", path(resource)).json(resource.toString()).send();
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
  }

  private static void remove(TestApp app, JsonObject resource) {
    if ("Operation".equals(resource.string("resourceType"))) {
      put(app, resource.with("public", Json.of(false)));
    } else {
      assertThat(app.asRoot("DELETE", path(resource)).send().status()).isEqualTo(200);
    }
  }

  private final Map<String, String> tokens = new HashMap<>();

  private Call as(TestApp app, String who, String method, String path) {
    Call call = app.http().call(method, path);
    if (who.equals("nobody")) {
      return call;
    }
    if (app.asRoot("GET", "/Client/" + who).send().status() == 200) {
      return call.basic(who, "verysecret");
    }
    return call.bearer(
        tokens.computeIfAbsent(
            who,
            user ->
                app.http()
                    .post("/auth/token")
                    .basic("app", "verysecret")
                    .form("grant_type", "password", "username", user, "password", "a password")
                    .send()
                    .text("access_token")));
  }

  private static List<String> keys(Answer answer) {
    return answer.resources().stream().map(PoliciesGuideTest::path).toList();
  }

  @Test
  @DisplayName("every pattern")
  void patterns() {
    List<Section> sections = sections();
    List<String> faults = new ArrayList<>();
    int asked = 0;
    try (TestApp app = TestApp.start()) {
      sections.getFirst().resources().forEach(resource -> put(app, resource));
      for (Section section : sections.subList(1, sections.size())) {
        List<JsonObject> resources = section.resources();
        assertThat(resources).as(section.heading()).isNotEmpty();
        assertThat(section.rows()).as(section.heading()).hasSizeGreaterThan(4);
        resources.forEach(resource -> put(app, resource));
        for (Matcher row : section.rows()) {
          String difference = difference(app, row);
          if (difference != null) {
            faults.add(section.heading() + ": " + row.group() + " " + difference);
          }
          asked++;
        }
        resources.forEach(resource -> remove(app, resource));
      }
    }
    assertThat(faults).isEmpty();
    assertThat(asked).isGreaterThan(40);
  }

  private @Nullable String difference(TestApp app, Matcher row) {
    String method = row.group(2);
    String path = row.group(3);
    Call call = as(app, row.group(1), method, path);
    String body = row.group(4);
    if (path.endsWith("/_search")) {
      call.form();
    } else if (body != null) {
      call.json(body);
    }
    Answer answer = call.send();
    if (answer.status() != Integer.parseInt(row.group(5))) {
      return "is " + answer.status() + ": " + answer.body();
    }
    String shown = row.group(6);
    if (shown == null) {
      return null;
    }
    List<String> expected =
        shown.equals("nothing")
            ? List.of()
            : List.of(
                requireNonNull(shown).replace("`", "/").replaceAll("/(, |$)", "$1").split(", "));
    List<String> actual = keys(answer);
    return actual.size() == expected.size() && actual.containsAll(expected)
        ? null
        : "shows " + actual;
  }
}
