package dev.andiron.identity;

import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import dev.andiron.resource.ChangeListener;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Trust;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The users. Thread-safe. Methods throw `DatabaseException` where the database cannot be asked and
/// memory cannot be trusted.
public final class Users {
  static final String TYPE = "User";
  private static final int REMEMBERED = 50_000;

  private final Database database;
  private final Credentials credentials;
  private final Function<ResourceKey, @Nullable ResourceVersion> resources;
  private final TrustedCache<User> cache;

  /// @param resources reads the current version of a resource, or its deletion, or null
  public Users(
      Database database, Function<ResourceKey, @Nullable ResourceVersion> resources, Trust trust) {
    this.database = database;
    this.credentials = new Credentials(database);
    this.resources = resources;
    this.cache = new TrustedCache<>(TYPE, REMEMBERED, trust, this::load);
  }

  /// The user of this id, active or not; null where there is none.
  public @Nullable User find(String id) {
    return cache.get(id);
  }

  /// To be told of changes.
  public ChangeListener listener() {
    return cache;
  }

  private @Nullable User load(String id) {
    return loadForSignIn(id).user();
  }

  /// A user as they are in the database now, with the hash of their password.
  record SigningIn(@Nullable User user, @Nullable String passwordHash) {}

  /// Takes the one question that reading somebody's resource takes.
  private @Nullable ResourceVersion nobody() {
    List<String> _ =
        database.query(
            Statement.of("select user_id from sign_in_name where name = ?", ""),
            row -> row.text(1));
    return null;
  }

  /// Reads past memory. Asks the same questions whether there is such a user or not.
  ///
  /// @param id empty for nobody's
  SigningIn loadForSignIn(String id) {
    // The epoch first: whatever changes after this, a session of this epoch is over.
    Credentials.Stored stored = credentials.read(TYPE, id, UserHook.PASSWORD);
    List<String> roles =
        database.query(
            Statement.of(
                "select distinct name from role_holder where user_id = ? order by name", id),
            row -> row.text(1));
    ResourceVersion version = id.isEmpty() ? nobody() : resources.apply(new ResourceKey(TYPE, id));
    if (version == null || version.deleted()) {
      return new SigningIn(null, null);
    }
    var resource = version.resource();
    return new SigningIn(
        new User(id, resource, User.isActive(resource), stored.epoch(), roles), stored.value());
  }
}
