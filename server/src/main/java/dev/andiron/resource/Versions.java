package dev.andiron.resource;

import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Row;
import dev.andiron.pg.Statement;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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

  /// Of each, the current version, or the deletion where that is what came last; those that never
  /// were are missing. One round trip for each type.
  Map<ResourceKey, ResourceVersion> latest(Collection<ResourceKey> keys) {
    Map<ResourceKey, ResourceVersion> latest = new HashMap<>();
    if (keys.size() == 1) {
      ResourceKey only = keys.iterator().next();
      ResourceVersion version = latest(only);
      return version == null ? latest : Map.of(only, version);
    }
    Map<String, List<ResourceKey>> byType =
        keys.stream().collect(Collectors.groupingBy(ResourceKey::type));
    byType.forEach((type, ofType) -> {
      for (ResourceVersion version : latest(type, ofType)) {
        latest.put(version.key(), version);
      }
    });
    return latest;
  }

  private List<ResourceVersion> latest(String type, List<ResourceKey> keys) {
    Statement.SqlArray ids =
        new Statement.SqlArray("text", keys.stream().map(ResourceKey::id).toArray());
    return rows(
        Statement.of(
            """
            select version, ts, false, text, id from %1$s where id = any(?)
            union all
            (select distinct on (h.id) h.version, h.ts, h.deleted, h.text, h.id from %2$s h
            where h.id = any(?) and not exists (select from %1$s r where r.id = h.id)
            order by h.id, h.version desc)
            """
                .formatted(TypeTables.current(type), TypeTables.history(type)),
            ids,
            ids),
        row -> version(new ResourceKey(type, row.text(5)), row));
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
    List<ResourceVersion> rows = rows(statement, row -> version(key, row));
    return rows.isEmpty() ? null : rows.getFirst();
  }

  private List<ResourceVersion> rows(Statement statement, Row.Mapper<ResourceVersion> mapper) {
    try {
      return database.query(statement, mapper);
    } catch (DatabaseException e) {
      if (e.isUndefinedTable()) {
        return List.of(); // no resource of this type was ever written
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
