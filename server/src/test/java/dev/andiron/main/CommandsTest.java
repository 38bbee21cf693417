package dev.andiron.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.TestPostgres;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseUrl;
import dev.andiron.pg.Migrations;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The command line")
class CommandsTest {
  @TempDir private Path data;

  private record Outcome(int exit, String out, String err) {
    /// One line, and no trace.
    void assertFailed(String line) {
      List<String> complaints = err.lines().filter(l -> l.startsWith("andiron: ")).toList();
      assertThat(exit).isEqualTo(1);
      assertThat(complaints).as(err).hasSize(1);
      assertThat(complaints.getFirst()).contains(line);
      assertThat(err).doesNotContain("\tat ", "Exception");
    }
  }

  private static Outcome run(Map<String, String> environment, String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
    try {
      int exit = new Commands(environment, Clock.systemUTC()).execute(arguments);
      return new Outcome(
          exit, said.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private static Outcome run(String... arguments) {
    return run(Map.of(), arguments);
  }

  private Map<String, String> environment(DatabaseUrl url) {
    Map<String, String> environment = new HashMap<>(TestApp.environment(url));
    environment.put("ANDIRON_DATA", data.toString());
    return environment;
  }

  @Test
  @DisplayName("has --help and --version")
  void help() {
    assertThat(run("--help").out()).contains("--database-url", "ANDIRON_ADMIN_PASSWORD", "serve");
    assertThat(run("--version").out()).startsWith("Andiron ");
    assertThat(run("serve", "--help").exit()).isZero();
  }

  @Test
  @DisplayName("refuses options that it does not know, and secrets")
  void unknown() {
    for (String option : List.of("--prot", "--admin-password=x")) {
      Outcome outcome = run(option);
      assertThat(outcome.exit()).isEqualTo(2);
      assertThat(outcome.err()).startsWith("andiron: Unknown option").hasLineCount(1);
    }
  }

  @Test
  @DisplayName("says in one line that a value cannot be used")
  void value() {
    run("--port", "eighty").assertFailed("--port: expected a number from 0 to 65535");
    run("--database-url", "mysql://u:secret@h/d")
        .assertFailed("--database-url: not a database URL");
  }

  @Test
  @DisplayName("says in one line that the database cannot be reached")
  void unreachable() {
    run("--data", data.toString(), "--database-url", "postgres://u:secret@127.0.0.1:1/db")
        .assertFailed("cannot use the database at 127.0.0.1:1/db");
  }

  @Test
  @DisplayName("says in one line that the port is taken")
  void portTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      run(environment(TestPostgres.newUrl()), "--port", port)
          .assertFailed("cannot listen on 127.0.0.1:" + port);
    }
  }

  @Test
  @DisplayName("says in one line that the data folder is none")
  void noFolder() throws Exception {
    Path file = Files.writeString(data.resolve("file"), "");
    run("--data", file.toString()).assertFailed("cannot write to the data folder " + file);
  }

  @Test
  @DisplayName("says in one line that the encryption key is none")
  void badKey() {
    Map<String, String> environment = environment(TestPostgres.newUrl());
    environment.put("ANDIRON_ENCRYPTION_KEY", "short");
    run(environment, "--port", "0").assertFailed("the encryption key is not Base64");
  }

  @Test
  @DisplayName("says in one line what is wrong with the init file")
  void badInit() throws Exception {
    Path file = Files.writeString(data.resolve("init.yaml"), "- resourceType: Client\n");
    run(environment(TestPostgres.newUrl()), "--port", "0", "--init", file.toString())
        .assertFailed("--init: " + file + ": resource 1 needs");
  }

  @Test
  @DisplayName("says in one line that a newer program has used the database")
  void newerDatabase() {
    DatabaseUrl url = TestPostgres.newUrl();
    try (Pool pool = Pool.open(url, 2)) {
      Database database = pool.database();
      Migrations.ofProduct().applyTo(database);
      database.execute(
          Statement.of("insert into andiron_migration values (9999, 'future', 'x', now())"));
    }
    run(environment(url), "--port", "0").assertFailed("newer version of this program");
  }

  @Test
  @DisplayName("gives the administrator a new password")
  void resetAdmin() throws Exception {
    DatabaseUrl url = TestPostgres.newUrl();
    Map<String, String> environment = environment(url);
    environment.put("ANDIRON_ADMIN_PASSWORD", "the one that is set");
    Outcome given = run(environment, "reset-admin");
    assertThat(given.exit()).as(given.err()).isZero();
    assertThat(given.out()).contains("has the password of ANDIRON_ADMIN_PASSWORD");
    environment.remove("ANDIRON_ADMIN_PASSWORD");
    Outcome madeUp = run(environment, "reset-admin");
    Path file = data.resolve("first-credentials.txt");
    assertThat(madeUp.out()).contains(file.toString());
    String password = Files.readString(file).strip().replaceFirst("user admin, password ", "");
    assertThat(password).hasSizeGreaterThan(12);
    try (TestApp app = TestApp.start(url, Map.of())) {
      assertThat(signIn(app, password)).isEqualTo(200);
      assertThat(signIn(app, "the one that is set")).isEqualTo(400);
    }
  }

  private static int signIn(TestApp app, String password) {
    return app.http()
        .post("/auth/token")
        .basic("root", TestApp.ROOT_SECRET)
        .form("grant_type", "password", "username", "admin", "password", password)
        .send()
        .status();
  }
}
