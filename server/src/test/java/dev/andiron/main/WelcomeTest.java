package dev.andiron.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.config.Setting;
import dev.andiron.config.Settings;
import dev.andiron.identity.FirstStart;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The first words of the server")
class WelcomeTest {
  private static final FirstStart.Generated FIRST =
      new FirstStart.Generated("correct horse", "battery staple");

  @TempDir private Path data;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Welcome welcome(boolean terminal) {
    Settings settings =
        Settings.read(Map.of(Setting.DATA, data.toString()), Map.of(), Path.of("/"));
    return new Welcome(settings, new PrintStream(out, true, StandardCharsets.UTF_8), terminal);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("begin with where it is ready")
  void ready() {
    welcome(false).ready(8080);
    assertThat(said())
        .startsWith(
            "Andiron is ready at http://localhost:8080\n  Sign in at http://localhost:8080/ui\n");
  }

  @Test
  @DisplayName("name no console where there is none")
  void withoutConsole() {
    Settings settings =
        Settings.read(
            Map.of(Setting.DATA, data.toString(), Setting.CONSOLE, "off"), Map.of(), Path.of("/"));
    new Welcome(settings, new PrintStream(out, true, StandardCharsets.UTF_8), false).ready(8080);
    assertThat(said()).contains("Andiron is ready").doesNotContain("/ui");
  }

  @Test
  @DisplayName("hold the first credentials on a terminal only")
  void terminal() {
    welcome(true).introduce(FIRST);
    assertThat(said())
        .contains("user admin, password correct horse", "client root, secret battery staple");
    assertThat(data).isEmptyDirectory();
  }

  @Test
  @DisplayName("name the file that holds them otherwise, which only the owner reads")
  void file() throws Exception {
    Path file = data.resolve("first-credentials.txt");
    Files.writeString(file, "of somebody else");
    welcome(false).introduce(FIRST);
    assertThat(said()).contains(file.toString()).doesNotContain("correct", "battery");
    assertThat(file)
        .hasContent("client root, secret battery staple\nuser admin, password correct horse");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }
}
