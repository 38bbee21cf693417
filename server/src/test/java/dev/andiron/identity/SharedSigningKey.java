package dev.andiron.identity;

import dev.andiron.crypto.KeyVault;
import dev.andiron.crypto.RsaKey;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.DatabaseUrl;
import dev.andiron.pg.Migrations;
import dev.andiron.pg.Pool;
import java.time.Clock;

/// One RSA key for all the databases of a JVM of tests: to make one takes a quarter of a second,
/// and there are hundreds of databases.
public final class SharedSigningKey {
  private static final RsaKey KEY = RsaKey.generate("shared-by-tests");

  private SharedSigningKey() {}

  /// Puts it into a database where no server was yet; one that has its keys keeps them.
  ///
  /// @param encryptionKey which the servers on it will have
  public static void plant(DatabaseUrl url, String encryptionKey) {
    try (Pool pool = Pool.open(url, 1)) {
      Database database = pool.database();
      Migrations.ofProduct().applyTo(database);
      plant(database, new SigningKeyRing(database, KeyVault.of(encryptionKey), Clock.systemUTC()));
    }
  }

  static void plant(Database database, SigningKeyRing keys) {
    try {
      int _ = database.execute(keys.newKey("RS256", KEY.kid(), KEY.pkcs8()));
    } catch (DatabaseException e) {
      if (!e.isUniqueViolation()) { // else another was here at the same moment
        throw e;
      }
    }
  }
}
