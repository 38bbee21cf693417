package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Documents;
import dev.andiron.http.Operation;
import dev.andiron.http.Route;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.main.TestApp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Writes `docs/fhir.md` anew where the system property `andiron.documents` is `write`.
@DisplayName("docs/fhir.md says what the server says of itself")
class FhirDocumentTest {
  private static final String PATH = "docs/fhir.md";

  private static final Map<String, String> REQUESTS =
      Map.ofEntries(
          Map.entry("read", "`GET /Type/id`"),
          Map.entry("vread", "`GET /Type/id/_history/version`"),
          Map.entry("update", "`PUT /Type/id`"),
          Map.entry("patch", "`PATCH /Type/id`"),
          Map.entry("delete", "`DELETE /Type/id`"),
          Map.entry("history-instance", "`GET /Type/id/_history`"),
          Map.entry("history-type", "`GET /Type/_history`"),
          Map.entry("create", "`POST /Type`"),
          Map.entry("search-type", "`GET /Type?…`, `POST /Type/_search`"),
          Map.entry("transaction", "`POST /` with a Bundle of type `transaction`"),
          Map.entry("batch", "`POST /` with a Bundle of type `batch`"),
          Map.entry("search-system", "`GET /?…`"),
          Map.entry("history-system", "`GET /_history`"));

  @Test
  @DisplayName("it is what is made from GET /metadata and the routes")
  void document() {
    try (TestApp app = TestApp.start()) {
      String made = text(app.http().get("/metadata").send().json()) + names(app.routes());
      if ("write".equals(System.getProperty("andiron.documents"))) {
        Documents.write(PATH, made);
      }
      assertThat(Documents.read(PATH))
          .as("write it anew: ./build or this test with -Dandiron.documents=write")
          .isEqualTo(made);
    }
  }

