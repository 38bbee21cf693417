package dev.andiron.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Documents;
import dev.andiron.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName(
    "The guide to moving users: each file is imported, and each person of its table signs in")
class MovingUsersGuideTest {
  private static final String GUIDE = "docs/guide/moving-users.md";
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([^`]+)` \\| `([^`]+)` \\| (.*) \\|$");

  @TempDir private Path folder;

  @Test
  void guide() throws IOException {
    try (TestApp app = TestApp.start()) {
      assertThat(
              app.asRoot("PUT", "/Client/myapp")
                  .json("{\"secret\":\"verysecret\",\"grant_types\":[\"password\"]}")
                  .send()
                  .status())
          .isEqualTo(201);
      int files = 0;
      for (Documents.Block block : Documents.blocks(GUIDE)) {
        if (block.language().matches(".+\\.(csv|json|ndjson)")) {
          Files.writeString(folder.resolve(block.language()), block.text());
          files++;
        } else if (block.language().equals("sh")) {
          assertThat(run(app, block.text())).as(block.text()).isZero();
        }
      }
      assertThat(files).isEqualTo(3);
      List<MatchResult> rows = ROW.matcher(Documents.read(GUIDE)).results().toList();
      assertThat(rows).hasSize(7);
      for (MatchResult row : rows) {
        assertThat(signIn(app, row.group(1), row.group(2)))
            .as(row.group())
            .isEqualTo(row.group(3).equals("signs in") ? 200 : 400);
      }
      JsonObject cleo =
          app.asRoot("GET", "/User/5f5a8a5c-7a4f-4b0e-9d0f-3a3a6f9a1b11").send().json();
      assertThat(cleo.toString()).contains("\"attributes\":{\"ward\":[\"3\"]}");
    }
  }

  private int run(TestApp app, String command) {
    List<String> arguments = new ArrayList<>();
    for (String word : command.strip().split(" ", -1)) {
      arguments.add(
          word.equals("http://localhost:8080")
              ? app.url()
              : Files.exists(folder.resolve(word)) ? folder.resolve(word).toString() : word);
    }
    assertThat(arguments.removeFirst()).isEqualTo("./andiron");
    return new Commands(
            Map.of("ANDIRON_ROOT_CLIENT_SECRET", TestApp.ROOT_SECRET), Clock.systemUTC())
        .execute(arguments.toArray(String[]::new));
  }

  private static int signIn(TestApp app, String user, String password) {
    return app.http()
        .post("/auth/token")
        .basic("myapp", "verysecret")
        .form("grant_type", "password", "username", user, "password", password)
        .send()
        .status();
  }
}
