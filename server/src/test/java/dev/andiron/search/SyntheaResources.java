package dev.andiron.search;

import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// The resources of Synthea's bundles as a server holds them that took these in: references by
/// `urn:uuid:` and by identifier are references to what they stand for.
final class SyntheaResources {
  private static final Pattern REFERENCE =
      Pattern.compile(
          "\"(?:urn:uuid:([0-9a-f-]+)|[A-Z][A-Za-z]+\\?identifier=[^\"|]*\\|([^\"]+))\"");

  private SyntheaResources() {}

  /// @param names what the names of the files begin with, those that are referred to first
  static List<JsonObject> of(String... names) {
    Map<String, String> references = new HashMap<>();
    List<JsonObject> all = new ArrayList<>();
    for (String name : names) {
      String text = text(name);
      for (JsonObject resource : resources(text)) {
        String reference = resource.string("resourceType") + "/" + resource.string("id");
        references.put(String.valueOf(resource.string("id")), reference);
        for (Json identifier : resource.array("identifier")) {
          references.putIfAbsent(
              String.valueOf(((JsonObject) identifier).string("value")), reference);
        }
      }
      all.addAll(
          resources(
              REFERENCE
                  .matcher(text)
                  .replaceAll(match -> {
                    String id = match.group(1) == null ? match.group(2) : match.group(1);
                    return Matcher.quoteReplacement(
                        '"' + references.getOrDefault(id, "urn:uuid:" + id) + '"');
                  })));
    }
    return all;
  }

  private static List<JsonObject> resources(String bundle) {
    return ((JsonObject) JsonReader.read(bundle))
        .array("entry").stream()
            .map(entry -> Objects.requireNonNull(((JsonObject) entry).object("resource")))
            .toList();
  }

  private static String text(String name) {
    try {
      Path folder =
          Path.of(Objects.requireNonNull(SyntheaResources.class.getResource("/synthea")).toURI());
      try (Stream<Path> files = Files.list(folder)) {
        Path file =
            files
                .filter(each -> each.getFileName().toString().startsWith(name))
                .findFirst()
                .orElseThrow();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
          return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
