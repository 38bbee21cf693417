package dev.andiron.main;

import dev.andiron.config.Settings;
import dev.andiron.identity.FirstStart;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The first words to the person who started the server, and to scripts that wait for the first of
/// them.
final class Welcome {
  private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "0.0.0.0", "::1", "::");

  private final Settings settings;
  private final PrintStream out;
  private final boolean terminal;

  /// @param console null, or one that is no terminal, where what is said goes into a file or a log
  Welcome(Settings settings, PrintStream out, @Nullable Console console) {
    this(settings, out, console != null && console.isTerminal());
  }

  Welcome(Settings settings, PrintStream out, boolean terminal) {
    this.settings = settings;
    this.out = out;
    this.terminal = terminal;
  }

  /// Requests are answered now.
  void ready(int port) {
    String url = settings.scheme() + "://" + hostName(settings.host()) + ":" + port;
    out.println("Andiron is ready at " + url);
    if (settings.console()) {
      out.println("  Sign in at " + url + "/ui");
    }
    out.println("  The guide: docs/guide/resource-owner-grant.md");
    if (terminal) {
      out.println("  Ctrl-C stops it.");
    }
    out.flush();
  }

  /// What the first start made up, shown this once. Logs are kept and copied, so a password is only
  /// ever written to a terminal or to a file of its own.
  void introduce(FirstStart.Generated generated) {
    List<String> lines = new ArrayList<>();
    if (generated.rootSecret() != null) {
      lines.add("client root, secret " + generated.rootSecret());
    }
    if (generated.adminPassword() != null) {
      lines.add("user admin, password " + generated.adminPassword());
    }
    if (lines.isEmpty()) {
      return;
    }
    if (terminal) {
      out.println("The first credentials, shown only this once:");
      lines.forEach(line -> out.println("  " + line));
    } else {
      Path file = settings.data().resolve("first-credentials.txt");
      try {
        Files.createDirectories(settings.data());
        write(file, String.join("\n", lines) + "\n");
      } catch (IOException e) {
        throw new StartupException("cannot write " + file + ": " + e.getMessage(), e);
      }
      out.println("The first credentials are in " + file + " (read them, then delete it)");
    }
    out.flush();
  }

  private static void write(Path file, String text) throws IOException {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      Files.delete(file);
      write(file, text);
      return;
    }
    Files.writeString(file, text, StandardOpenOption.WRITE);
  }

  /// The name by which people on this machine reach what listens on this address.
  static String hostName(String host) {
    if (THIS_MACHINE.contains(host)) {
      return "localhost";
    }
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
