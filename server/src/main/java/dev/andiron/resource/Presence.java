package dev.andiron.resource;

import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Says which resources are there, many at once. Thread-safe; throws [DatabaseException] where the
/// database cannot be asked.
public final class Presence {
  private final Database database;

  public Presence(Database database) {
    this.database = database;
  }

  /// A resource, or one of its versions.
  ///
  /// @param version null for whichever is current
  public record Wanted(ResourceKey key, @Nullable Long version) {}

  /// Those that are not there, or are deleted, or whose version is not there. One round trip; two
  /// more where nobody wrote a resource of one of the types yet.
  public Set<Wanted> missing(Collection<Wanted> wanted) {
    Set<Wanted> missing = new LinkedHashSet<>(wanted);
    if (missing.isEmpty()) {
      return missing;
    }
    try {
      missing.removeAll(present(missing));
    } catch (DatabaseException e) {
      if (!e.isUndefinedTable()) {
        throw e;
      }
      // a type that nobody wrote yet has no tables
      List<String> tables =
          TypeTables.written(
              database, missing.stream().map(each -> each.key().type()).distinct().toList());
      missing.removeAll(
          present(missing.stream().filter(each -> tables.contains(each.key().type())).toList()));
    }
    return missing;
  }

  private Set<Wanted> present(Collection<Wanted> wanted) {
    Map<String, List<Wanted>> byType = new LinkedHashMap<>();
    for (Wanted each : wanted) {
      byType.computeIfAbsent(each.key().type(), _ -> new ArrayList<>()).add(each);
    }
    if (byType.isEmpty()) {
      return Set.of();
    }
    List<String> parts = new ArrayList<>();
    List<@Nullable Object> values = new ArrayList<>();
    byType.forEach((type, all) -> part(type, all, parts, values));
    return new HashSet<>(
        database.query(
            Statement.of(String.join("\nunion all\n", parts), values.toArray()),
            row -> new Wanted(new ResourceKey(row.text(1), row.text(2)), row.numberOrNull(3))));
  }

  private static void part(
      String type, List<Wanted> all, List<String> parts, List<@Nullable Object> values) {
    List<Wanted> versioned = all.stream().filter(each -> each.version() != null).toList();
    if (versioned.size() < all.size()) {
      parts.add(
          "select '%s', id, null::bigint from %s where id = any(?)"
              .formatted(type, TypeTables.current(type)));
      values.add(
          new Statement.SqlArray(
              "text",
              all.stream()
                  .filter(each -> each.version() == null)
                  .map(each -> each.key().id())
                  .toArray()));
    }
    if (!versioned.isEmpty()) {
      // an earlier version counts only while the resource is there
      parts.add(
          """
          select '%1$s', now.id, asked.version
          from unnest(?::text[], ?::bigint[]) as asked (id, version) join %2$s now using (id)
          where now.version = asked.version
            or exists (select 1 from %3$s old
              where old.id = asked.id and old.version = asked.version and not old.deleted)\
          """
              .formatted(type, TypeTables.current(type), TypeTables.history(type)));
      values.add(
          new Statement.SqlArray(
              "text", versioned.stream().map(each -> each.key().id()).toArray()));
      values.add(new Statement.SqlArray("int8", versioned.stream().map(Wanted::version).toArray()));
    }
  }
}
