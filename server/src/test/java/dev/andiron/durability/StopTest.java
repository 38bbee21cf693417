package dev.andiron.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Http;
import dev.andiron.main.TestApp;
import dev.andiron.pg.Database;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import dev.andiron.pg.embedded.TestFolders;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("SIGTERM")
class StopTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final int port = ServerProcess.freePort();
  private final Http http = ServerProcess.http(port);
  private Path folder;
  private Path data;

  @BeforeEach
  void makeFolder() {
    folder = ServerProcess.newFolder();
    data = folder.resolve("data");
  }

  @AfterEach
  void deleteFolder() {
    TestFolders.delete(folder);
  }

  private Http.Call asRoot(String method, String path) {
    return http.call(method, path).basic("root", TestApp.ROOT_SECRET);
  }

  @Test
  @DisplayName(
      "lets a request in flight finish, then stops PostgreSQL cleanly; the exit code is 143")
  void requestInFlight() throws Exception {
    try (ServerProcess server = ServerProcess.serve(data, port);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(asRoot("PUT", "/Patient/p").json("{}").send().status()).isEqualTo(201);
      Future<Http.Answer> inFlight;
      try (Pool pool = Pool.open(ServerProcess.database(data), 2)) {
        Database database = pool.database();
        AtomicBoolean held = new AtomicBoolean(true);
        AtomicBoolean locked = new AtomicBoolean();
        Future<?> lock =
            threads.submit(() ->
                database.transaction(transaction -> {
                  transaction.execute(
                      Statement.of("lock table \"patient\" in access exclusive mode"));
                  locked.set(true);
                  Await.until("released", LIMIT, () -> !held.get());
                  return true;
                }));
        Await.until("locked", LIMIT, locked::get);
        inFlight =
            threads.submit(() -> asRoot("PUT", "/Patient/p").json("{\"active\":true}").send());
        Await.until("the request waits", LIMIT, () -> isWaiting(database));
        server.terminate();
        Await.until("nobody new is let in", LIMIT, () -> !isListening());
        assertThat(inFlight.isDone()).isFalse();
        held.set(false);
        assertThat(lock).succeedsWithin(LIMIT);
      }
      assertThat(inFlight.get().status()).isEqualTo(200);
      assertThat(inFlight.get().body()).contains("\"active\":true");
      assertThat(server.exitCode()).isEqualTo(143);
      assertThat(server.err()).doesNotContain("ERROR", "Exception");
      assertThat(data.resolve("postgresql/cluster/postmaster.pid")).doesNotExist();
      assertThat(log()).endsWith("database system is shut down");
    }
    try (ServerProcess again = ServerProcess.serve(data, port)) {
      assertThat(log()).doesNotContain("not properly shut down");
      assertThat(asRoot("GET", "/Patient/p").send().body()).contains("\"active\":true");
      again.terminate();
      assertThat(again.exitCode()).isEqualTo(143);
    }
  }

  private String log() throws IOException {
    return Files.readString(data.resolve("postgresql/postgresql.log")).strip();
  }

  private static boolean isWaiting(Database database) {
    Long waiting =
        database.first(
            Statement.of("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"),
            row -> row.number(1));
    return waiting != null && waiting > 0;
  }

  private boolean isListening() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("localhost", port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
