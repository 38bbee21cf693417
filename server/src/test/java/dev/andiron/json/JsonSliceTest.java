package dev.andiron.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A JSON text taken apart without being read says the same as when it is read")
class JsonSliceTest {
  private static final int DOCUMENTS = 400;
  private static final int MUTANTS = 40;

  private static JsonSlice slice(String text) {
    return JsonSlice.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Down to the leaves by slices alone.
  private static Json rebuilt(JsonSlice slice) {
    if (slice.isObject()) {
      JsonObject.Builder builder = JsonObject.builder();
      slice.members().forEach(member -> builder.put(member.name(), rebuilt(member.value())));
      return builder.build();
    }
    return slice.isArray()
        ? JsonArray.of(slice.elements().stream().map(JsonSliceTest::rebuilt).toList())
        : slice.read();
  }

  /// What is asked of it where bundles are read: members of the whole, elements, members of each.
  private static void takenApart(byte[] text) {
    JsonSlice whole = JsonSlice.of(text);
    assertThat(whole.length()).isPositive();
    Json _ = rebuilt(whole);
  }

  private static final List<String> STRINGS =
      List.of(
          "",
          "a",
          "resource",
          "ü€😀",
          "\\\"",
          "\\\\",
          "\\\\\\\"",
          "\\u0041",
          "\\ud83d\\ude00",
          "}],{[",
          "a\\/b",
          "\\n");
  private static final List<String> SPACES = List.of("", "", "", " ", "\n", "\t ", "\r\n");

  private static String document(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 4 : 7)) {
      case 0 -> "\"" + STRINGS.get(random.nextInt(STRINGS.size())) + "\"";
      case 1 -> List.of("0", "-1", "1.10", "1e3", "-0.5E-2").get(random.nextInt(5));
      case 2 -> List.of("true", "false").get(random.nextInt(2));
      case 3 -> "null";
      case 4 -> list(random, depth, '[', ']', "");
      default -> list(random, depth, '{', '}', "\"m");
    };
  }

  private static String list(Random random, int depth, char begin, char end, String name) {
    StringBuilder text = new StringBuilder().append(begin);
    int size = random.nextInt(5);
    for (int i = 0; i < size; i++) {
      text.append(i == 0 ? "" : ",").append(space(random));
      if (!name.isEmpty()) {
        text.append(name).append(STRINGS.get(random.nextInt(STRINGS.size()))).append(i);
        text.append('"').append(space(random)).append(':').append(space(random));
      }
      text.append(document(random, depth - 1)).append(space(random));
    }
    return text.append(size == 0 ? space(random) : "").append(end).toString();
  }

  private static String space(Random random) {
    return SPACES.get(random.nextInt(SPACES.size()));
  }

  @Test
  @DisplayName("generated documents, to every depth")
  void generated() {
    Random random = new Random(1);
    for (int i = 0; i < DOCUMENTS; i++) {
      String text = space(random) + document(random, 5) + space(random);
      JsonSlice slice = slice(text);
      Json read = JsonReader.read(text);
      assertThat(slice.read()).as(text).isEqualTo(read);
      assertThat(rebuilt(slice).toString()).as(text).isEqualTo(read.toString());
    }
  }

  @Test
  @DisplayName("mutants are taken apart just where they can be read, or are a JsonException")
  void mutants() {
    Random random = new Random(2);
    int taken = 0;
    int refused = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      byte[] text = document(random, 4).getBytes(StandardCharsets.UTF_8);
      for (int j = 0; j < MUTANTS; j++) {
        byte[] mutant = mutant(text, random);
        boolean readable = isReadable(mutant);
        try {
          takenApart(mutant);
          taken++;
          assertThat(readable).as(new String(mutant, StandardCharsets.UTF_8)).isTrue();
        } catch (JsonException e) {
          refused++;
          assertThat(readable).as(new String(mutant, StandardCharsets.UTF_8)).isFalse();
        }
      }
    }
    assertThat(taken).isPositive();
    assertThat(refused).isGreaterThan(taken / 10);
  }

  private static boolean isReadable(byte[] text) {
    try {
      Json _ = JsonReader.read(text);
      return true;
    } catch (JsonException e) {
      return false;
    }
  }

  private static byte[] mutant(byte[] text, Random random) {
    byte[] mutant = text.clone();
    String bytes = "{}[],:\"\\ \n\0\1x0-e";
    for (int i = random.nextInt(3); i >= 0; i--) {
      mutant[random.nextInt(mutant.length)] =
          random.nextInt(8) == 0
              ? (byte) random.nextInt(256)
              : (byte) bytes.charAt(random.nextInt(bytes.length()));
    }
    return random.nextInt(4) == 0
        ? java.util.Arrays.copyOf(mutant, random.nextInt(mutant.length + 1))
        : mutant;
  }

  @Test
  @DisplayName("every beginning of a document that is not the whole is refused")
  void truncated() {
    String text = "{\"type\":\"batch\",\"entry\":[{\"a\":\"\\\"x\\\\\"},{\"b\":[1.5,null]}]}";
    for (int i = 0; i < text.length(); i++) {
      byte[] part = text.substring(0, i).getBytes(StandardCharsets.UTF_8);
      assertThatExceptionOfType(JsonException.class)
          .as(text.substring(0, i))
          .isThrownBy(() -> takenApart(part));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1]",
        "[1}",
        "{\"a\":[1}}",
        "{\"a\":1}}",
        "[1]]",
        "{\"a\":1,}",
        "{,}",
        "[1,]",
        "[,1]",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"a\" 1}",
        "{a:1}",
        "{1:1}",
        "{\"a\":}",
        "[1 2]",
        "{} {}",
        "[]x",
        "\"",
        "\"\\",
        "{\"\u0000\":1}",
        "{\"\\ud800\":1}"
      })
  @DisplayName("what is not well-formed between the values it finds")
  void malformed(String text) {
    assertThatExceptionOfType(JsonException.class)
        .isThrownBy(() -> takenApart(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  @DisplayName("a byte order mark is passed over; depth costs nothing")
  void markAndDepth() {
    assertThat(slice("\ufeff {\"a\":1}").members()).hasSize(1);
    String deep = "[".repeat(1_000_000) + "]".repeat(1_000_000);
    assertThat(slice(deep).length()).isEqualTo(2_000_000);
    assertThatExceptionOfType(JsonException.class).isThrownBy(() -> slice(deep).read());
  }
}
