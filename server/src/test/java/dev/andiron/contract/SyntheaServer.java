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
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// A server of its own with some of Synthea's patients, their hospitals and their practitioners,
/// started once for the tests that only read it; and the same resources to compare its answers
/// with.
final class SyntheaServer {
  private static final int AT_ONCE = 4;
  private static final Set<String> FILES =
      Set.of("Alesha810", "Bonita405", "Dana512", "Jules135", "Lucio648");

  static final List<JsonObject> RESOURCES = resources();

  private SyntheaServer() {}

  /// Started by who first asks for it, once this class is ready for the threads that fill it.
  static TestApp app() {
    return Started.APP;
  }

  private static final class Started {
    static final TestApp APP = started();
  }

  private static TestApp started() {
    TestApp app = TestApp.start();
    List<Future<Answer>> answers = new ArrayList<>();
    try (ExecutorService writers = Executors.newFixedThreadPool(AT_ONCE)) {
      for (JsonObject each : RESOURCES) {
        answers.add(
            writers.submit(() -> app.asRoot("PUT", "/" + key(each)).json(each.toString()).send()));
      }
    }
    for (Future<Answer> answer : answers) {
      assertThat(answer.resultNow().status()).as(answer.resultNow().body()).isEqualTo(201);
    }
    return app;
  }

  static String key(JsonObject resource) {
    return resource.string("resourceType") + "/" + resource.string("id");
  }

  static List<JsonObject> of(String type, Predicate<JsonObject> condition) {
    return RESOURCES.stream()
        .filter(each -> type.equals(each.string("resourceType")))
        .filter(condition)
        .toList();
  }

  /// What a part of a resource refers to by `Type/id`, at whatever depth.
  static Set<String> references(Json value) {
    Set<String> found = new LinkedHashSet<>();
    collect(value, found);
    return found;
  }

  private static void collect(Json value, Set<String> found) {
    if (value instanceof JsonArray array) {
      array.forEach(each -> collect(each, found));
    } else if (value instanceof JsonObject object) {
      for (JsonObject.Member member : object) {
        if (member.name().equals("reference")
            && member.value() instanceof JsonString(String text)) {
          if (!text.startsWith("#")) {
            found.add(text);
          }
        } else if (!member.name().equals("contained")) {
          collect(member.value(), found);
        }
      }
    }
  }

  private static List<JsonObject> resources() {
    List<JsonObject> all = new ArrayList<>();
    for (JsonObject bundle : bundles()) {
      for (Json entry : bundle.array("entry")) {
        all.add(requireNonNull(((JsonObject) entry).object("resource")));
      }
    }
    // urn:uuid:… and Practitioner?identifier=… become Type/id, as a transaction would make them.
    Map<String, String> names = new HashMap<>();
    for (JsonObject each : all) {
      names.put("urn:uuid:" + each.string("id"), key(each));
      for (Json identifier : each.array("identifier")) {
        if (identifier instanceof JsonObject object) {
          names.put(
              each.string("resourceType")
                  + "?identifier="
                  + object.string("system")
                  + "|"
                  + object.string("value"),
              key(each));
        }
      }
    }
    return all.stream().map(each -> (JsonObject) renamed(each, names)).toList();
  }

  private static Json renamed(Json value, Map<String, String> names) {
    return switch (value) {
      case JsonArray array ->
          JsonArray.of(array.stream().map(each -> renamed(each, names)).toList());
      case JsonObject object -> {
        JsonObject.Builder builder = JsonObject.builder();
        for (JsonObject.Member member : object) {
          builder.put(
              member.name(),
              member.name().equals("reference") && member.value() instanceof JsonString(String text)
                  ? Json.of(names.getOrDefault(text, text))
                  : renamed(member.value(), names));
        }
        yield builder.build();
      }
      default -> value;
    };
  }

  private static List<JsonObject> bundles() {
    try {
      Path folder = Path.of(requireNonNull(SyntheaServer.class.getResource("/synthea")).toURI());
      try (Stream<Path> files = Files.list(folder)) {
        List<JsonObject> bundles = new ArrayList<>();
        for (Path file : files.sorted().toList()) {
          String name = file.getFileName().toString();
          if (name.contains("Information") || FILES.contains(name.split("_", 2)[0])) {
            try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
              bundles.add((JsonObject) JsonReader.read(in.readAllBytes()));
            }
          }
        }
        return bundles;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
