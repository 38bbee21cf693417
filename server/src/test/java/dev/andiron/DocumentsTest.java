package dev.andiron;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.config.Setting;
import dev.andiron.main.TestApp;
import dev.andiron.oauth.protocol.OAuthError;
import dev.andiron.pg.Database;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The documents say what is so")
class DocumentsTest {
  @Test
  @DisplayName("configuration: every setting has a row with its option, variable and default")
  void settings() {
    List<String> rows =
        Documents.read("docs/configuration.md")
            .lines()
            .filter(line -> line.matches("\\| (`--[a-z-]+` )?\\| `ANDIRON_[A-Z_]+` \\|.*"))
            .toList();
    assertThat(rows).hasSameSizeAs(Setting.values());
    for (Setting setting : Setting.values()) {
      assertThat(rows).anyMatch(row -> row.startsWith(row(setting)), row(setting));
    }
  }

  private static String row(Setting setting) {
    String standard = setting.standard();
    String shown = standard == null ? "none" : standard.isEmpty() ? "empty" : "`" + standard + "`";
    String option = setting.isSecret() ? "" : "`" + setting.option() + "` ";
    return "| " + option + "| `" + setting.environment() + "` | " + shown + " |";
  }

  @Test
  @DisplayName("configuration: every command stands in it")
  void commands() {
    assertThat(Documents.read("docs/configuration.md"))
        .contains("`ANDIRON_JAVA_OPTIONS`")
        .contains("./andiron reset-admin");
    assertThat(Documents.read("docs/operations.md")).contains("./andiron load");
  }

  @Test
  @DisplayName("errors: every OAuth error has a row with its status, and no other has one")
  void oauthErrors() {
    String document = Documents.read("docs/errors.md");
    List<String> rows =
        document
            .substring(0, document.indexOf("## FHIR"))
            .lines()
            .filter(line -> line.matches("\\| `.*"))
            .filter(line -> !line.startsWith("| `error` |"))
            .map(line -> line.replaceFirst("(\\| `[^|]*\\| [^|]*\\|).*", "$1"))
            .toList();
    assertThat(rows)
        .containsExactly(
            Arrays.stream(OAuthError.values())
                .map(error -> "| `" + error.code() + "` | " + error.status() + " |")
                .toArray(String[]::new));
  }

  @Test
  @DisplayName("sql: every example gives the printed answer")
  void sql() {
    try (TestApp app = TestApp.start();
        Pool pool = Pool.open(app.database(), 2)) {
      write(app);
      Database database = pool.database();
      List<Documents.Block> blocks = Documents.blocks("docs/sql.md");
      int examples = 0;
      for (int i = 0; i < blocks.size(); i++) {
        Documents.Block block = blocks.get(i);
        if (block.language().equals("sql")) {
          Documents.Block printed = blocks.get(i + 1);
          assertThat(printed.language()).isEqualTo("json");
          String answer =
              database.first(
                  Statement.of(
                      "select coalesce(json_agg(q), '[]')::text from (" + block.text() + ") as q"),
                  row -> row.text(1));
          assertThat(answer).isNotNull();
          assertThat(Printed.difference(printed, answer))
              .as("line " + block.line() + ": " + answer)
              .isNull();
          examples++;
        }
      }
      assertThat(examples).isEqualTo(6);
    }
  }

  private static void write(TestApp app) {
    Map<String, String> resources =
        Map.of(
            "/Patient/p01",
            "{\"name\":[{\"family\":\"Grant908\",\"given\":[\"Alesha810\"]}],\"birthDate\":\"1968-03-11\"}",
            "/Patient/p02",
            "{\"name\":[{\"family\":\"Bayer639\",\"given\":[\"Bonita405\",\"Maria\"]}],"
                + "\"birthDate\":\"1954-10-02\"}",
            "/Patient/p03",
            "{\"gender\":\"unknown\"}",
            "/Observation/o1",
            "{\"status\":\"final\",\"code\":{\"text\":\"x\"},"
                + "\"subject\":{\"reference\":\"Patient/p01\"},\"valueQuantity\":{\"value\":1.0E2}}",
            "/User/user",
            "{\"email\":\"user@mail.com\",\"password\":\"password\"}");
    resources.forEach((path, json) ->
        assertThat(app.asRoot("PUT", path).json(json).send().status()).isEqualTo(201));
    assertThat(app.asRoot("PUT", "/Patient/p03").json("{\"gender\":\"female\"}").send().status())
        .isEqualTo(200);
    assertThat(app.asRoot("DELETE", "/Patient/p03").send().status()).isEqualTo(200);
  }
}
