package dev.andiron.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Http;
import dev.andiron.TestPostgres;
import dev.andiron.main.TestApp;
import dev.andiron.pg.DatabaseUrl;
import dev.andiron.pg.embedded.TestFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Starting the program")
class StartTest {
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

  private ServerProcess begin(Map<String, String> environment, String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--data";
    all[arguments.length + 1] = data.toString();
    return ServerProcess.begin(folder, environment, all);
  }

  /// One line that says what to mend, and nothing else: no trace, no secret.
  private static void assertRefused(ServerProcess server, String line, String... secrets) {
    assertThat(server.exitCode()).as(server.err()).isEqualTo(1);
    List<String> complaints =
        server.err().lines().filter(said -> !said.matches("\\d{4}-.*(INFO|WARN).*")).toList();
    assertThat(complaints).singleElement().asString().startsWith("andiron: ").contains(line);
    for (String secret : secrets) {
      assertThat(server.err() + server.out()).doesNotContain(secret);
    }
  }

  private int signIn(String rootSecret, String password) {
    return http.post("/auth/token")
        .basic("root", rootSecret)
        .form("grant_type", "password", "username", "admin", "password", password)
        .send()
        .status();
  }

  @Test
  @DisplayName(
      "the first writes its credentials to a file of the owner's, later ones change nothing")
  void firstAndLater() throws Exception {
    String[] listening = {"--port", Integer.toString(port)};
    Path file = data.resolve("first-credentials.txt");
    String rootSecret;
    String password;
    try (ServerProcess first = begin(Map.of(), listening)) {
      first.awaitReady();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      String text = Files.readString(file);
      rootSecret = text.replaceFirst("(?s).*client root, secret (\\S+).*", "$1");
      password = text.replaceFirst("(?s).*user admin, password (\\S+).*", "$1");
      assertThat(first.out()).contains(file.toString());
      assertThat(first.out() + first.err()).doesNotContain(rootSecret, password);
      assertThat(signIn(rootSecret, password)).isEqualTo(200);

      // A second server on the same folder is refused, and the first goes on.
      try (ServerProcess second = begin(Map.of(), "--port", "0")) {
        assertRefused(
            second, "the data folder " + data + " is in use by another server (pid " + first.pid());
      }
      assertThat(signIn(rootSecret, password)).isEqualTo(200);
      first.terminate();
      assertThat(first.exitCode()).isEqualTo(143);
    }
    Files.delete(file);

    Map<String, String> later = new HashMap<>();
    later.put("ANDIRON_ADMIN_PASSWORD", "set-later");
    try (ServerProcess second = begin(later, listening)) {
      second.awaitReady();
      assertThat(second.err()).contains("ANDIRON_ADMIN_PASSWORD").doesNotContain("set-later");
      assertThat(file).doesNotExist();
      assertThat(signIn(rootSecret, password)).isEqualTo(200);
      assertThat(signIn(rootSecret, "set-later")).isEqualTo(400);
    }

    // The server is stopped: the administrator gets the password that is set.
    try (ServerProcess reset = begin(later, "reset-admin")) {
      assertThat(reset.exitCode()).as(reset.err()).isZero();
      assertThat(reset.out() + reset.err()).doesNotContain("set-later");
    }
    try (ServerProcess third = begin(Map.of(), listening)) {
      third.awaitReady();
      assertThat(signIn(rootSecret, "set-later")).isEqualTo(200);
      assertThat(signIn(rootSecret, password)).isEqualTo(400);
    }

    String otherKey = "//79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA=";
    try (ServerProcess wrong = begin(Map.of("ANDIRON_ENCRYPTION_KEY", otherKey), listening)) {
      assertRefused(wrong, "the encryption key is not the one", otherKey);
    }
    assertThat(data.resolve("postgresql/cluster/postmaster.pid")).doesNotExist();
  }

  @Test
  @DisplayName("with wrong credentials of the database it says so, without them")
  void wrongCredentials() {
    DatabaseUrl url = TestPostgres.newUrl();
    String wrong = String.valueOf(TestApp.environment(url).get("ANDIRON_DATABASE_URL"));
    wrong = wrong.replaceFirst("password=[^&]*", "password=wrong-password-of-the-database");
    try (ServerProcess server = begin(Map.of("ANDIRON_DATABASE_URL", wrong))) {
      assertRefused(server, "cannot use the database at", "wrong-password-of-the-database");
    }
  }

  @Test
  @DisplayName("stops with it when asked to while it starts, and the next start is a good one")
  void terminatedWhileStarting() throws Exception {
    try (ServerProcess server = begin(ServerProcess.environment(), "--port", "0")) {
      Await.until(
          "PostgreSQL is being made",
          Duration.ofSeconds(60),
          () -> Files.exists(data.resolve("postgresql")));
      server.terminate();
      assertThat(server.exitCode()).isEqualTo(143);
    }
    try (ServerProcess server = ServerProcess.serve(data, port)) {
      assertThat(signIn(TestApp.ROOT_SECRET, TestApp.ADMIN_PASSWORD)).isEqualTo(200);
      server.terminate();
      assertThat(server.exitCode()).isEqualTo(143);
    }
  }
}
