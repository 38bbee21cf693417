package dev.andiron.resource;

import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The two tables of each type, made when the first resource of the type is written:
///
/// * `"patient"`: the current versions. `text` is the exact JSON, `resource` the same as `jsonb`
///   for people who write SQL; `ts` is when the version was written, `cts` when the resource was
///   first.
/// * `"patient_history"`: the versions before, and one row for each deletion.
///
/// The layout is documented (`docs/adr/0002-text-and-jsonb.md`) and stable.
final class TypeTables {
  /// A key of PostgreSQL's advisory locks that is ours: making tables.
  private static final long LOCK = 0x616e6469726f6e31L;

  private final Database database;

  TypeTables(Database database) {
    this.database = database;
  }

  /// The quoted name of a type's table of current versions. Types are names of definitions, never
  /// free text.
  static String current(String type) {
    return '"' + type.toLowerCase(Locale.ROOT) + '"';
  }

  static String history(String type) {
    return '"' + type.toLowerCase(Locale.ROOT) + "_history\"";
  }

  /// The names of the primary keys of a type's tables.
  static Set<String> keys(String type) {
    String name = type.toLowerCase(Locale.ROOT);
    return Set.of(name + "_pkey", name + "_history_pkey");
  }

  /// Those of the types that have tables.
  static List<String> written(Database database, Collection<String> types) {
    return database.query(
        Statement.of(
            "select type from unnest(?::text[]) as type"
                + " where to_regclass('\"' || lower(type) || '_history\"') is not null",
            new Statement.SqlArray("text", types.toArray())),
        row -> row.text(1));
  }

  /// Makes the tables of a type unless they are there; two nodes may do so at once.
  void make(String type) {
    database.transaction(transaction ->
        transaction.execute(
            List.of(
                Statement.of("select pg_advisory_xact_lock(?)", LOCK),
                Statement.of(
                    """
                    create table if not exists %s (
                      id text primary key,
                      version bigint not null,
                      ts timestamptz not null,
                      cts timestamptz not null,
                      text text not null,
                      resource jsonb generated always as (text::jsonb) stored)
                    """
                        .formatted(current(type))),
                // what was written last, first: the order that lists are most often asked for in
                Statement.of(
                    "create index if not exists %s on %s (ts, id)"
                        .formatted(current(type).replaceFirst("\"$", "_ts\""), current(type))),
                Statement.of(
                    """
                    create table if not exists %s (
                      id text not null,
                      version bigint not null,
                      ts timestamptz not null,
                      cts timestamptz not null,
                      deleted boolean not null,
                      text text not null,
                      primary key (id, version))
                    """
                        .formatted(history(type))),
                // the order of a history; tables that are older have it from migration 0006
                Statement.of(
                    "create index if not exists %s on %s (ts, id)"
                        .formatted(history(type).replaceFirst("\"$", "_ts\""), history(type))))));
  }
}
