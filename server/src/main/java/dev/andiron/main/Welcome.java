package dev.andiron.main;

import dev.andiron.config.Settings;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
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

  void say(int port, @Nullable FirstCredentials credentials) {
    String url = "http://" + host() + ":" + port;
    out.println("Andiron is ready at " + url);
    if (credentials != null) {
      introduce(credentials);
    }
    out.println("  What it can do: curl " + url + "/metadata");
    if (terminal) {
      out.println("  Ctrl-C stops it.");
    }
    out.flush();
  }

  /// Logs are kept and copied, so a password is only ever written to a terminal or to a file of its
  /// own.
  private void introduce(FirstCredentials credentials) {
    String both = "user " + credentials.user() + ", password " + credentials.password();
    if (terminal) {
      out.println("  The administrator, shown only this once: " + both);
    } else {
      Path file = settings.data().resolve("first-credentials.txt");
      try {
        write(file, both + "\n");
      } catch (IOException e) {
        throw new StartupException("cannot write " + file + ": " + e.getMessage(), e);
      }
      out.println("  The administrator's password is in " + file + " (read it, then delete it)");
    }
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

  private String host() {
    if (THIS_MACHINE.contains(settings.host())) {
      return "localhost";
    }
    return settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
  }
}
