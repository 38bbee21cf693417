package dev.andiron.pg.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseUrl;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The PostgreSQL inside")
class EmbeddedPostgresTest {
  private static final EmbeddedPostgres.Options DURABLE =
      new EmbeddedPostgres.Options(
          TestCluster.options().binaries(), true, 20, EmbeddedPostgres.Options.BY_CODE_POINT);

  private Path folder;

  @BeforeEach
  void makeFolder() throws Exception {
    folder = Files.createTempDirectory("andiron-embedded-");
  }

  @AfterEach
  void deleteFolder() {
    TestCluster.delete(folder);
  }

  private EmbeddedPostgres start() {
    return EmbeddedPostgres.start(folder, DURABLE);
  }

  private static Pool connect(EmbeddedPostgres postgres) {
    return Pool.open(new DatabaseUrl(postgres.jdbcUrl(), postgres.user(), postgres.password()), 2);
  }

  private static String text(Database database, String sql) {
    return database.query(Statement.of(sql), row -> row.text(1)).getFirst();
  }

  private @Nullable RunningPostmaster running() throws Exception {
    return RunningPostmaster.read(folder.resolve("postgresql/cluster"));
  }

  @Test
  @DisplayName("keeps what was written from one start to the next")
  void keepsData() {
    try (EmbeddedPostgres postgres = start();
        Pool pool = connect(postgres)) {
      pool.database().execute(Statement.of("CREATE TABLE kept AS SELECT 'here' AS what"));
    }
    try (EmbeddedPostgres postgres = start();
        Pool pool = connect(postgres)) {
      assertThat(text(pool.database(), "SELECT what FROM kept")).isEqualTo("here");
    }
  }

  @Test
  @DisplayName("lets its role make roles, also in a folder of before that was so")
  void makesRoles() throws Exception {
    start().close();
    Path done = folder.resolve("postgresql/cluster/andiron.makes-roles");
    Files.delete(done);
    try (EmbeddedPostgres postgres = start();
        Pool pool = connect(postgres)) {
      assertThat(
              text(
                  pool.database(),
                  "SELECT rolcreaterole::text FROM pg_roles WHERE rolname = current_user"))
          .isEqualTo("true");
      assertThat(done).exists();
    }
  }

  @Test
  @DisplayName("orders text by code point, in UTF-8, and is no superuser's")
  void isSetUp() {
    try (EmbeddedPostgres postgres = start();
        Pool pool = connect(postgres)) {
      Database database = pool.database();
      assertThat(text(database, "SHOW server_encoding")).isEqualTo("UTF8");
      assertThat(text(database, "SELECT datlocale FROM pg_database WHERE datname = 'andiron'"))
          .isEqualTo("C.UTF-8");
      assertThat(
              text(
                  database,
                  "SELECT string_agg(x, '' ORDER BY x) FROM unnest('{b,ä,A,a,Z}'::text[]) x"))
          .isEqualTo("AZabä");
      assertThat(text(database, "SELECT lower('ÄÉ')")).isEqualTo("äé");
      assertThat(text(database, "SHOW is_superuser")).isEqualTo("off");
      assertThat(text(database, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
    }
  }

  @Test
  @DisplayName("keeps its password in a file that only the owner reads")
  void hidesPassword() throws Exception {
    try (EmbeddedPostgres postgres = start()) {
      Path file = folder.resolve("postgresql/password");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(postgres.password()).hasSize(43).isEqualTo(Files.readString(file));
      DatabaseUrl wrong = new DatabaseUrl(postgres.jdbcUrl(), postgres.user(), "wrong");
      assertThatThrownBy(() -> Pool.open(wrong, 1)).hasMessageContaining("28P01");
      DatabaseUrl superuser = new DatabaseUrl(postgres.jdbcUrl(), "postgres", postgres.password());
      assertThatThrownBy(() -> Pool.open(superuser, 1)).hasMessageContaining("28");
    }
  }

  @Test
  @DisplayName("refuses a second server on the same folder in one clear line")
  void locks() {
    try (EmbeddedPostgres first = start()) {
      assertThat(first.jdbcUrl()).isNotEmpty();
      assertThatThrownBy(this::start)
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessage(
              "the data folder "
                  + folder
                  + " is in use by another server (pid "
                  + ProcessHandle.current().pid()
                  + ")");
    }
  }

  @Test
  @DisplayName("is started again when it dies, on the same port, without loss")
  void restarts() throws Exception {
    try (EmbeddedPostgres postgres = start()) {
      try (Pool pool = connect(postgres)) {
        pool.database().execute(Statement.of("CREATE TABLE kept AS SELECT 'here' AS what"));
      }
      long before = pid();
      ProcessHandle.of(before).orElseThrow().destroyForcibly();
      awaitReady(before);
      try (Pool pool = connect(postgres)) {
        assertThat(text(pool.database(), "SELECT what FROM kept")).isEqualTo("here");
      }
    }
  }

  private void awaitReady(long before) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!isReadyAgain(before)) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private boolean isReadyAgain(long before) throws Exception {
    RunningPostmaster running = running();
    return running != null && running.pid() != before && running.status().equals("ready");
  }

  private long pid() throws Exception {
    return Objects.requireNonNull(running()).pid();
  }

  @Test
  @DisplayName("leaves nothing running behind")
  void stops() throws Exception {
    EmbeddedPostgres postgres = start();
    ProcessHandle process = ProcessHandle.of(pid()).orElseThrow();
    postgres.close();
    assertThat(process.isAlive()).isFalse();
    assertThat(running()).isNull();
  }

  @Test
  @DisplayName("ends the one that a server killed hard has left running")
  void endsLeftover() throws Exception {
    start().close();
    Path home = folder.resolve("postgresql").toRealPath();
    Binaries binaries = Binaries.unpack(Objects.requireNonNull(DURABLE.binaries()));
    Account account = Account.choose(home, binaries);
    String cluster = home.resolve("cluster").toString();
    Process leftover =
        Commands.builder(account.command(binaries.program("postgres"), "-D", cluster))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      awaitReady(0);
      try (EmbeddedPostgres postgres = start();
          Pool pool = connect(postgres)) {
        assertThat(leftover.isAlive()).isFalse();
        assertThat(text(pool.database(), "SELECT 'works'")).isEqualTo("works");
      }
    } finally {
      leftover.destroyForcibly();
    }
  }

  @Test
  @DisplayName("does not mistake another process with the old number for PostgreSQL")
  void strangerWithThatPid() throws Exception {
    start().close();
    Path cluster = folder.resolve("postgresql/cluster");
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      Files.writeString(
          cluster.resolve("postmaster.pid"), stranger.pid() + "\n" + cluster + "\n1\n1\n");
      try (EmbeddedPostgres postgres = start()) {
        assertThat(postgres.jdbcUrl()).isNotEmpty();
        assertThat(stranger.isAlive()).isTrue();
      }
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  @DisplayName("says so when the password file is lost, and when the data is of another version")
  void explains() throws Exception {
    start().close();
    Path version = folder.resolve("postgresql/cluster/PG_VERSION");
    Files.writeString(version, "15\n");
    assertThatThrownBy(this::start).hasMessageContaining("was made by PostgreSQL 15");
    Files.delete(folder.resolve("postgresql/password"));
    assertThatThrownBy(this::start).hasMessageContaining("password is missing");
  }

  @Test
  @DisplayName("says so when the folder is a file")
  void folderIsFile() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> EmbeddedPostgres.start(file, TestCluster.options()))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageStartingWith("cannot write to the data folder");
  }
}
