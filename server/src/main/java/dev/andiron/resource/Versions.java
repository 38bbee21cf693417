package dev.andiron.resource;

import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Row;
import dev.andiron.pg.Statement;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads versions from the tables of their types. A type that nobody wrote yet has no tables and
/// reads as empty.
final class Versions {
  private final Database database;

  Versions(Database database) {
    this.database = database;
  }

  /// The current version, or the deletion where that is what came last, or null where there never
  /// was one.
  @Nullable ResourceVersion latest(ResourceKey key) {
    ResourceVersion current = currentOf(key);
    return current != null ? current : deletionOf(key);
  }

  /// One version, the current or an earlier one or a deletion; null where there is none.
  @Nullable ResourceVersion numbered(ResourceKey key, long version) {
    return firstRow(
        Statement.of(
            """
            select version, ts, false, text from %s where id = ? and version = ?
            union all
            select version, ts, deleted, text from %s where id = ? and version = ?
            """
                .formatted(TypeTables.current(key.type()), TypeTables.history(key.type())),
            key.id(),
            version,
            key.id(),
            version),
        key);
  }

  private @Nullable ResourceVersion currentOf(ResourceKey key) {
    return firstRow(
        Statement.of(
            "select version, ts, false, text from %s where id = ?"
                .formatted(TypeTables.current(key.type())),
            key.id()),
        key);
  }

  private @Nullable ResourceVersion deletionOf(ResourceKey key) {
    return firstRow(
        Statement.of(
            """
            select version, ts, deleted, text from %s where id = ? order by version desc limit 1
            """
                .formatted(TypeTables.history(key.type())),
            key.id()),
        key);
  }

  private @Nullable ResourceVersion firstRow(Statement statement, ResourceKey key) {
    try {
      return database.first(statement, row -> version(key, row));
    } catch (DatabaseException e) {
      if (e.isUndefinedTable()) {
        return null; // no resource of this type was ever written
      }
      throw e;
    }
  }

  private static ResourceVersion version(ResourceKey key, Row row) {
    return new ResourceVersion(
        key.type(),
        key.id(),
        row.number(1),
        row.instant(2),
        row.flag(3),
        row.text(4).getBytes(StandardCharsets.UTF_8));
  }
}
