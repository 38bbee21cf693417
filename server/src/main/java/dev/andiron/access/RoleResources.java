package dev.andiron.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Statement;
import dev.andiron.resource.ChangeListener;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.Trust;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// The Role resources of users, for policies that look into them. What is remembered is believed
/// while the change feed is and no Role has changed since. Thread-safe.
public final class RoleResources implements ChangeListener {
  private static final int REMEMBERED = 10_000;

  private final Database database;
  private final Trust trust;
  private final AtomicLong changes = new AtomicLong();
  private final Cache<String, Remembered> byUser =
      Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  public RoleResources(Database database, Trust trust) {
    this.database = database;
    this.trust = trust;
  }

  /// @param changes how many changes had been heard of before they were read
  private record Remembered(long changes, List<JsonObject> roles) {}

  /// The roles of a user, by id.
  ///
  /// @throws DatabaseException when memory is not to be believed and the database cannot be asked
  List<JsonObject> of(String userId) {
    long heard = changes.get();
    Remembered remembered = byUser.getIfPresent(userId);
    if (remembered != null && remembered.changes() == heard && trust.holds()) {
      return remembered.roles();
    }
    List<JsonObject> roles = load(userId);
    byUser.put(userId, new Remembered(heard, roles));
    return roles;
  }

  private List<JsonObject> load(String userId) {
    try {
      return database.query(
          Statement.of(
              """
              select r.text from role_holder h join "role" r on r.id = h.role_id
              where h.user_id = ? order by r.id
              """,
              userId),
          row -> (JsonObject) JsonReader.read(row.text(1)));
    } catch (DatabaseException e) {
      if (e.isUndefinedTable()) {
        return List.of(); // no role was ever written
      }
      throw e;
    }
  }

  @Override
  public void changed(ResourceKey key) {
    if (key.type().equals("Role")) {
      changes.incrementAndGet();
    }
  }

  @Override
  public void reset() {
    changes.incrementAndGet();
  }
}
