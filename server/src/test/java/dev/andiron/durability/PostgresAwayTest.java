package dev.andiron.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Http;
import dev.andiron.Http.Answer;
import dev.andiron.main.TestApp;
import dev.andiron.pg.embedded.TestFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName(
    "PostgreSQL goes away under load, with two nodes: 503, and all is well when it is back")
class PostgresAwayTest {
  private static final Duration RECOVERY = Duration.ofSeconds(60);

  /// What a node remembers is believed for a second; and a little for a busy machine.
  private static final Duration BELIEVED = Duration.ofSeconds(3);

  private static final String PASSWORD = "a-password-of-the-tests";

  private final AtomicBoolean loaded = new AtomicBoolean(true);
  private final AtomicInteger names = new AtomicInteger();
  private final Map<String, Boolean> acknowledged = new ConcurrentHashMap<>();
  private final Map<String, Long> closed = new ConcurrentHashMap<>(); // token, when
  private Path folder;
  private ServerProcess server;
  private Http a;
  private TestApp b;

  @BeforeEach
  void startBoth() {
    folder = ServerProcess.newFolder();
    Path data = folder.resolve("data");
    int port = ServerProcess.freePort();
    Map<String, String> environment = ServerProcess.environment();
    environment.put("ANDIRON_ENCRYPTION_KEY", TestApp.ENCRYPTION_KEY);
    server =
        ServerProcess.begin(
            folder, environment, "--data", data.toString(), "--port", Integer.toString(port));
    server.awaitReady();
    a = ServerProcess.http(port);
    b = TestApp.start(ServerProcess.database(data), Map.of());
  }

  @AfterEach
  void stopBoth() {
    loaded.set(false);
    b.close();
    server.close();
    TestFolders.delete(folder);
  }

  private ProcessHandle postmaster() {
    try {
      Path file = folder.resolve("data/postgresql/cluster/postmaster.pid");
      long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
      return ProcessHandle.of(pid).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void signal(String name, Stream<ProcessHandle> processes) {
    try {
      List<String> command = new ArrayList<>(List.of("kill", "-" + name));
      processes.forEach(process -> command.add(Long.toString(process.pid())));
      int _ = new ProcessBuilder(command).start().waitFor(); // one of them may be gone already
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Stream<ProcessHandle> all(ProcessHandle postmaster) {
    return Stream.concat(Stream.of(postmaster), postmaster.descendants());
  }

  @Test
  @Tag("full")
  @DisplayName("stopped, and started again")
  void stopped() throws Exception {
    goesAway(() -> signal("INT", Stream.of(postmaster())), () -> {}, false);
  }

  @Test
  @Tag("full")
  @DisplayName("killed with all its processes, and started again")
  void killed() throws Exception {
    goesAway(() -> signal("KILL", all(postmaster()).toList().stream()), () -> {}, false);
  }

  @Test
  @Tag("full")
  @DisplayName("frozen, and thawed")
  void frozen() throws Exception {
    List<ProcessHandle> stopped = new ArrayList<>();
    goesAway(
        () -> {
          ProcessHandle postmaster = postmaster();
          signal("STOP", Stream.of(postmaster)); // else it has new children meanwhile
          stopped.addAll(all(postmaster).toList());
          signal("STOP", stopped.stream());
        },
        () -> signal("CONT", stopped.stream()),
        true);
  }

  /// @param hangs whether it stays away until it is made to come back
  private void goesAway(Runnable away, Runnable back, boolean hangs) throws Exception {
    prepare();
    String good = signIn(a);
    assertThat(read(a, good)).isEqualTo(200);
    assertThat(read(b.http(), good)).isEqualTo(200);
    List<Future<?>> work = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Http node : List.of(a, b.http())) {
        work.add(threads.submit(() -> write(node)));
        work.add(threads.submit(() -> write(node)));
        work.add(threads.submit(() -> readOn(node, good)));
        work.add(threads.submit(() -> readClosed(node)));
      }
      work.add(threads.submit(this::signInAndOut));
      try {
        Await.until("under load", RECOVERY, () -> acknowledged.size() > 200 && closed.size() > 5);
        away.run();
        try {
          if (hangs) {
            for (Http node : List.of(a, b.http())) {
              Await.until("503", RECOVERY, () -> read(node, good) == 503);
            }
          }
        } finally {
          back.run();
        }
        int before = acknowledged.size();
        for (Http node : List.of(a, b.http())) {
          Await.until("well again", RECOVERY, () -> read(node, good) == 200);
        }
        Await.until("writes again", RECOVERY, () -> acknowledged.size() > before + 100);
      } finally {
        loaded.set(false);
      }
    }
    for (Future<?> each : work) {
      each.get();
    }
    for (String id : acknowledged.keySet()) {
      assertThat(a.get("/Patient/" + id).basic("root", TestApp.ROOT_SECRET).send().status())
          .as(id)
          .isEqualTo(200);
    }
    for (String token : closed.keySet()) {
      assertThat(read(a, token)).isEqualTo(401);
      assertThat(read(b.http(), token)).isEqualTo(401);
    }
  }

  private void prepare() {
    put(
        "/Client/jwt",
        "{\"secret\":\"s\",\"grant_types\":[\"password\"],"
            + "\"auth\":{\"password\":{\"token_format\":\"jwt\"}}}");
    put("/User/u", "{\"password\":\"" + PASSWORD + "\"}");
    put(
        "/AccessPolicy/u",
        "{\"engine\":\"allow\",\"link\":[{\"resourceType\":\"User\",\"id\":\"u\"}]}");
    put("/Patient/p", "{}");
  }

  private void put(String path, String json) {
    assertThat(a.call("PUT", path).basic("root", TestApp.ROOT_SECRET).json(json).send().status())
        .isEqualTo(201);
  }

  private static Answer token(Http node) {
    return node.post("/auth/token")
        .basic("jwt", "s")
        .form("grant_type", "password", "username", "u", "password", PASSWORD)
        .send();
  }

  private static String signIn(Http node) {
    Answer answer = token(node);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.text("access_token");
  }

  private static int read(Http node, String token) {
    return node.get("/Patient/p").bearer(token).send().status();
  }

  private void write(Http node) {
    while (loaded.get()) {
      String id = "w" + names.incrementAndGet();
      Answer answer =
          node.call("PUT", "/Patient/" + id).basic("root", TestApp.ROOT_SECRET).json("{}").send();
      assertThat(answer.status()).as(answer.body()).isIn(201, 503);
      if (answer.status() == 201) {
        acknowledged.put(id, true);
      }
    }
  }

  private void readOn(Http node, String token) {
    while (loaded.get()) {
      assertThat(read(node, token)).isIn(200, 503);
    }
  }

  private void readClosed(Http node) {
    while (loaded.get()) {
      assertThat(read(node, "none")).isIn(401, 503);
      closed.forEach((token, when) -> {
        if (System.nanoTime() - when > BELIEVED.toNanos()) {
          assertThat(read(node, token)).isIn(401, 503);
        }
      });
    }
  }

  private void signInAndOut() {
    while (loaded.get()) {
      Answer answer = token(a);
      assertThat(answer.status()).as(answer.body()).isIn(200, 503);
      if (answer.status() == 200) {
        String token = answer.text("access_token");
        assertThat(read(b.http(), token)).isIn(200, 503);
        int status = a.delete("/Session").bearer(token).send().status();
        assertThat(status).isIn(200, 503);
        if (status == 200) {
          closed.put(token, System.nanoTime());
        }
      }
    }
  }
}
