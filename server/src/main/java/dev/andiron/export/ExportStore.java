package dev.andiron.export;

import dev.andiron.http.Gzip;
import dev.andiron.pg.Database;
import dev.andiron.pg.Row;
import dev.andiron.pg.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// The jobs and their files in the database. Thread-safe.
///
/// A node works at a job while the row names it, and says every few seconds that it is alive; one
/// that is silent for [#LEASE] has lost its jobs. Each step of the work is a transaction that first
/// touches the row under that condition: of two nodes that believe to have the job, one writes.
final class ExportStore {
  /// By the clock of the database, which is the same for all nodes.
  static final Duration LEASE = Duration.ofSeconds(20);

  /// How often nodes begin to work at a job that does not go on before it is given up.
  private static final int MOST_TRIES = 5;

  private static final int REMOVED_AT_ONCE = 200;

  private static final String COLUMNS =
      "id, owner, asked, time, state, part, position, resources, expires, error";

  private final Database database;
  private final String node;

  /// @param node a name that no other has, and no earlier start of this one had
  ExportStore(Database database, String node) {
    this.database = database;
    this.node = node;
  }

  /// The job is not this node's any more, or was removed.
  static final class LostException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LostException() {
      super(null, null, false, false);
    }
  }

  /// @param mostOpen how many exports of the owner may be under way
  /// @param most how many there may be of theirs in all
  /// @throws TooManyExportsException where there are as many already
  void add(String id, String owner, ExportRequest request, Instant time, int mostOpen, int most) {
    database.transaction(transaction -> {
      transaction.query(
          Statement.of(
              "select pg_advisory_xact_lock(hashtextextended('export ' || ?, 0))::text", owner),
          row -> true);
      record Counted(long open, long all) {}
      Counted counted =
          transaction.first(
              Statement.of(
                  """
                  select count(*) filter (where state in ('waiting', 'running')), count(*)
                  from export_job where owner = ? and state <> 'removed'
                  """,
                  owner),
              row -> new Counted(row.number(1), row.number(2)));
      if (counted != null && counted.open() >= mostOpen) {
        throw new TooManyExportsException(
            "You have " + counted.open() + " exports under way; wait for one, or delete it.");
      }
      if (counted != null && counted.all() >= most) {
        throw new TooManyExportsException(
            "You have " + counted.all() + " exports whose files are kept; delete some.");
      }
      return transaction.execute(
          Statement.of(
              "insert into export_job (id, owner, asked, time) values (?, ?, ?, ?)",
              id,
              owner,
              request.text(),
              time));
    });
  }

  @Nullable ExportJob find(String id) {
    return database.first(
        Statement.of(
            "select " + COLUMNS + " from export_job where id = ? and state <> 'removed'", id),
        ExportStore::job);
  }

  private static ExportJob job(Row row) {
    return new ExportJob(
        row.text(1),
        row.text(2),
        ExportRequest.of(row.text(3)),
        row.instant(4),
        ExportJob.State.valueOf(row.text(5).toUpperCase(Locale.ROOT)),
        (int) row.number(6),
        row.text(7),
        row.number(8),
        row.instantOrNull(9),
        row.textOrNull(10));
  }

  /// From now on nobody finds it; its files go when [#sweep] comes to them.
  void remove(String id) {
    database.execute(Statement.of("update export_job set state = 'removed' where id = ?", id));
  }

  List<ExportFile> files(String id) {
    return database.query(
        Statement.of(
            """
            select number, kind, type, count, bytes, chunks from export_file
            where job = ? order by number
            """,
            id),
        row ->
            new ExportFile(
                (int) row.number(1),
                ExportFile.Kind.of(row.text(2)),
                row.text(3),
                row.number(4),
                row.number(5),
                (int) row.number(6)));
  }

  /// A piece of a file, packed; null where it was removed meanwhile.
  byte @Nullable [] chunk(String id, int file, int number) {
    return database.first(
        Statement.of(
            "select content from export_chunk where job = ? and file = ? and number = ?",
            id,
            file,
            number),
        row -> row.bytes(1));
  }

  /// The oldest job that nobody works at; from now on this node does.
  ///
  /// @param before only what was asked for before this
  @Nullable ExportJob take(Instant before) {
    return database.transaction(transaction -> {
      record Free(String id, int tries) {}
      Free free =
          transaction.first(
              Statement.of(
                  """
                  select id, tries from export_job
                  where state in ('waiting', 'running') and time <= ?
                    and (node is null or beat < now() - make_interval(secs => ?))
                  order by created limit 1 for update skip locked
                  """,
                  before,
                  LEASE.toSeconds()),
              row -> new Free(row.text(1), (int) row.number(2)));
      if (free == null) {
        return null;
      }
      transaction.execute(
          Statement.of(
              """
              update export_job set node = ?, beat = now(), state = 'running', tries = tries + 1
              where id = ?
              """,
              node,
              free.id()));
      if (free.tries() >= MOST_TRIES) {
        transaction.execute(
            Statement.of(
                "update export_job set tries = 0, error = ? where id = ?",
                "The export stopped again and again at the same place and was given up.",
                free.id()));
      }
      return transaction.first(
          Statement.of("select " + COLUMNS + " from export_job where id = ?", free.id()),
          ExportStore::job);
    });
  }

  /// Says that this node is alive.
  void beat() {
    database.execute(
        Statement.of(
            "update export_job set beat = now() where node = ? and state = 'running'", node));
  }

  /// Leaves the jobs of this node to whoever comes first.
  void release() {
    database.execute(
        Statement.of(
            "update export_job set node = null, tries = 0 where node = ? and state = 'running'",
            node));
  }

  /// Writes the next lines, and that the job is so far.
  ///
  /// @param file what the lines make of their file; null where there are none
  /// @throws LostException where the job is not this node's; nothing is written then
  void goOn(
      String id, int part, String position, @Nullable Lines lines, @Nullable ExportFile file) {
    List<Statement> statements = new ArrayList<>();
    boolean counts = file != null && file.kind() == ExportFile.Kind.OUTPUT;
    statements.add(
        Statement.of(
            """
            update export_job set part = ?, position = ?, resources = resources + ?, tries = 0,
              beat = now()
            where id = ? and node = ? and state = 'running'
            """,
            part,
            position,
            counts && lines != null ? lines.count() : 0,
            id,
            node));
    if (lines != null && file != null) {
      statements.add(
          Statement.of(
              """
              insert into export_file (job, number, kind, type, count, bytes, chunks)
              values (?, ?, ?, ?, ?, ?, ?)
              on conflict (job, number) do update
              set count = excluded.count, bytes = excluded.bytes, chunks = excluded.chunks
              """,
              id,
              file.number(),
              file.kind().text(),
              file.type(),
              file.count(),
              file.bytes(),
              file.chunks()));
      statements.add(
          Statement.of(
              "insert into export_chunk (job, file, number, content) values (?, ?, ?, ?)",
              id,
              file.number(),
              file.chunks(),
              Gzip.packed(lines.bytes(), Deflater.BEST_SPEED)));
    }
    commit(statements);
  }

  /// @param expires when its files are to be removed
  void finish(String id, Instant expires) {
    commit(
        List.of(
            Statement.of(
                """
                update export_job set state = 'done', node = null, expires = ?
                where id = ? and node = ? and state = 'running'
                """,
                expires,
                id,
                node)));
  }

  /// @param error for whoever asked
  void fail(String id, String error, Instant expires) {
    commit(
        List.of(
            Statement.of(
                """
                update export_job set state = 'failed', node = null, error = ?, expires = ?
                where id = ? and node = ? and state = 'running'
                """,
                error,
                expires,
                id,
                node)));
  }

  /// @param statements the first touches the row of the job while it is this node's
  private void commit(List<Statement> statements) {
    database.transaction(transaction -> {
      if (transaction.execute(statements.getFirst()) != 1) {
        throw new LostException();
      }
      return transaction.execute(statements.subList(1, statements.size()));
    });
  }

  /// The transactions of this moment.
  ///
  /// @param oldest every one before this is over
  /// @param next what the next one will be
  record Horizon(long oldest, long next) {}

  Horizon horizon() {
    return database
        .query(
            Statement.of(
                """
                select pg_snapshot_xmin(s)::text::int8, pg_snapshot_xmax(s)::text::int8
                from pg_current_snapshot() s
                """),
            row -> new Horizon(row.number(1), row.number(2)))
        .getFirst();
  }

  /// Removes some of what is over.
  ///
  /// @return whether there may be more
  boolean sweep(Instant now) {
    database.execute(
        Statement.of(
            "update export_job set state = 'removed' where state in ('done', 'failed') and expires <= ?",
            now));
    int chunks =
        database.execute(
            Statement.of(
                """
                delete from export_chunk where (job, file, number) in (
                  select c.job, c.file, c.number
                  from export_job j join export_chunk c on c.job = j.id
                  where j.state = 'removed' limit ?)
                """,
                REMOVED_AT_ONCE));
    if (chunks > 0) {
      return true;
    }
    database.execute(
        Statement.of(
            """
            with gone as (delete from export_job where state = 'removed' returning id)
            delete from export_file where job in (select id from gone)
            """));
    return false;
  }
}
