package dev.andiron.pg.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What `postmaster.pid` says: PostgreSQL writes it while it runs.
///
/// @param pid the process that wrote it; by now it may be any other
/// @param status `starting`, `ready`, `stopping`; empty at first
record RunningPostmaster(long pid, String status) {
  private static final Logger log = LoggerFactory.getLogger(RunningPostmaster.class);

  static @Nullable RunningPostmaster read(Path cluster) throws IOException {
    try {
      List<String> lines = Files.readAllLines(file(cluster));
      String pid = lines.isEmpty() ? "" : lines.getFirst().strip();
      if (!pid.matches("\\d{1,18}")) {
        return null;
      }
      return new RunningPostmaster(
          Long.parseLong(pid), lines.size() < 8 ? "" : lines.get(7).strip());
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static Path file(Path cluster) {
    return cluster.resolve("postmaster.pid");
  }

  /// Ends what an earlier server, killed hard, may have left running on these files. A process that
  /// only has the same number by chance is left alone, and the file is removed instead, since it
  /// would keep PostgreSQL from starting.
  static void endLeftover(Path cluster) throws IOException, InterruptedException {
    RunningPostmaster found = read(cluster);
    if (found == null) {
      return;
    }
    ProcessHandle process = ProcessHandle.of(found.pid).orElse(null);
    if (process == null || !process.isAlive()) {
      return; // PostgreSQL sees that itself and recovers
    }
    if (!isPostmasterOf(process, cluster)) {
      Files.deleteIfExists(file(cluster));
      return;
    }
    log.warn("Ending the PostgreSQL (pid {}) that an earlier server left running", found.pid);
    if (!end(process)) {
      throw new EmbeddedPostgresException(
          "a PostgreSQL of an earlier server (pid "
              + found.pid
              + ") still runs on "
              + cluster
              + " and cannot be ended");
    }
  }

  private static boolean isPostmasterOf(ProcessHandle process, Path cluster) {
    ProcessHandle.Info info = process.info();
    boolean program = info.command().map(path -> path.endsWith("/postgres")).orElse(true);
    return program
        && info.arguments()
            .map(arguments -> Arrays.asList(arguments).contains(cluster.toString()))
            .orElse(false);
  }

  /// PostgreSQL manual, 18.5: SIGINT is the fast shutdown, SIGQUIT the immediate one.
  static boolean end(ProcessHandle process) throws InterruptedException {
    return (Commands.signal("INT", process.pid()) && ended(process, 10))
        || (Commands.signal("QUIT", process.pid()) && ended(process, 5))
        || (process.destroyForcibly() && ended(process, 5))
        || !process.isAlive();
  }

  private static boolean ended(ProcessHandle process, int seconds) throws InterruptedException {
    try {
      process.onExit().get(seconds, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    }
  }
}
