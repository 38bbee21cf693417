package dev.andiron.pg.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Programs of the operating system.
final class Commands {
  private Commands() {}

  /// @param output standard output and error together
  record Outcome(int exit, String output) {
    boolean succeeded() {
      return exit == 0;
    }

    /// The line that says what went wrong, as far as one can tell.
    String complaint() {
      List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
      return lines.stream()
          .filter(line -> line.matches("(?i).*(error|fatal|panic|could not|cannot).*"))
          .findFirst()
          .orElse(lines.isEmpty() ? "exit code " + exit : lines.getLast())
          .strip();
    }
  }

  /// A child that knows nothing of our environment, which may hold secrets.
  static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> !name.equals("PATH"));
    environment.put("LC_ALL", "C");
    environment.put("TZ", "UTC");
    return builder;
  }

  static Outcome run(List<String> command, String input) throws IOException, InterruptedException {
    Process process = builder(command).start();
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It ended without reading: its exit code and output say why.
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  /// Whether this command exists and succeeds.
  static boolean works(List<String> command) throws InterruptedException {
    try {
      return run(command, "").succeeded();
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  /// Java itself can send TERM and KILL only.
  static boolean signal(String name, long pid) throws InterruptedException {
    return works(List.of("sh", "-c", "kill -" + name + " \"$0\"", Long.toString(pid)));
  }

  static List<String> join(List<String> prefix, List<String> command) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(command);
    return all;
  }
}
