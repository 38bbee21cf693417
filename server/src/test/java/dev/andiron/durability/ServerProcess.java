package dev.andiron.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http;
import dev.andiron.main.Andiron;
import dev.andiron.main.TestApp;
import dev.andiron.pg.DatabaseUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// The program as a process of its own, as it is started by hand: this JVM's Java and class path,
/// no terminal.
final class ServerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);

  private final Process process;
  private final Path out;
  private final Path err;

  private ServerProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /// What a server with its PostgreSQL inside and known first credentials is told.
  static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("ANDIRON_ADMIN_PASSWORD", TestApp.ADMIN_PASSWORD);
    environment.put("ANDIRON_ROOT_CLIENT_SECRET", TestApp.ROOT_SECRET);
    return environment;
  }

  /// @param folder where the output goes, beside the data folder
  static ServerProcess begin(Path folder, Map<String, String> environment, String... arguments) {
    try {
      Path out = Files.createTempFile(folder, "out-", ".txt");
      Path err = Files.createTempFile(folder, "err-", ".txt");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(
          List.of(
              "--enable-native-access=ALL-UNNAMED",
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-Xmx384m",
              "-cp",
              System.getProperty("java.class.path"),
              Andiron.class.getName()));
      command.addAll(List.of(arguments));
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("ANDIRON_"));
      builder.environment().putAll(environment);
      return new ServerProcess(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The PostgreSQL inside, by the files of its data folder.
  static DatabaseUrl database(Path data) {
    String port =
        text(data.resolve("postgresql/cluster/postgresql.conf"))
            .replaceFirst("(?s).*\\nport = (\\d+).*", "$1");
    return new DatabaseUrl(
        "jdbc:postgresql://127.0.0.1:" + port + "/andiron?sslmode=disable",
        "andiron",
        text(data.resolve("postgresql/password")).strip());
  }

  /// A folder for a data folder: other users may pass through, as PostgreSQL does for root.
  static Path newFolder() {
    try {
      Path folder = Files.createTempDirectory("andiron-process-");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A server with its PostgreSQL inside, once it is ready.
  static ServerProcess serve(Path data, int port) {
    ServerProcess server =
        begin(
            data.resolveSibling(""),
            environment(),
            "--data",
            data.toString(),
            "--port",
            Integer.toString(port));
    server.awaitReady();
    return server;
  }

  void awaitReady() {
    long began = System.nanoTime();
    try {
      while (!out().contains("Andiron is ready")) {
        boolean ended = process.waitFor(20, TimeUnit.MILLISECONDS);
        assertThat(ended).as(err()).isFalse();
        assertThat(System.nanoTime() - began).as(err()).isLessThan(START.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The exit code, once it ends by itself.
  int exitCode() {
    try {
      assertThat(process.waitFor(START.toSeconds(), TimeUnit.SECONDS)).as(err()).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return process.exitValue();
  }

  String out() {
    return text(out);
  }

  String err() {
    return text(err);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /// SIGKILL.
  void kill() {
    process.destroyForcibly();
    assertThat(exitCode()).isEqualTo(128 + 9);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// SIGKILL, of one that may have ended by itself; whether it had not.
  boolean killHard() {
    process.destroyForcibly();
    return exitCode() == 128 + 9;
  }

  /// SIGTERM.
  void terminate() {
    process.destroy();
  }

  /// Below the ports that are given to those who do not choose one: nobody has it by chance before
  /// the server does, or while it is down.
  static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 30_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException e) {
        // somebody's: another one, then
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static Http http(int port) {
    return new Http("http://localhost:" + port);
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      process.destroy();
      int _ = exitCode();
    }
  }
}
