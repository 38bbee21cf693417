package dev.andiron.search;

import dev.andiron.pg.Database;
import dev.andiron.pg.Database.Transaction;
import dev.andiron.pg.Statement;
import java.time.Duration;

/// The nodes of a database, by what each makes of the search parameters. Nodes that make something
/// else of them write other rows: while one runs, nothing is indexed anew.
///
/// @param id of this node
/// @param fingerprint of what this node makes of them
record Nodes(String id, String fingerprint) {
  /// How often a node says that it runs.
  static final Duration BEAT = Duration.ofSeconds(5);

  /// A node that was silent so long runs no more.
  private static final int SILENT_SECONDS = 15;

  private static final String OTHERS =
      "select exists (select from search_index_node where id <> ? and fingerprint <> ? and ";

  void beat(Database database) {
    database.execute(
        Statement.of(
            """
            insert into search_index_node (id, fingerprint, seen) values (?, ?, now())
            on conflict (id) do update set fingerprint = excluded.fingerprint, seen = now()
            """,
            id,
            fingerprint));
  }

  /// Says that this node stops, and forgets those that nobody asks about any more.
  void leave(Database database) {
    database.execute(
        Statement.of("update search_index_node set stopped = true, seen = now() where id = ?", id));
    database.execute(
        Statement.of("delete from search_index_node where seen < now() - interval '7 days'"));
  }

  /// Whether nodes run that make something else of the parameters.
  boolean othersRun(Transaction transaction) {
    return Boolean.TRUE.equals(
        transaction.first(
            Statement.of(
                OTHERS + "not stopped and seen > now() - make_interval(secs => ?))",
                id,
                fingerprint,
                SILENT_SECONDS),
            row -> row.flag(1)));
  }

  /// Whether such a node ran since the walk over a type began.
  boolean othersRanDuring(Transaction transaction, String type) {
    return Boolean.TRUE.equals(
        transaction.first(
            Statement.of(
                OTHERS + "seen > (select started from search_reindex where type = ?))",
                id,
                fingerprint,
                type),
            row -> row.flag(1)));
  }
}
