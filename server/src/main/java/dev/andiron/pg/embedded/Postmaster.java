package dev.andiron.pg.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// PostgreSQL's main process, a child of ours. If it dies, it is started again; if we die, the
/// kernel tells it to stop.
final class Postmaster implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Postmaster.class);
  private static final int PORTS_TO_TRY = 5;
  private static final long LOG_LIMIT = 10 << 20;

  /// How long a start may take; recovery after a crash has to read what was not yet checkpointed.
  private static final long START_LIMIT = TimeUnit.MINUTES.toNanos(5);

  private final Cluster cluster;
  private final List<String> command;
  private final int port;
  private final BlockingQueue<Start> starts = new LinkedBlockingQueue<>();
  private volatile boolean restarts;
  private volatile boolean closing;
  private volatile @Nullable Process process;

  /// What came of one attempt to start a process.
  private sealed interface Start {
    record Begun(Process process) implements Start {}

    record Failed(IOException why) implements Start {}
  }

  private Postmaster(Cluster cluster, List<String> command, int port) {
    this.cluster = cluster;
    this.command = command;
    this.port = port;
  }

  static Postmaster start(Cluster cluster, Account account)
      throws IOException, InterruptedException {
    RunningPostmaster.endLeftover(cluster.path());
    prepareLog(cluster.log());
    List<String> command =
        Commands.join(
            detached(account),
            List.of(cluster.binaries().program("postgres"), "-D", cluster.path().toString()));
    String complaint = "";
    for (int i = 0; i < PORTS_TO_TRY; i++) {
      int port = freePort();
      cluster.configure(port, account);
      Postmaster postmaster = new Postmaster(cluster, command, port);
      long logged = Files.size(cluster.log());
      if (postmaster.begin()) {
        return postmaster;
      }
      complaint = complaint(cluster.log(), logged);
      if (!complaint.contains("TCP/IP") && !complaint.contains("shared memory block")) {
        break; // not the port that somebody else was faster to take, nor a last backend leaving
      }
    }
    throw new EmbeddedPostgresException(
        "PostgreSQL did not start: " + complaint + " (see " + cluster.log() + ")");
  }

  int port() {
    return port;
  }

  /// A session of its own keeps a terminal's Ctrl-C from PostgreSQL, which must outlive the
  /// requests in flight. Both tools are a convenience: without them the next start cleans up.
  private static List<String> detached(Account account) throws InterruptedException {
    List<String> prefix = new ArrayList<>();
    if (Commands.works(List.of("setsid", "true"))) {
      prefix.add("setsid");
    }
    prefix.addAll(account.prefix());
    List<String> tie = List.of("setpriv", "--pdeathsig", "INT");
    if (Commands.works(Commands.join(tie, List.of("true")))) {
      prefix.addAll(tie);
    }
    return prefix;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return socket.getLocalPort();
    }
  }

  private static void prepareLog(Path file) throws IOException {
    if (Files.exists(file) && Files.size(file) > LOG_LIMIT) {
      Files.move(
          file, file.resolveSibling("postgresql.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(file)) {
      Files.createFile(file);
      DataFolder.permit(file, "rw-------");
    }
  }

  /// The "parent death" of the kernel (prctl(2), PR_SET_PDEATHSIG) is that of the *thread* that
  /// forked: so one platform thread forks, and stays.
  private boolean begin() throws IOException, InterruptedException {
    Thread.ofPlatform().daemon().name("postgresql").start(this::keep);
    Process begun =
        switch (starts.take()) {
          case Start.Begun(Process it) -> it;
          case Start.Failed(IOException why) -> throw why;
        };
    if (!awaitReady(begun)) {
      return false;
    }
    restarts = true;
    return true;
  }

  private void keep() {
    try {
      do {
        Process begun =
            Commands.builder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(cluster.log().toFile()))
                .start();
        process = begun;
        starts.add(new Start.Begun(begun));
        int exit = begun.waitFor();
        if (restarts && !closing) {
          log.error("PostgreSQL ended with exit code {}; starting it again", exit);
          TimeUnit.SECONDS.sleep(1); // its last children are leaving
          RunningPostmaster.endLeftover(cluster.path());
        }
      } while (restarts && !closing);
    } catch (IOException e) {
      log.error("PostgreSQL cannot be started: {}", DataFolder.reason(e));
      starts.add(new Start.Failed(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean awaitReady(Process begun) throws IOException, InterruptedException {
    long began = System.nanoTime();
    while (!begun.waitFor(10, TimeUnit.MILLISECONDS)) {
      RunningPostmaster state = RunningPostmaster.read(cluster.path());
      if (state != null && state.pid() == begun.pid() && state.status().equals("ready")) {
        return true;
      }
      if (System.nanoTime() - began > START_LIMIT) {
        close();
        throw new EmbeddedPostgresException(
            "PostgreSQL was not ready after 5 minutes (see " + cluster.log() + ")");
      }
    }
    return false;
  }

  private static String complaint(Path file, long from) throws IOException {
    try (var channel = Files.newByteChannel(file)) {
      channel.position(from);
      String text =
          new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> line.contains("FATAL: ") || line.contains("PANIC: "))
          .reduce((first, last) -> last)
          .map(line -> line.replaceFirst(".*(FATAL|PANIC): +", ""))
          .orElseGet(() -> text.lines().reduce((first, last) -> last).orElse("it said nothing"));
    }
  }

  @Override
  public void close() {
    closing = true;
    Process running = process;
    try {
      if (running != null && running.isAlive() && !RunningPostmaster.end(running.toHandle())) {
        log.error("PostgreSQL (pid {}) does not end", running.pid());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
