package dev.andiron.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.andiron.Await;
import dev.andiron.Http;
import dev.andiron.Http.Answer;
import dev.andiron.main.TestApp;
import dev.andiron.pg.embedded.TestFolders;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A full disk: reads go on, writes are refused, and what was acknowledged is there")
class DiskFullTest {
  private static final int WRITERS = 4;
  private static final int PHOTO = 60_000;
  private static final int MEGABYTE = 1 << 20;

  private final int port = ServerProcess.freePort();
  private final Http http = ServerProcess.http(port);
  private final Set<String> acknowledged = new ConcurrentSkipListSet<>();
  private final AtomicInteger names = new AtomicInteger();
  private Path folder;
  private boolean mounted;

  @BeforeEach
  void makeFolder() {
    folder = ServerProcess.newFolder();
  }

  @AfterEach
  void deleteFolder() throws Exception {
    if (mounted) {
      assertThat(run("umount", folder.toString())).isZero();
    }
    TestFolders.delete(folder);
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  /// A file system of its own for the data folder; only root may make one.
  private void mount(int megabytes) throws Exception {
    mounted =
        Files.isWritable(Path.of("/"))
            && run(
                    "mount",
                    "-t",
                    "tmpfs",
                    "-o",
                    "mode=0711,size=" + megabytes + "m",
                    "none",
                    folder.toString())
                == 0;
    assumeTrue(mounted, "no file system can be mounted here");
  }

  private ServerProcess serve(int reserve) {
    ServerProcess server =
        ServerProcess.begin(
            folder,
            ServerProcess.environment(),
            "--data",
            folder.resolve("data").toString(),
            "--port",
            Integer.toString(port),
            "--disk-reserve",
            Integer.toString(reserve));
    server.awaitReady();
    return server;
  }

  private Http.Call asRoot(String method, String path) {
    return http.call(method, path).basic("root", TestApp.ROOT_SECRET);
  }

  private Answer put(String path, String json) {
    return asRoot("PUT", path).json(json).send();
  }

  private String signIn() {
    assertThat(put("/Client/web", "{\"secret\":\"s\",\"grant_types\":[\"password\"]}").status())
        .isEqualTo(201);
    assertThat(put("/User/u", "{\"password\":\"a-password-of-the-tests\"}").status())
        .isEqualTo(201);
    assertThat(
            put(
                    "/AccessPolicy/u",
                    "{\"engine\":\"allow\",\"link\":[{\"resourceType\":\"User\",\"id\":\"u\"}]}")
                .status())
        .isEqualTo(201);
    Answer answer = token();
    assertThat(answer.status()).isEqualTo(200);
    return answer.text("access_token");
  }

  private Answer token() {
    return http.post("/auth/token")
        .basic("web", "s")
        .form("grant_type", "password", "username", "u", "password", "a-password-of-the-tests")
        .send();
  }

  private void assertReadsGoOn(String token) {
    assertThat(http.get("/auth/userinfo").bearer(token).send().status()).isEqualTo(200);
    for (String path :
        List.of("/Patient/first", "/Patient?name=first", "/Patient/first/_history")) {
      Answer answer = http.get(path).bearer(token).send();
      assertThat(answer.status()).as(path + ": " + answer.body()).isEqualTo(200);
    }
    assertThat(http.get("/Patient/first").bearer(token + "x").send().status()).isEqualTo(401);
  }

  private void assertWritesAreRefused(String token) {
    String bundle =
        "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"request\":"
            + "{\"method\":\"PUT\",\"url\":\"Patient/t\"},\"resource\":{\"resourceType\":\"Patient\"}}]}";
    for (Answer refused :
        List.of(
            put("/Patient/more", "{}"),
            asRoot("DELETE", "/Patient/first").send(),
            asRoot("POST", "/fhir").json(bundle).send(),
            http.put("/Patient/more").bearer(token).json("{}").send())) {
      assertThat(refused.status()).as(refused.body()).isEqualTo(507);
      assertThat(refused.body())
          .contains("\"no-store\"")
          .contains("no space left")
          .doesNotContain(folder.toString());
    }
    Answer notSignedIn = token();
    assertThat(notSignedIn.status()).isEqualTo(503);
    assertThat(notSignedIn.header("Retry-After")).isNotNull();
  }

  @Test
  @DisplayName("with less than the reserve, nothing is written; a restart serves what is there")
  void reserve() {
    String token;
    try (ServerProcess server = serve(1)) {
      assertThat(put("/Patient/first", "{\"name\":[{\"family\":\"First\"}]}").status())
          .isEqualTo(201);
      token = signIn();
      server.terminate();
      assertThat(server.exitCode()).isEqualTo(143);
    }
    try (ServerProcess server = serve(1_000_000_000)) {
      assertReadsGoOn(token);
      assertWritesAreRefused(token);
      assertThat(server.err()).contains("nothing is written until there is more space");
    }
    try (ServerProcess _ = serve(1)) {
      assertThat(put("/Patient/more", "{}").status()).isEqualTo(201);
      assertReadsGoOn(token);
    }
  }

  @Test
  @Tag("full")
  @DisplayName("a file system that fills up: 507, kill -9, reads, space again, writes again")
  void fills() throws Exception {
    mount(700);
    Path ballast = fill(150);
    ServerProcess server = serve(96);
    try {
      assertThat(put("/Patient/first", "{\"name\":[{\"family\":\"First\"}]}").status())
          .isEqualTo(201);
      String token = signIn();
      writeUntilRefused(Set.of(507));
      assertReadsGoOn(token);
      assertWritesAreRefused(token);
      server.kill();
      server = serve(96);
      assertReadsGoOn(token);
      assertWritesAreRefused(token);
      Files.delete(ballast);
      assertThat(put("/Patient/more", "{}").status()).isEqualTo(201);
      assertThat(token().status()).isEqualTo(200);
      assertAcknowledgedAreThere();
    } finally {
      server.close();
    }
  }

  @Test
  @Tag("full")
  @DisplayName(
      "without a reserve PostgreSQL itself runs out of space: nothing acknowledged is lost")
  void runsOut() throws Exception {
    mount(600);
    Path ballast = fill(100);
    try (ServerProcess _ = serve(0)) {
      assertThat(put("/Patient/first", "{\"name\":[{\"family\":\"First\"}]}").status())
          .isEqualTo(201);
      String token = signIn();
      writeUntilRefused(Set.of(503, 507));
      Files.delete(ballast);
      Await.until(
          "writes are taken again",
          Duration.ofMinutes(1),
          () -> put("/Patient/more", "{}").status() / 100 == 2);
      assertReadsGoOn(token);
      assertAcknowledgedAreThere();
    }
  }

  private Path fill(int megabytes) throws IOException {
    Path file = folder.resolve("ballast");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < megabytes; i++) {
        out.write(new byte[MEGABYTE]);
      }
    }
    return file;
  }

  /// Several write; each until it was refused for the tenth time.
  private void writeUntilRefused(Set<Integer> refusals) throws Exception {
    List<Future<?>> writers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < WRITERS; i++) {
        Random random = new Random(i);
        writers.add(threads.submit(() -> writeUntilRefused(random, refusals)));
      }
    }
    for (Future<?> writer : writers) {
      writer.get();
    }
    assertThat(acknowledged).isNotEmpty();
  }

  private void writeUntilRefused(Random random, Set<Integer> refusals) {
    byte[] photo = new byte[PHOTO];
    int refused = 0;
    while (refused < 10) {
      String id = "p" + names.incrementAndGet();
      random.nextBytes(photo);
      Answer answer =
          put(
              "/Patient/" + id,
              "{\"name\":[{\"family\":\"%s\"}],\"photo\":[{\"data\":\"%s\"}]}"
                  .formatted(id, Base64.getEncoder().encodeToString(photo)));
      if (answer.status() == 201) {
        acknowledged.add(id);
      } else {
        assertThat(answer.status()).as(answer.body()).isIn(refusals);
        refused++;
      }
    }
  }

  private void assertAcknowledgedAreThere() {
    for (String id : acknowledged) {
      assertThat(asRoot("GET", "/Patient?_summary=count&family:exact=" + id).send().body())
          .as(id)
          .contains("\"total\":1");
    }
  }
}
