package dev.andiron.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

@DisplayName("YAML 1.2 out")
class YamlWriterTest {
  @Test
  @DisplayName("Block style, in the order of the members")
  void aResource() {
    Json json =
        JsonReader.read(
            """
            {"resourceType":"Patient","id":"p1","meta":{"versionId":"1"},"active":true,
             "name":[{"family":"O'Hara","given":["Ann: Mary","no"]},{"text":"# x"}],
             "value":1.10,"far":1.0E2,"birthDate":"1980-02-03","none":null,"o":{},"a":[],
             "matrix":[[1,2],[]],"text":"two\\nlines","more":"x\\n\\n","url":"http://a.example/x#y"}
            """);
    assertThat(YamlWriter.text(json))
        .isEqualTo(
            """
            resourceType: Patient
            id: p1
            meta:
              versionId: '1'
            active: true
            name:
              - family: O'Hara
                given:
                  - 'Ann: Mary'
                  - 'no'
              - text: '# x'
            value: 1.10
            far: 1.0E2
            birthDate: '1980-02-03'
            none: null
            o: {}
            a: []
            matrix:
              - - 1
                - 2
              - []
            text: |-
              two
              lines
            more: |+
              x

            url: http://a.example/x#y
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no",
        "No",
        "NO",
        "yes",
        "on",
        "Off",
        "y",
        "N",
        "true",
        "False",
        "null",
        "Null",
        "~",
        "",
        "0123",
        "123",
        "-1",
        "+1",
        "1_000",
        "0x1F",
        "0o17",
        "0b101",
        "1e3",
        "1.5",
        ".5",
        "1.",
        ".",
        "1E-3",
        ".inf",
        "-.INF",
        ".NaN",
        "12:30",
        "12:30:45.5",
        "190:20:30",
        "2024-01-01",
        "2024-1-1",
        "2024-01-01T00:00:00Z",
        "2024-01-01 10:00:00",
        "=",
        "<<",
        "- a",
        "-",
        "-a",
        "?x",
        ":x",
        ",x",
        "[x",
        "]x",
        "{x",
        "}x",
        "#x",
        "&x",
        "*x",
        "!x",
        "|x",
        ">x",
        "'x",
        "\"x",
        "%x",
        "@x",
        "`x",
        "a: b",
        "a:",
        "a #b",
        " a",
        "a ",
        "...",
        "---"
      })
  @DisplayName("What a reader of YAML 1.1 or 1.2 would take for something else is quoted")
  void quoted(String text) {
    assertThat(YamlWriter.text(new JsonString(text)))
        .isEqualTo("'" + text.replace("'", "''") + "'\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a", "Ann", "nono", "one two", "it's", "a:b", "http://x/y?z=1#f", "a#b", "(x)",
            "123 Main St",
        "1.2.3.4a", "é ü 漢字 😀", "2024-01", "x, y", "a-b", "/Patient", "$x", "_id", "1.5 mg", "e5",
        "urn:uuid:1", "<div>x</div>", "a\\b", "say \"hi\"", "v1", "10:00 am"
      })
  @DisplayName("What nobody could mistake stays plain")
  void plain(String text) {
    assertThat(YamlWriter.text(new JsonString(text))).isEqualTo(text + "\n");
  }

  @ParameterizedTest
  @CsvSource({"'a\tb','\"a\\tb\"'", "'a\u0007','\"a\\u0007\"'", "'a\u2028b','\"a\\u2028b\"'"})
  @DisplayName("What does not show is escaped")
  void escaped(String text, String yaml) {
    assertThat(YamlWriter.text(new JsonString(text))).isEqualTo(yaml + "\n");
  }

  @Test
  void aLongKeyIsAnExplicitOne() {
    Json json =
        JsonObject.of("k".repeat(5000), JsonObject.of("n".repeat(1100) + ": ", Json.of("v")));
    assertThat(YamlReader.read(YamlWriter.utf8(json)).resolved()).isEqualTo(json);
  }

  @Test
  @DisplayName("What is written is read back, by this reader and by another")
  void roundTrip() {
    Random random = new Random(20261122);
    Load other = new Load(LoadSettings.builder().setSchema(new CoreSchema()).build());
    for (int round = 0; round < 20_000; round++) {
      Json json = value(random, 0);
      String yaml = YamlWriter.text(json);
      assertThat(YamlReaderTest.read(yaml).resolved()).as(yaml).isEqualTo(json);
      assertThat(same(json, other.loadFromString(yaml))).as(yaml).isTrue();
    }
  }

  private static final List<String> PIECES =
      List.of(
          "a",
          "b",
          " ",
          " ",
          "\n",
          "\n",
          "\t",
          "\r",
          ":",
          "#",
          "-",
          "'",
          "\"",
          "\\",
          "{",
          "}",
          "[",
          "]",
          ",",
          "&",
          "*",
          "!",
          "|",
          ">",
          "%",
          "@",
          "`",
          "?",
          "0",
          "1",
          "e",
          ".",
          "+",
          "_",
          "no",
          "true",
          "null",
          "~",
          "0x",
          "0o",
          "---",
          "...",
          "\u0001",
          "\u007f",
          "\u0085",
          "\u00a0",
          "\u2028",
          "\u2029",
          "\ufeff",
          "\ufffe",
          "é",
          "漢",
          "😀",
          "=",
          "<<",
          "2024-01-01",
          "T",
          "Z",
          "$",
          "/");

  private static String string(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(7); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  private static Json value(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 8 : 12)) {
      case 0 -> JsonNull.NULL;
      case 1 -> Json.of(random.nextBoolean());
      case 2 ->
          new JsonNumber(
              List.of("0", "-1", "1.10", "1.0E2", "123456789012345678901").get(random.nextInt(5)));
      case 3, 4, 5, 6, 7 -> new JsonString(string(random));
      case 8, 9 -> {
        List<Json> elements = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          elements.add(value(random, depth + 1));
        }
        yield new JsonArray(elements);
      }
      default -> {
        JsonObject.Builder builder = JsonObject.builder();
        for (int i = random.nextInt(4); i > 0; i--) {
          builder.put(string(random), value(random, depth + 1));
        }
        yield builder.build();
      }
    };
  }

  private static boolean same(Json json, @Nullable Object other) {
    return switch (json) {
      case JsonNull _ -> other == null;
      case JsonBoolean flag -> Boolean.valueOf(flag.value()).equals(other);
      case JsonString(String text) -> text.equals(other);
      case JsonPlain plain -> same(plain.coreSchema(), other);
      case JsonNumber number ->
          other instanceof Number n
              && number.decimal().compareTo(new BigDecimal(n.toString())) == 0;
      case JsonArray array -> {
        boolean good = other instanceof List<?> list && list.size() == array.size();
        for (int i = 0; good && i < array.size(); i++) {
          good = other instanceof List<?> list && same(array.get(i), list.get(i));
        }
        yield good;
      }
      case JsonObject object -> {
        boolean good = other instanceof Map<?, ?> map && map.size() == object.size();
        for (JsonObject.Member member : object) {
          good =
              good
                  && other instanceof Map<?, ?> map
                  && same(member.value(), map.get(member.name()));
        }
        yield good;
      }
    };
  }
}
