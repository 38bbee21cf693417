package dev.andiron.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.ExternalPostgres;
import dev.andiron.main.TestApp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@Tag("full")
@DisplayName("On the PostgreSQL that is installed, which may be an older one,")
@EnabledIf(
    value = "dev.andiron.ExternalPostgres#isInstalled",
    disabledReason = "NOT TESTED: there is no PostgreSQL in /usr/lib/postgresql")
class OtherPostgresTest {
  @TempDir private Path folder;

  @Test
  @DisplayName("every test of the database passes as on the one inside")
  void everyTest() throws Exception {
    Path out = folder.resolve("out.txt");
    // A JVM of its own: the tests of this one have their database already.
    Process tests =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx2g",
                "-Dandiron.test.database-url="
                    + TestApp.environment(ExternalPostgres.newUrl()).get("ANDIRON_DATABASE_URL"),
                "-cp",
                System.getProperty("java.class.path"),
                DatabaseTests.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(tests.waitFor(20, TimeUnit.MINUTES)).isTrue();
    List<String> said = Files.readAllLines(out);
    assertThat(tests.exitValue())
        .as(() ->
            said.stream()
                .dropWhile(line -> !line.startsWith("Failures ("))
                .collect(Collectors.joining("\n")))
        .isZero();
    assertThat(said).anyMatch(line -> line.matches("\\[ +[1-9]\\d\\d+ tests successful +]"));
  }
}
