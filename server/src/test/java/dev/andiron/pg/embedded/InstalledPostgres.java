package dev.andiron.pg.embedded;

import dev.andiron.pg.DatabaseUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A throw-away cluster of the newest PostgreSQL in `/usr/lib/postgresql`, run like the one inside.
public final class InstalledPostgres {
  private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

  /// Older versions know no builtin locales.
  private static final EmbeddedPostgres.Options OPTIONS =
      new EmbeddedPostgres.Options(
          null, false, TestCluster.CONNECTIONS, List.of("--locale=C.UTF-8"));

  private InstalledPostgres() {}

  /// The folder of its programs' parent, named after its version.
  public static Optional<Path> newest() {
    if (!Files.isDirectory(VERSIONS)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(VERSIONS)) {
      return versions
          .filter(version -> Files.isExecutable(version.resolve("bin/initdb")))
          .max(Comparator.comparingInt(version -> Integer.parseInt(name(version))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  /// Where its first database is; the role may create others.
  public static DatabaseUrl start() {
    Path version = newest().orElseThrow();
    try {
      Path home = Files.createTempDirectory("andiron-installed-");
      if (Account.isRoot()) {
        DataFolder.permit(home, "rwx--x--x");
      }
      Binaries binaries = new Binaries(version, name(version) + ".0");
      Account account = Account.choose(home, binaries);
      Cluster cluster = Cluster.open(home, binaries, account, OPTIONS);
      Postmaster postmaster = Postmaster.start(cluster, account);
      TestCluster.atEnd(postmaster::close, home);
      return new DatabaseUrl(
          "jdbc:postgresql://127.0.0.1:" + postmaster.port() + "/" + Cluster.DATABASE,
          Cluster.ROLE,
          cluster.password());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
