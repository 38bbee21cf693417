package dev.andiron.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Http.Answer;
import dev.andiron.json.Json;
import dev.andiron.main.TestApp;
import dev.andiron.pg.embedded.TestFolders;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A load that is killed at any moment and started again loses nothing, doubles nothing")
class LoadKillTest {
  private static final int LINES = 40_000;

  @Test
  @Tag("full")
  @DisplayName("up to ten times, in the middle of NDJSON and transactions")
  void tenTimes() throws Exception {
    Path folder = ServerProcess.newFolder();
    try (TestApp app = TestApp.start()) {
      Path in = Files.createDirectories(folder.resolve("in"));
      lines(in.resolve("patients.ndjson"));
      bundle(in);
      Path report = folder.resolve("report.ndjson");
      Path state = folder.resolve("report.ndjson.state");
      Random random = new Random(10);
      int killed = 0;
      String said = "";
      for (int i = 0; i < 10; i++) {
        try (ServerProcess load = start(folder, app, report, in)) {
          Await.until(
              "it has begun, or ended",
              Duration.ofMinutes(1),
              () -> Files.exists(state) || !load.isAlive());
          // Not a wait for anything: the kill is to come at any moment.
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(1500)));
          killed += load.killHard() ? 1 : 0;
          said = load.err();
        }
      }
      assertThat(killed).as(said).isGreaterThan(2);
      try (ServerProcess load = start(folder, app, report, in)) {
        assertThat(load.exitCode()).as(load.err()).isZero();
      }
      assertThat(count(app, "/Patient")).isEqualTo(Json.of(LINES + 1));
      assertThat(count(app, "/Patient/_history")).isEqualTo(Json.of(LINES + 1));
      assertThat(count(app, "/Encounter/_history")).isEqualTo(count(app, "/Encounter"));
    } finally {
      TestFolders.delete(folder);
    }
  }

  private static ServerProcess start(Path folder, TestApp app, Path report, Path in) {
    return ServerProcess.begin(
        folder,
        Map.of("ANDIRON_LOAD_SECRET", TestApp.ROOT_SECRET),
        "load",
        "--server",
        app.url(),
        "--report",
        report.toString(),
        in.toString());
  }

  private static void lines(Path file) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      // Every other one has no id of its own.
      String id = i % 2 == 0 ? "\"id\":\"lk-" + i + "\"," : "";
      lines.append(
          "{\"resourceType\":\"Patient\",%s\"name\":[{\"family\":\"Killed%d\"}]}\n"
              .formatted(id, i));
    }
    Files.writeString(file, lines);
  }

  private static void bundle(Path in) throws IOException, URISyntaxException {
    Path folder =
        Path.of(Objects.requireNonNull(LoadKillTest.class.getResource("/synthea")).toURI());
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.matches("(hospitalInformation|practitionerInformation|Jules135).*")) {
          Files.copy(file, in.resolve(name));
        }
      }
    }
  }

  private static Json count(TestApp app, String path) {
    Answer answer = app.asRoot("GET", path + "?_count=1&_total=accurate").send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return Objects.requireNonNull(answer.json().get("total"));
  }
}
