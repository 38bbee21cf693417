package dev.andiron;

import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseUrl;
import dev.andiron.pg.Pool;
import dev.andiron.pg.embedded.InstalledPostgres;

/// The PostgreSQL that the system has installed, whatever its version, for what must hold there as
/// well as on the one inside. Started once per JVM.
///
/// Tests that need it say `@EnabledIf(value = "dev.andiron.ExternalPostgres#isInstalled",
/// disabledReason = …)`.
public final class ExternalPostgres {
  private ExternalPostgres() {}

  public static boolean isInstalled() {
    return InstalledPostgres.newest().isPresent();
  }

  /// Where a fresh, empty database is.
  public static DatabaseUrl newUrl() {
    return TestPostgres.create(Server.ADMIN, Server.HOME);
  }

  private static final class Server {
    static final DatabaseUrl HOME = InstalledPostgres.start();
    static final Database ADMIN = Pool.open(HOME, 2).database();
  }
}
