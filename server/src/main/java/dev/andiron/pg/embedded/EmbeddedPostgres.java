package dev.andiron.pg.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A running PostgreSQL whose files all lie in one data folder. It listens on 127.0.0.1 only, on a
/// free port, behind a random password, and ends with this process, however that ends.
///
/// ```
/// <data>/andiron.lock                  held while a server uses the folder
/// <data>/postgresql/18.6.0-linux-amd64 the binaries
/// <data>/postgresql/cluster            the databases
/// <data>/postgresql/custom.conf        settings of one's own, read last (optional)
/// <data>/postgresql/password           of the role `andiron`
/// <data>/postgresql/postgresql.log
/// ```
public final class EmbeddedPostgres implements AutoCloseable {
  private final DataFolder folder;
  private final Postmaster postmaster;
  private final String password;

  private EmbeddedPostgres(DataFolder folder, Postmaster postmaster, String password) {
    this.folder = folder;
    this.postmaster = postmaster;
    this.password = password;
  }

  /// What tests set otherwise than a server.
  ///
  /// @param binaries where the binaries are kept, or null to keep them in the data folder
  /// @param durable false gives up every promise about a crash, for speed
  /// @param maxConnections how many connections PostgreSQL admits
  /// @param locale what initdb is told about the order of text
  record Options(
      @Nullable Path binaries, boolean durable, int maxConnections, List<String> locale) {
    /// The builtin provider orders by code point, on every machine alike.
    static final List<String> BY_CODE_POINT =
        List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8");

    static final Options SERVER = new Options(null, true, 60, BY_CODE_POINT);
  }

  /// Starts PostgreSQL on this folder, making it on first use.
  ///
  /// @throws EmbeddedPostgresException when that is not possible; one line says why
  public static EmbeddedPostgres start(Path dataFolder) {
    return start(dataFolder, Options.SERVER);
  }

  static EmbeddedPostgres start(Path dataFolder, Options options) {
    DataFolder folder = DataFolder.lock(dataFolder);
    try {
      Path home = folder.postgresql();
      Binaries binaries = Binaries.unpack(options.binaries() == null ? home : options.binaries());
      Account account = Account.choose(home, binaries);
      Cluster cluster = Cluster.open(home, binaries, account, options);
      Postmaster postmaster = Postmaster.start(cluster, account);
      return new EmbeddedPostgres(folder, postmaster, cluster.password());
    } catch (IOException e) {
      folder.close();
      throw new EmbeddedPostgresException(
          "cannot start PostgreSQL in " + folder.path() + ": " + DataFolder.reason(e), e);
    } catch (EmbeddedPostgresException | InterruptedException e) {
      folder.close();
      if (e instanceof EmbeddedPostgresException known) {
        throw known;
      }
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException("interrupted while starting PostgreSQL", e);
    }
  }

  /// The database `andiron`, without user and password.
  public String jdbcUrl() {
    // Nobody but this machine's kernel is on the way: no TLS, and no question about it.
    return "jdbc:postgresql://127.0.0.1:"
        + postmaster.port()
        + "/"
        + Cluster.DATABASE
        + "?sslmode=disable";
  }

  /// The role that owns the database; it is no superuser.
  public String user() {
    return Cluster.ROLE;
  }

  public String password() {
    return password;
  }

  /// Whether more than this is free where the data folder lies.
  ///
  /// @param reserve in bytes
  /// @throws EmbeddedPostgresException where that cannot be told
  public BooleanSupplier hasSpaceBeyond(long reserve) {
    try {
      return new FreeSpace(folder.path(), reserve);
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "cannot tell how much space is free for " + folder.path() + ": " + DataFolder.reason(e),
          e);
    }
  }

  /// Ends PostgreSQL (fast shutdown: open transactions are rolled back) and frees the data folder.
  @Override
  public void close() {
    postmaster.close();
    folder.close();
  }
}
