package dev.andiron.pg.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// As whom PostgreSQL runs. It refuses to run as root, so for root it is a user id of its own, or,
/// where that user could not reach the data folder (below `/root`, say), a user namespace in which
/// root has no rights and another id.
///
/// @param prefix comes before a command to run it as this account
/// @param owner the user id that the files must belong to, or null where we cannot give them away
record Account(List<String> prefix, @Nullable Integer owner) {
  private static final Logger log = LoggerFactory.getLogger(Account.class);

  /// Nobody's in the usual tables of ids.
  private static final int OWN = 26926;

  /// `initdb` wants to know the name of its user, so for its sake: `nobody`.
  private static final int NAMED = 65534;

  static Account choose(Path home, Binaries binaries) throws IOException, InterruptedException {
    if (!isRoot()) {
      return new Account(List.of(), null);
    }
    Account own = ownUser(OWN);
    if (own.works(home, binaries) && ownUser(NAMED).works(home, binaries)) {
      return own;
    }
    Account namespace = new Account(List.of("unshare", "--user"), 0);
    if (namespace.works(home, binaries)) {
      log.debug("PostgreSQL runs in a user namespace");
      return namespace;
    }
    throw new EmbeddedPostgresException(
        "PostgreSQL does not run as root, and another user cannot use "
            + home
            + ": put --data where every user may enter, start as an ordinary user,"
            + " or give --database-url");
  }

  private static Account ownUser(int uid) {
    return new Account(
        List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups"), uid);
  }

  /// The account that makes the data files.
  Account forInitdb() {
    return owner == null || owner == 0 ? this : ownUser(NAMED);
  }

  /// By the effective user id, where the kernel tells it (proc(5)), else by the name.
  static boolean isRoot() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return System.getProperty("user.name").equals("root");
    }
    try (var lines = Files.lines(status)) {
      return lines.anyMatch(line -> line.matches("Uid:\\t\\d+\\t0\\t.*"));
    }
  }

  /// Tries it: writes to a folder beside the data and runs the program.
  private boolean works(Path home, Binaries binaries) throws IOException, InterruptedException {
    Path trial = Files.createTempDirectory(home, "trial-");
    try {
      own(trial);
      return Commands.works(
          Commands.join(
              prefix,
              List.of(
                  "sh",
                  "-c",
                  "test -w \"$0\" && exec \"$1\" --version",
                  trial.toString(),
                  binaries.program("postgres"))));
    } catch (IOException e) {
      return false; // the id cannot be given to a file here
    } finally {
      Files.deleteIfExists(trial);
    }
  }

  /// Makes this account the owner of the file or folder and all in it.
  void own(Path path) throws IOException {
    if (owner != null && FileTree.owner(path) != owner) {
      FileTree.chown(path, owner);
    }
  }

  List<String> command(String... command) {
    return Commands.join(prefix, List.of(command));
  }
}
