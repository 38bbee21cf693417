package dev.andiron.identity;

import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The table of credentials: what is stored for a field, and how it is replaced.
final class Credentials {
  private final Database database;

  Credentials(Database database) {
    this.database = database;
  }

  /// A credential and the epoch of its owner, of one snapshot: a session made after checking the
  /// one carries the other, and is over if the credential was replaced meanwhile.
  ///
  /// @param value a hash, or something sealed; null where none is set
  record Stored(long epoch, @Nullable String value) {}

  Stored read(String ownerType, String ownerId, String field) {
    return Objects.requireNonNull(
        database.first(
            Statement.of(
                """
                select
                  coalesce((select epoch from epoch where kind = ? and id = ?), 0),
                  (select value from credential
                    where owner_type = ? and owner_id = ? and field = ?)
                """,
                ownerType,
                ownerId,
                ownerType,
                ownerId,
                field),
            row -> new Stored(row.number(1), row.textOrNull(2))));
  }

  static Statement put(String ownerType, String ownerId, String field, String value, Instant now) {
    return Statement.of(
        """
        insert into credential as c (owner_type, owner_id, field, version, value, changed_at)
        values (?, ?, ?, 1, ?, ?)
        on conflict (owner_type, owner_id, field) do update
        set version = c.version + 1, value = excluded.value, changed_at = excluded.changed_at
        """,
        ownerType,
        ownerId,
        field,
        value,
        now);
  }

  /// Stores the same credential in another form; nothing where it has become another one meanwhile.
  static Statement renew(
      String ownerType, String ownerId, String field, String before, String value) {
    return Statement.of(
        """
        update credential set value = ?
        where owner_type = ? and owner_id = ? and field = ? and value = ?
        """,
        value,
        ownerType,
        ownerId,
        field,
        before);
  }

  static Statement remove(String ownerType, String ownerId, String field) {
    return Statement.of(
        "delete from credential where owner_type = ? and owner_id = ? and field = ?",
        ownerType,
        ownerId,
        field);
  }

  static Statement removeAll(String ownerType, String ownerId) {
    return Statement.of(
        "delete from credential where owner_type = ? and owner_id = ?", ownerType, ownerId);
  }
}
