package dev.andiron.resource;

import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The resources as they were at one moment, page by page in the order of their ids, however much
/// is written meanwhile: what changed since comes from the history. Thread-safe; throws
/// [dev.andiron.pg.DatabaseException] where the database cannot be asked.
///
/// Every answer is of one statement, and versions never change, so no two of them need a common
/// transaction. It is whole once every write that was given an earlier time is committed.
public final class Snapshot {
  private final Database database;
  private final Instant time;
  private final Instant since;

  /// @param since only what was written, or deleted, after this; null for everything
  public Snapshot(Database database, Instant time, @Nullable Instant since) {
    this.database = database;
    this.time = time;
    this.since = since == null ? Instant.EPOCH : since;
  }

  /// Some resources of a type.
  ///
  /// @param next the id after which the next page begins; null where there is none
  public record Page(List<ResourceVersion> versions, @Nullable String next) {
    public Page {
      versions = List.copyOf(versions);
    }
  }

  /// Of these types those of which a resource was ever written, in order.
  public Set<String> written(List<String> types) {
    return new TreeSet<>(
        database.query(
            Statement.of(
                "select type from unnest(?::text[]) as type"
                    + " where to_regclass('\"' || lower(type) || '_history\"') is not null",
                new Statement.SqlArray("text", types.toArray())),
            row -> row.text(1)));
  }

  /// A page of a type that was ever written.
  ///
  /// @param after an id, `""` to begin
  /// @param most resources
  /// @param mostBytes of text; one resource is taken whatever its size
  public Page page(String type, String after, int most, long mostBytes) {
    String last = last(type, after, most);
    List<Chosen> chosen = chosen(type, after, last, 2 * most);
    String next = chosen.size() == 2 * most ? chosen.getLast().id() : last;
    long bytes = 0;
    for (int i = 0; i < chosen.size(); i++) {
      bytes += chosen.get(i).bytes();
      if (i > 0 && bytes > mostBytes) {
        chosen = chosen.subList(0, i);
        next = chosen.getLast().id();
      }
    }
    return new Page(texts(type, chosen), next);
  }

  /// The resource as it was; null where it was not there.
  public @Nullable ResourceVersion read(ResourceKey key) {
    if (written(List.of(key.type())).isEmpty()) {
      return null;
    }
    List<ResourceVersion> versions =
        database.query(
            Statement.of(
                """
                select id, version, ts, deleted, text from (
                  select id, version, ts, false as deleted, text from %s where id = ? and ts <= ?
                  union all
                  select id, version, ts, deleted, text from %s where id = ? and ts <= ?) v
                order by version desc limit 1
                """
                    .formatted(TypeTables.current(key.type()), TypeTables.history(key.type())),
                key.id(),
                time,
                key.id(),
                time),
            row ->
                new ResourceVersion(
                    key.type(),
                    row.text(1),
                    row.number(2),
                    row.instant(3),
                    row.flag(4),
                    row.text(5).getBytes(StandardCharsets.UTF_8)));
    return versions.isEmpty() || versions.getFirst().deleted() ? null : versions.getFirst();
  }

  /// Resources of a type that was ever written which were deleted, as they were before; as [#page].
  public Page deleted(String type, String after, int most) {
    List<ResourceVersion> versions =
        database.query(
            Statement.of(
                """
                select h.id, h.version, h.ts, b.text
                from %2$s h join %2$s b on b.id = h.id and b.version = h.version - 1
                where h.deleted and h.id > ? and h.ts > ? and h.ts <= ?
                  and not exists (
                    select from %2$s n where n.id = h.id and n.version > h.version and n.ts <= ?)
                  and not exists (select from %1$s c where c.id = h.id and c.ts <= ?)
                order by h.id limit ?
                """
                    .formatted(TypeTables.current(type), TypeTables.history(type)),
                after,
                since,
                time,
                time,
                time,
                most),
            row ->
                new ResourceVersion(
                    type,
                    row.text(1),
                    row.number(2),
                    row.instant(3),
                    true,
                    row.text(4).getBytes(StandardCharsets.UTF_8)));
    return new Page(versions, versions.size() < most ? null : versions.getLast().id());
  }

  /// The id up to which there are so many current resources; null where there are fewer.
  private @Nullable String last(String type, String after, int most) {
    return database.first(
        Statement.of(
            "select id from %s where id > ? and ts > ? order by id offset ? limit 1"
                .formatted(TypeTables.current(type)),
            after,
            since,
            most - 1),
        row -> row.text(1));
  }

  private record Chosen(String id, long version, long bytes) {}

  /// The versions of the moment: the current ones, and of what was changed or deleted since, the
  /// last before.
  private List<Chosen> chosen(String type, String after, @Nullable String last, int most) {
    String range = last == null ? "id > ?" : "id > ? and id <= ?";
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      values.add(after);
      if (last != null) {
        values.add(last);
      }
      values.add(time);
      if (i == 0) {
        values.add(since);
      }
    }
    values.add(since);
    values.add(most);
    return database.query(
        Statement.of(
            """
            select id, version, bytes from (
              select id, version, octet_length(text) as bytes from %1$s
              where %3$s and ts <= ? and ts > ?
              union all
              select id, version, bytes from (
                select distinct on (id) id, version, ts, deleted, octet_length(text) as bytes
                from %2$s
                where %3$s and ts <= ? and id in (
                  select id from %1$s where %3$s and ts > ?
                  union all
                  select id from %2$s where %3$s and ts > ?)
                order by id, version desc) before
              where not deleted and ts > ?) of_the_moment
            order by id limit ?
            """
                .formatted(TypeTables.current(type), TypeTables.history(type), range),
            values.toArray()),
        row -> new Chosen(row.text(1), row.number(2), row.number(3)));
  }

  private List<ResourceVersion> texts(String type, List<Chosen> chosen) {
    if (chosen.isEmpty()) {
      return List.of();
    }
    return database.query(
        Statement.of(
            """
            with chosen as (select * from unnest(?::text[], ?::int8[]) as c (id, version))
            select id, version, ts, text from (
              select r.id, r.version, r.ts, r.text from %s r join chosen using (id, version)
              union all
              select r.id, r.version, r.ts, r.text from %s r join chosen using (id, version)) v
            order by id
            """
                .formatted(TypeTables.current(type), TypeTables.history(type)),
            new Statement.SqlArray("text", chosen.stream().map(Chosen::id).toArray()),
            new Statement.SqlArray("int8", chosen.stream().map(Chosen::version).toArray())),
        row ->
            new ResourceVersion(
                type,
                row.text(1),
                row.number(2),
                row.instant(3),
                false,
                row.text(4).getBytes(StandardCharsets.UTF_8)));
  }
}
