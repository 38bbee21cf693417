package dev.andiron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.andiron.config.Setting;
import dev.andiron.main.TestApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the examples of the guide and of the README with bash and curl as they are printed, one
/// after the other in one shell, and compares what comes out with what is printed. Replaced are
/// only the server's address and the secret of `root`, as the guide tells its reader to do.
@DisplayName("The examples of the documents, as printed")
class GuideTest {
  private static final String GUIDE = "docs/guide/resource-owner-grant.md";
  private static final String ADDRESS = "http://localhost:8080";
  private static final String SECRET = "the-secret-of-the-first-start";
  private static final String WITHOUT_PASSWORD_GRANT =
      "<!-- the next block runs on a server with: --password-grant off -->";
  private static final Set<String> ANSWERS = Set.of("json", "yaml", "http");

  @TempDir private Path folder;

  /// What a block printed.
  ///
  /// @param url of the server that it asked
  private record Ran(Documents.Block block, String url, String output, String errors) {
    /// What came out, as a server at the guide's address would have said it.
    String answer() {
      return output.replace("\r", "").replace(url, ADDRESS);
    }
  }

  @Test
  @DisplayName("the guide: every answer is the printed one")
  void guide() throws IOException, InterruptedException {
    List<Documents.Block> blocks = Documents.blocks(GUIDE);
    assertThat(blocks).filteredOn(block -> block.language().equals("sh")).hasSizeGreaterThan(25);
    List<String> faults = new ArrayList<>();
    try (TestApp app = TestApp.start();
        TestApp without = TestApp.start(app.database(), Map.of(Setting.PASSWORD_GRANT, "off"))) {
      List<Ran> all = run(blocks, app, without);
      for (int i = 0; i < blocks.size(); i++) {
        Documents.Block block = blocks.get(i);
        if (ANSWERS.contains(block.language())) {
          boolean follows = i > 0 && blocks.get(i - 1).language().equals("sh");
          if (!follows || !block.before().isEmpty()) {
            faults.add("line " + block.line() + ": an answer must follow its example at once");
          }
        }
      }
      for (Ran ran : all) {
        int next = blocks.indexOf(ran.block()) + 1;
        String difference = null;
        if (next < blocks.size() && ANSWERS.contains(blocks.get(next).language())) {
          difference = Printed.difference(blocks.get(next), ran.answer());
        } else if (!ran.answer().isEmpty()) {
          difference = "no answer is printed";
        }
        if (difference != null || !ran.errors().isEmpty()) {
          faults.add(
              "line %d: %s\n%s%s"
                  .formatted(ran.block().line(), difference, ran.answer(), ran.errors()));
        }
      }
    }
    assertThat(faults).as("answers that are not as printed").isEmpty();
  }

  @Test
  @DisplayName("the README: the page in ten lines of curl")
  void readme() throws IOException, InterruptedException {
    List<Documents.Block> blocks = Documents.blocks("README.md");
    try (TestApp app = TestApp.start()) {
      List<Ran> all = run(blocks, app, app);
      assertThat(all).hasSize(2);
      String answer = all.getFirst().answer();
      assertThat(all.getFirst().errors()).doesNotContain("curl: (").doesNotContain("not found");
      for (String type : List.of("Client", "User", "AccessPolicy", "Patient")) {
        assertThat(answer).contains("{\"resourceType\":\"" + type + "\",\"id\":");
      }
      assertThat(answer)
          .contains("\"type\":\"searchset\",\"total\":1,")
          .contains("\"family\":\"Nightingale\"")
          .contains("\"active\":true")
          .contains("\"active\":false")
          .containsOnlyOnce("OperationOutcome")
          .containsOnlyOnce("HTTP/1.1 401 Unauthorized")
          .doesNotContain("\"error\":");
      Ran data = all.getLast();
      assertThat(data.errors()).doesNotContain("curl: (").doesNotContain("not found");
      assertThat(data.answer())
          .contains("\"type\":\"transaction-response\"")
          .contains("\"status\":\"201 Created\"")
          .contains("\"type\":\"searchset\",\"total\":1,")
          .contains("\"mode\":\"include\"")
          .doesNotContain("OperationOutcome");
    }
  }

  /// Runs the sh blocks in one shell, so that later ones know the variables of earlier ones.
  private List<Ran> run(List<Documents.Block> blocks, TestApp app, TestApp withoutPasswordGrant)
      throws IOException, InterruptedException {
    StringBuilder script = new StringBuilder("curl --version >/dev/null || exit 9\n");
    List<Documents.Block> shell =
        blocks.stream().filter(block -> block.language().equals("sh")).toList();
    List<String> urls = new ArrayList<>();
    for (int i = 0; i < shell.size(); i++) {
      Documents.Block block = shell.get(i);
      boolean without = block.before().endsWith(WITHOUT_PASSWORD_GRANT);
      urls.add((without ? withoutPasswordGrant : app).url());
      Files.writeString(
          folder.resolve(i + ".sh"),
          block.text().replace(ADDRESS, urls.get(i)).replace(SECRET, TestApp.ROOT_SECRET));
      script.append(". ./%1$d.sh >%1$d.out 2>%1$d.err\n".formatted(i));
    }
    Files.writeString(folder.resolve("all.sh"), script);
    ProcessBuilder builder =
        new ProcessBuilder("bash", "all.sh")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("all.out").toFile());
    // Neither a proxy nor settings of whoever runs the tests.
    builder.environment().put("no_proxy", "localhost");
    builder.environment().put("CURL_HOME", folder.toString());
    Process bash = builder.start();
    if (!bash.waitFor(3, TimeUnit.MINUTES)) {
      bash.destroyForcibly();
      fail("The examples do not come to an end.");
    }
    assertThat(bash.exitValue()).as("bash, which needs curl").isNotEqualTo(9);
    assertThat(folder.resolve("all.out")).isEmptyFile();
    List<Ran> all = new ArrayList<>();
    for (int i = 0; i < shell.size(); i++) {
      all.add(
          new Ran(
              shell.get(i),
              urls.get(i),
              Files.readString(folder.resolve(i + ".out")),
              Files.readString(folder.resolve(i + ".err"))));
    }
    return all;
  }
}
