package dev.andiron.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Any bytes as YAML")
class YamlFuzzTest {
  static Stream<byte[]> documents() {
    return Stream.of(
            "secret: verysecret\ngrant_types:\n  - password\n",
            "a: &a [1, 'it''s', \"\\u00e9\\n\", ~]\nb: *a\n",
            "? x\n: |-\n  text\n  more\n",
            "--- {a: 0x1F, b: .5, c: 1e3, d: no}\n...\n",
            "- >+\n  folded\n\n- !!str x\n- <<: {y: z}\n",
            "%YAML 1.2\n---\n# comment\n\"k\": [{}, []]\n")
        .map(text -> text.getBytes(UTF_8));
  }

  /// What can be read has a meaning, and the meaning has one spelling that is read as the same.
  @MethodSource("documents")
  @FuzzTest(maxDuration = "5s")
  void yaml(byte[] bytes) {
    String written;
    try {
      written = JsonWriter.text(YamlReader.read(bytes));
    } catch (JsonException e) {
      RefusedText.check(e, bytes);
      return;
    }
    Json meant = JsonReader.read(written);
    String again = JsonWriter.text(YamlReader.read(YamlWriter.utf8(meant)));
    if (!again.equals(written)) {
      throw new AssertionError("read as " + written + ", and from what was written as " + again);
    }
  }
}
