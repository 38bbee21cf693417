package dev.andiron.durability;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Bundled;
import dev.andiron.Bundled.Entry;
import dev.andiron.Http;
import dev.andiron.Http.Answer;
import dev.andiron.json.JsonObject;
import dev.andiron.main.TestApp;
import dev.andiron.pg.embedded.TestFolders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("An export whose server is killed goes on: no line is missing, none is there twice")
class ExportKillTest {
  private static final int PATIENTS = 20_000;
  private static final int AT_ONCE = 500;

  private final int port = ServerProcess.freePort();
  private final Http http = ServerProcess.http(port);

  @Test
  @Tag("full")
  @DisplayName("three times")
  void threeTimes() {
    Path folder = ServerProcess.newFolder();
    Path data = folder.resolve("data");
    Random random = new Random(3);
    ServerProcess server = ServerProcess.serve(data, port);
    try {
      for (int i = 0; i < PATIENTS; i += AT_ONCE) {
        patients(i);
      }
      String location =
          requireNonNull(
              asRoot("GET", "/$export?_type=Patient")
                  .header("Prefer", "respond-async")
                  .send()
                  .header("Content-Location"));
      String job = location.substring(location.indexOf("/$export/"));
      int underWay = 0;
      for (int i = 0; i < 3; i++) {
        Await.until("it has begun", Duration.ofMinutes(1), () -> begun(job));
        // Not a wait for anything: the kill is to come at any moment.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(800)));
        underWay += asRoot("GET", job).send().status() == 202 ? 1 : 0;
        server.kill();
        server = ServerProcess.serve(data, port);
      }
      assertThat(underWay).isPositive();
      Await.until("it is done", Duration.ofMinutes(3), () -> status(job) == 200);
      assertThat(given(job))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, PATIENTS).mapToObj(i -> "p" + i).toList());
    } finally {
      server.close();
      TestFolders.delete(folder);
    }
  }

  private void patients(int from) {
    List<Entry> entries = new ArrayList<>();
    for (int i = from; i < from + AT_ONCE; i++) {
      entries.add(
          Entry.put(
              "Patient/p" + i,
              "{\"resourceType\":\"Patient\",\"id\":\"p%d\",\"name\":[{\"text\":\"%s\"}]}"
                  .formatted(i, "x".repeat(300))));
    }
    Answer answer = asRoot("POST", "/").json(Bundled.json("transaction", entries)).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  /// Whether something was written, or all was.
  private boolean begun(String job) {
    Answer answer = asRoot("GET", job).send();
    String progress = answer.header("X-Progress");
    return answer.status() == 200 || (progress != null && progress.matches("[1-9].*"));
  }

  private int status(String job) {
    return asRoot("GET", job).send().status();
  }

  private List<String> given(String job) {
    return asRoot("GET", job).send().json().array("output").stream()
        .map(item -> requireNonNull(((JsonObject) item).string("url")))
        .map(url -> asRoot("GET", url.substring(url.indexOf("/$export/"))).send())
        .flatMap(answer -> answer.body().lines())
        .map(line -> line.substring(line.indexOf("\"id\":\"") + 6))
        .map(line -> line.substring(0, line.indexOf('"')))
        .toList();
  }

  private Http.Call asRoot(String method, String path) {
    return http.call(method, path).basic("root", TestApp.ROOT_SECRET);
  }
}
