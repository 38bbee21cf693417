package dev.andiron.resource;

import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Row;
import dev.andiron.pg.Statement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the current versions of many resources of any types at once. Thread-safe; throws
/// [DatabaseException] where the database cannot be asked.
public final class CurrentVersions {
  /// How many types one statement reads: it locks each of their tables and indexes, and PostgreSQL
  /// has room for some thousand locks in all.
  private static final int TYPES_AT_ONCE = 16;

  private final Database database;

  public CurrentVersions(Database database) {
    this.database = database;
  }

  /// What was found.
  ///
  /// @param versions in the order in which they were asked for; those that are not there, or are
  ///   deleted, are left out
  /// @param complete whether none was left out for its size
  public record Found(List<ResourceVersion> versions, boolean complete) {
    public Found {
      versions = List.copyOf(versions);
    }
  }

  /// One round trip for every sixteen types; two more where nobody wrote a resource of one of the
  /// types yet.
  ///
  /// @param keys types are names of definitions, never free text
  /// @param mostBytes how much text is read at the most; the texts beyond it stay in the database
  public Found of(Collection<ResourceKey> keys, long mostBytes) {
    Map<String, List<String>> byType = new LinkedHashMap<>();
    for (ResourceKey key : keys) {
      byType.computeIfAbsent(key.type(), _ -> new ArrayList<>()).add(key.id());
    }
    List<String> types = new ArrayList<>(byType.keySet());
    Map<ResourceKey, ResourceVersion> found = new HashMap<>();
    long left = mostBytes;
    boolean complete = true;
    for (int from = 0; from < types.size(); from += TYPES_AT_ONCE) {
      List<String> some = types.subList(from, Math.min(from + TYPES_AT_ONCE, types.size()));
      for (Stored stored : stored(some, byType, left)) {
        ResourceVersion version = stored.version();
        if (version == null) {
          complete = false;
        } else {
          found.put(version.key(), version);
          left -= version.text().length;
        }
      }
    }
    List<ResourceVersion> versions = new ArrayList<>(found.size());
    for (ResourceKey key : keys) {
      ResourceVersion version = found.remove(key);
      if (version != null) {
        versions.add(version);
      }
    }
    return new Found(versions, complete);
  }

  /// @param version null where its text is too large
  private record Stored(@Nullable ResourceVersion version) {}

  private List<Stored> stored(List<String> types, Map<String, List<String>> ids, long mostBytes) {
    try {
      return read(types, ids, mostBytes);
    } catch (DatabaseException e) {
      if (!e.isUndefinedTable()) {
        throw e;
      }
      // a type that nobody wrote yet has no tables
      return read(TypeTables.written(database, types), ids, mostBytes);
    }
  }

  private List<Stored> read(List<String> types, Map<String, List<String>> ids, long mostBytes) {
    if (types.isEmpty()) {
      return List.of();
    }
    List<String> arms = new ArrayList<>();
    List<@Nullable Object> values = new ArrayList<>();
    values.add(mostBytes);
    for (String type : types) {
      arms.add(
          "select '%s' as type, r.id, r.version, r.ts, r.text from %s r where r.id = any(?)"
              .formatted(type, TypeTables.current(type)));
      values.add(new Statement.SqlArray("text", ids.getOrDefault(type, List.of()).toArray()));
    }
    // octet_length does not read a text that PostgreSQL keeps outside of its row.
    return database.query(
        Statement.of(
            """
            select v.type, v.id, v.version, v.ts,
              case when sum(octet_length(v.text)) over (rows unbounded preceding) <= ?
                then v.text end
            from (%s) v
            """
                .formatted(String.join(" union all ", arms)),
            values.toArray()),
        CurrentVersions::stored);
  }

  private static Stored stored(Row row) {
    String text = row.textOrNull(5);
    return new Stored(
        text == null
            ? null
            : new ResourceVersion(
                row.text(1),
                row.text(2),
                row.number(3),
                row.instant(4),
                false,
                text.getBytes(StandardCharsets.UTF_8)));
  }
}
