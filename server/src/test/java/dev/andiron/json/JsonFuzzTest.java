package dev.andiron.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Any bytes as JSON")
class JsonFuzzTest {
  static Stream<byte[]> documents() {
    return Stream.of(
            "{\"grant_type\":\"password\",\"username\":\"u\"}",
            "[1.10,1.0E2,-0,true,null,\"\\ud83d\\ude00\\u0000\"]",
            "{\"a\":{\"a\":[{}]},\"\":\"\\\"\\\\/\"}",
            "\ufeff \"x\" ")
        .map(text -> text.getBytes(UTF_8));
  }

  /// What can be read is written as JSON that is read as the same, whatever its numbers look like.
  @MethodSource("documents")
  @FuzzTest(maxDuration = "5s")
  void json(byte[] bytes) {
    Json read;
    try {
      read = JsonReader.read(bytes);
    } catch (JsonException e) {
      RefusedText.check(e, bytes);
      return;
    }
    Json again = JsonReader.read(JsonWriter.utf8(read));
    if (!again.equals(read)) {
      throw new AssertionError("read as " + read + ", and from what was written as " + again);
    }
  }
}
