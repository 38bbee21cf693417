package dev.andiron.search;

import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Statement;
import dev.andiron.pg.Statement.SqlArray;
import dev.andiron.resource.Issue;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What every statement of a search runs into: its time, and types of which nothing was ever
/// written, so that they have no table. Thread-safe.
///
/// @param longest after which a statement is stopped
record SearchLimits(Database database, Duration longest) {
  /// What to tell of a statement that failed.
  RuntimeException stopped(DatabaseException e) {
    return e.isCancelled()
        ? new SearchRefusedException(
            List.of(
                new Issue(
                    Issue.Kind.TOO_COSTLY,
                    "",
                    "The search took longer than "
                        + longest.toSeconds()
                        + " seconds and was stopped. Ask for less: add a condition that few"
                        + " resources meet, sort by fewer keys, or send _total=none.")))
        : e;
  }

  /// Those of the types of which there is no table yet.
  Set<String> withoutTable(Set<String> types) {
    return Set.copyOf(
        database.query(
            Statement.of(
                "select type from unnest(?::text[]) as t(type)"
                    + " where to_regclass(quote_ident(lower(type))) is null",
                new SqlArray("text", types.toArray())),
            row -> row.text(1)));
  }
}
