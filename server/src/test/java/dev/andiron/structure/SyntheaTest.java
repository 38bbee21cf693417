package dev.andiron.structure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.resource.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Synthea's patients are valid, each resource and each bundle")
class SyntheaTest {

  static List<Path> files() throws IOException, URISyntaxException {
    Path folder =
        Path.of(Objects.requireNonNull(SyntheaTest.class.getResource("/synthea")).toURI());
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.filter(file -> file.toString().endsWith(".json.gz")).sorted().toList();
      assertThat(all).hasSize(16);
      return all;
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void isValid(Path file) throws IOException {
    JsonObject bundle;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      bundle = (JsonObject) JsonReader.read(in.readAllBytes());
    }
    Validator.Checked whole = Checks.VALIDATOR.check(bundle);
    assertThat(Checks.words(whole)).isEmpty();
    // Nothing plain is in JSON, so nothing is copied.
    assertThat(whole.resource()).isSameAs(bundle);
    for (Json entry : bundle.array("entry")) {
      JsonObject resource = Objects.requireNonNull(((JsonObject) entry).object("resource"));
      assertThat(Checks.words(Checks.VALIDATOR.check(resource))).isEmpty();
    }
  }
}