  private static String text(JsonObject statement) {
    JsonObject rest = (JsonObject) statement.array("rest").get(0);
    List<JsonObject> resources = objects(rest.array("resource"));
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # FHIR, as this version has it

        Made from the code: this page says what `GET /metadata` says under the default settings, and a test (FhirDocumentTest) holds the two together. What it does not say, [the page that names the tests](conformance.md) does;
        settings are in [configuration](configuration.md).

        ## Interactions

        Every path works at the root and under `/fhir`.

        | interaction | request | types |
        |---|---|---|
        """);
    for (String code : codes(rest.array("interaction"))) {
      row(text, code, REQUESTS.getOrDefault(code, ""), "the system");
    }
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (JsonObject resource : resources) {
      codes(resource.array("interaction")).forEach(code -> counts.merge(code, 1, Integer::sum));
    }
    counts.forEach((code, count) ->
        row(text, code, REQUESTS.getOrDefault(code, ""), types(count, resources.size())));
    for (String flag :
        List.of("conditionalCreate", "conditionalUpdate", "updateCreate", "readHistory")) {
      int count = (int) resources.stream().filter(each -> each.flag(flag, false)).count();
      row(text, flag, "", types(count, resources.size()));
    }
    for (String choice : List.of("conditionalRead", "conditionalDelete", "versioning")) {
      row(text, choice, code(all(resources, choice)), types(resources.size(), resources.size()));
    }
    row(text, "referencePolicy", code(texts(resources.getFirst().array("referencePolicy"))), "all");

    text.append("\n## Formats\n\n")
        .append(code(texts(statement.array("format"))))
        .append("; patches as ")
        .append(code(texts(statement.array("patchFormat"))))
        .append(".\n\n## Operations\n\n| operation | of | definition |\n|---|---|---|\n");
    operations(text, rest, resources);
    text.append("\n## The server's own types\n\n")
        .append(rest.string("documentation"))
        .append("\n\n| type | search parameters |\n|---|---|\n");
    for (JsonObject own : objects(rest.array("extension"))) {
      own(text, own);
    }
    parameters(text, resources);
    return text.toString();
  }

  /// What access policies are asked about, as `GET /Operation` tells.
  private static String names(List<Route> routes) {
    Map<String, Operation> operations = new TreeMap<>();
    for (Route route : routes) {
      Operation operation = Objects.requireNonNull(route.operation(), route.pattern());
      operations.put(operation.id(), operation);
    }
    StringBuilder text =
        new StringBuilder(
            """

            ## Names for access policies

            `GET /Operation` lists them with their requests. What not everybody may do is for [access policies](security.md#policies) to say, which can be linked to it.

            | operation | what it does | who may |
            |---|---|---|
            """);
    for (Operation operation : operations.values()) {
      row(
          text,
          "`" + operation.id() + "`",
          operation.description(),
          switch (operation.admission()) {
            case ALL -> "all, without signing in";
            case SESSION -> "all who are signed in";
            case POLICY -> "whom a policy allows it";
            case OPENABLE -> "whom a policy allows it, or all where it was made public";
          });
    }
    return text.toString();
  }

  private static void operations(StringBuilder text, JsonObject rest, List<JsonObject> resources) {
    Map<String, TreeSet<String>> types = new TreeMap<>();
    for (JsonObject resource : resources) {
      for (JsonObject operation : objects(resource.array("operation"))) {
        types
            .computeIfAbsent(
                operation.string("name") + " " + operation.string("definition"),
                _ -> new TreeSet<>())
            .add(String.valueOf(resource.string("type")));
      }
    }
    for (JsonObject operation : objects(rest.array("operation"))) {
      row(
          text,
          "`$" + operation.string("name") + "`",
          "the system",
          String.valueOf(operation.string("definition")));
    }
    types.forEach((operation, of) ->
        row(
            text,
            "`$" + operation.substring(0, operation.indexOf(' ')) + "`",
            of.size() == resources.size() ? "every type" : String.join(", ", of),
            operation.substring(operation.indexOf(' ') + 1)));
  }

  private static void own(StringBuilder text, JsonObject own) {
    String type = "";
    List<String> names = new ArrayList<>();
    for (JsonObject part : objects(own.array("extension"))) {
      if ("type".equals(part.string("url"))) {
        type = String.valueOf(part.string("valueString"));
      } else {
        JsonObject name = (JsonObject) part.array("extension").get(0);
        JsonObject kind = (JsonObject) part.array("extension").get(1);
        names.add("`" + name.string("valueString") + "` " + kind.string("valueCode"));
      }
    }
    text.append("| ").append(type).append(" | ").append(String.join(", ", names)).append(" |\n");
  }

  /// Those that every type has are told once, and so are the modifiers of each kind.
  private static void parameters(StringBuilder text, List<JsonObject> resources) {
    Map<String, TreeSet<String>> modifiers = new TreeMap<>();
    Map<String, Integer> common = new TreeMap<>();
    for (JsonObject resource : resources) {
      for (JsonObject parameter : objects(resource.array("searchParam"))) {
        modifiers
            .computeIfAbsent(String.valueOf(parameter.string("type")), _ -> new TreeSet<>())
            .addAll(
                List.of(
                    String.valueOf(parameter.string("documentation"))
                        .replace("Modifiers: ", "")
                        .split(", ", -1)));
        common.merge(shown(parameter), 1, Integer::sum);
      }
    }
    text.append("\n## Search parameters\n\n| kind | modifiers |\n|---|---|\n");
    modifiers.forEach((kind, all) ->
        text.append("| ").append(kind).append(" | ").append(code(all)).append(" |\n"));
    common.values().removeIf(count -> count < resources.size());
    boolean includes =
        resources.getFirst().has("searchRevInclude") || has(resources, "searchInclude");
    text.append("\nEvery type: ").append(String.join(", ", common.keySet())).append(".\n");
    if (includes) {
      text.append(
          "\n`_include` takes every reference parameter of the type, `_revinclude` every one of other types that may point to"
              + " it; `GET /metadata` lists them.\n");
    }
    text.append("\n| type | search parameters beside those |\n|---|---|\n");
    for (JsonObject resource : resources) {
      List<String> own =
          objects(resource.array("searchParam")).stream()
              .map(FhirDocumentTest::shown)
              .filter(each -> !common.containsKey(each))
              .toList();
      text.append("| ")
          .append(resource.string("type"))
          .append(" | ")
          .append(String.join(", ", own))
          .append(" |\n");
    }
  }

  private static boolean has(List<JsonObject> resources, String member) {
    return resources.stream().anyMatch(each -> each.has(member));
  }

  private static String shown(JsonObject parameter) {
    return "`" + parameter.string("name") + "` " + parameter.string("type");
  }

  private static String types(int count, int all) {
    return count == all ? "all" : count == 0 ? "none" : count + " types";
  }

  private static void row(StringBuilder text, String first, String second, String third) {
    text.append("| ").append(first).append(" | ").append(second).append(" | ").append(third);
    text.append(" |\n");
  }

  private static List<String> all(List<JsonObject> resources, String member) {
    return resources.stream()
        .map(each -> Objects.requireNonNull(each.string(member)))
        .distinct()
        .toList();
  }

  private static String code(Collection<String> texts) {
    return texts.stream().map(each -> "`" + each + "`").collect(Collectors.joining(", "));
  }

  private static List<String> codes(JsonArray array) {
    return objects(array).stream().map(each -> String.valueOf(each.string("code"))).toList();
  }

  private static List<String> texts(JsonArray array) {
    return array.stream().map(each -> ((JsonString) each).text()).toList();
  }

  private static List<JsonObject> objects(JsonArray array) {
    List<JsonObject> objects = new ArrayList<>();
    for (Json each : array) {
      objects.add((JsonObject) each);
    }
    return objects;
  }
}
