package dev.andiron.resource;

import dev.andiron.pg.Insert;
import dev.andiron.pg.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The statements that change a type's tables. Each touches exactly one row when the version it was
/// planned against is still the current one, and none otherwise; an insert fails otherwise.
final class WriteStatements {
  private WriteStatements() {}

  private static final List<Insert.Column> COLUMNS =
      List.of(
          new Insert.Column("id", "text"),
          new Insert.Column("version", "int8"),
          new Insert.Column("ts", "timestamptz"),
          new Insert.Column("cts", "timestamptz"),
          new Insert.Column("text", "text"));

  static Insert insert(ResourceKey key, long version, Instant now, String json) {
    return new Insert(
        TypeTables.current(key.type()),
        COLUMNS,
        List.of(List.of(key.id(), version, now, now, json)));
  }

  /// A row where the history has one of these versions already, or a later one. Asked after the
  /// insert, by which time nobody else can write the resources.
  static Statement laterThan(Map<String, List<ResourceVersion>> byType) {
    List<String> parts = new ArrayList<>();
    List<@Nullable Object> values = new ArrayList<>();
    byType.forEach((type, versions) -> {
      parts.add(
          """
          (select 1 from unnest(?::text[], ?::int8[]) n(id, version)
          where exists (select from %s h where h.id = n.id and h.version >= n.version) limit 1)
          """
              .formatted(TypeTables.history(type)));
      values.add(
          new Statement.SqlArray("text", versions.stream().map(ResourceVersion::id).toArray()));
      values.add(
          new Statement.SqlArray(
              "int8", versions.stream().map(ResourceVersion::version).toArray()));
    });
    return Statement.of(String.join(" union all ", parts), values.toArray());
  }

  /// Waits for a concurrent writer of the row (`for update`), then sees whether the version is
  /// still the same.
  static Statement update(ResourceKey key, long version, Instant now, String json) {
    return Statement.of(
        """
        with old as (
          select id, version, ts, cts, text from %1$s where id = ? and version = ? for update),
        kept as (
          insert into %2$s (id, version, ts, cts, deleted, text)
          select id, version, ts, cts, false, text from old)
        update %1$s as now set version = ?, ts = ?, text = ?
        from old where now.id = old.id
        """
            .formatted(TypeTables.current(key.type()), TypeTables.history(key.type())),
        key.id(),
        version - 1,
        version,
        now,
        json);
  }

  static Statement delete(ResourceKey key, long version, Instant now) {
    return Statement.of(
        """
        with old as (
          delete from %1$s where id = ? and version = ? returning id, version, ts, cts, text),
        kept as (
          insert into %2$s (id, version, ts, cts, deleted, text)
          select id, version, ts, cts, false, text from old)
        insert into %2$s (id, version, ts, cts, deleted, text)
        select id, version + 1, ?, cts, true, '' from old
        """
            .formatted(TypeTables.current(key.type()), TypeTables.history(key.type())),
        key.id(),
        version,
        now);
  }
}
