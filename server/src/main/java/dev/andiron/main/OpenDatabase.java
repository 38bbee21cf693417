package dev.andiron.main;

import dev.andiron.config.Secret;
import dev.andiron.config.Settings;
import dev.andiron.crypto.KeyFile;
import dev.andiron.crypto.KeyVault;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.DatabaseUrl;
import dev.andiron.pg.Migrations;
import dev.andiron.pg.Notifications;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Pulse;
import dev.andiron.pg.embedded.EmbeddedPostgres;
import dev.andiron.resource.ChangeFeed;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// The database that a start found or made, its tables up to date.
///
/// @param growing the same for what people write: where space runs short, it only reads. What
///   little the server writes for itself, so that it can go on, is not held up.
record OpenDatabase(DatabaseUrl url, Pool pool, Database database, Database growing) {

  /// @throws StartupException and the exceptions that [StartupFailure] knows
  static OpenDatabase open(Settings settings, Parts parts) {
    Place place = place(settings, parts);
    Pool pool = pool(place.url(), settings.databaseConnections(), parts);
    Migrations.ofProduct().applyTo(pool.database());
    Pulse _ = parts.opened(Pulse.of(place.url(), pool));
    return new OpenDatabase(place.url(), pool, pool.database(), pool.database(place.hasSpace()));
  }

  /// @param hasSpace whether something can be written there
  private record Place(DatabaseUrl url, BooleanSupplier hasSpace) {}

  /// Where the database is: the one that was named, or the one inside, which is started.
  private static Place place(Settings settings, Parts parts) {
    Secret external = settings.databaseUrl();
    if (external != null) {
      try {
        return new Place(DatabaseUrl.parse(external.value()), () -> true);
      } catch (IllegalArgumentException e) {
        throw new StartupException("--database-url: " + e.getMessage(), e);
      }
    }
    EmbeddedPostgres postgres = parts.opened(EmbeddedPostgres.start(settings.data()));
    return new Place(
        new DatabaseUrl(postgres.jdbcUrl(), postgres.user(), postgres.password()),
        postgres.hasSpaceBeyond(settings.diskReserve()));
  }

  private static Pool pool(DatabaseUrl url, int size, Parts parts) {
    try {
      return parts.opened(Pool.open(url, size));
    } catch (DatabaseException e) {
      throw new StartupException(
          "cannot use the database at " + url + ": " + StartupFailure.reason(e), e);
    }
  }

  /// Hears of changes from now on, over a connection of its own: were the feed to wait for one
  /// while requests hold them all, memory would not be believed, and every request would want one
  /// more.
  ChangeFeed feed(Set<String> cachedTypes, Set<String> cachedOneByOne, Parts parts) {
    ChangeFeed feed =
        parts.opened(new ChangeFeed(pool(url, 1, parts).database(), cachedTypes, cachedOneByOne));
    feed.start();
    parts.opened(
        Notifications.listen(
            url,
            ChangeFeed.CHANNEL,
            new Notifications.Listener() {
              @Override
              public void notified() {
                feed.hint();
              }

              @Override
              public void connected() {
                feed.hint();
              }

              @Override
              public void lost() {} // polling goes on and is what is believed
            }));
    return feed;
  }

  /// What seals the keys that lie in the database.
  static KeyVault vault(Settings settings) {
    Secret key = settings.encryptionKey();
    if (key != null) {
      return KeyVault.of(key.value());
    }
    try {
      Files.createDirectories(settings.data());
    } catch (IOException e) {
      throw new StartupException("cannot make the data folder " + settings.data(), e);
    }
    return KeyFile.vault(settings.data());
  }
}
