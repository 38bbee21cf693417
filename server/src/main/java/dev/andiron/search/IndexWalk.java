package dev.andiron.search;

import dev.andiron.pg.Database;
import dev.andiron.pg.Database.Transaction;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Statement;
import dev.andiron.search.IndexFingerprints.Expected;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the resources of a type in the order of their ids, a batch in a transaction, and makes
/// their index rows what they should be.
///
/// How far it is stands in the database, in the same transaction as the rows: a node that is killed
/// loses at most one batch, and any node does the next. Each batch locks its resources before it
/// reads them, as every writer does before it touches their rows, so that neither overwrites the
/// other.
final class IndexWalk {
  static final int BATCH = 200;

  /// The resources of a batch are in memory together.
  private static final long MOST_BYTES = 8L * 1024 * 1024;

  private static final int LEFTOVERS = 5_000;
  private static final long COUNTED = 100_000;

  private final Database database;
  private final IndexFingerprints expected;
  private final Nodes nodes;
  private final int most;
  private int singles;
  private @Nullable Job tried;

  /// What a step came to.
  enum Step {
    /// There is nothing to do.
    NOTHING,
    /// Another node does it just now.
    ELSEWHERE,
    /// Nodes run that make something else of the parameters.
    WAITS,
    BEGAN,
    WENT_ON,
    FINISHED
  }

  private record Job(String type, boolean whole, String position, @Nullable Long total) {}

  private record Size(String id, long bytes) {}

  IndexWalk(Database database, IndexFingerprints expected, Nodes nodes, int most) {
    this.database = database;
    this.expected = expected;
    this.nodes = nodes;
    this.most = most;
  }

  /// Does one batch.
  ///
  /// @throws DatabaseException where it could not; nothing of it is done then
  Step step() {
    int size = singles > 0 ? 1 : most;
    tried = null;
    try {
      Step step = database.transaction(transaction -> step(transaction, size));
      singles = Math.max(0, singles - 1);
      return step;
    } catch (DatabaseException e) {
      Job job = tried;
      if (!e.isOfValues() || job == null) {
        throw e;
      }
      // PostgreSQL does not take the rows of some resource: find it, one by one, and pass it by.
      if (size == 1) {
        passBy(job, e);
      } else {
        singles = most;
      }
      return Step.WENT_ON;
    }
  }

  /// The type that the last step was about, or null.
  @Nullable String type() {
    return tried == null ? null : tried.type();
  }

  private Step step(Transaction transaction, int size) {
    transaction.execute(Statement.of("set local lock_timeout = '500ms'"));
    String held =
        transaction.first(
            Statement.of(IndexPlan.LOCKED_STATE + " skip locked"), row -> row.text(1));
    if (held == null) {
      return Step.ELSEWHERE;
    }
    if (!held.equals(expected.whole()) || nodes.othersRun(transaction)) {
      return Step.WAITS;
    }
    Job job = job(transaction);
    return job == null ? deleteLeftovers(transaction) : step(transaction, job, size);
  }

  private static @Nullable Job job(Transaction transaction) {
    return transaction.first(
        Statement.of(
            """
            select type, whole, position, total from search_reindex where finished is null
            order by (select reltuples from pg_class where oid = to_regclass(quote_ident(lower(type)))),
              type limit 1
            """),
        row -> new Job(row.text(1), row.flag(2), row.text(3), row.numberOrNull(4)));
  }

  private Step step(Transaction transaction, Job job, int size) {
    tried = job;
    boolean begins = job.total() == null;
    if (begins) {
      transaction.execute(
          Statement.of(
              "update search_reindex set started = now(), total = ? where type = ?",
              total(transaction, job.type()),
              job.type()));
    }
    List<SearchParameter> parameters = parameters(transaction, job);
    IndexBatch batch = new IndexBatch(job.type(), parameters);
    String last = parameters.isEmpty() ? null : last(transaction, job, size);
    if (last == null) {
      return finish(transaction, job, batch);
    }
    List<Size> taken = new ArrayList<>();
    transaction.query(
        Statement.of(
            "select id, text from %s where id > ? and id <= ? order by id for share"
                .formatted(IndexPlan.resources(job.type())),
            job.position(),
            last),
        row -> {
          String text = row.text(2);
          batch.add(row.text(1), text);
          return taken.add(new Size(row.text(1), text.length()));
        });
    List<Statement> statements = new ArrayList<>(batch.statements());
    statements.addAll(batch.withoutResource(job.position(), last));
    statements.add(
        Statement.of(
            """
            update search_reindex set position = ?, done = done + ?, failed = failed + ?,
              error = coalesce(?, error) where type = ?
            """,
            last,
            taken.size(),
            batch.failed(),
            batch.error(),
            job.type()));
    transaction.execute(statements);
    return begins ? Step.BEGAN : Step.WENT_ON;
  }

  /// Those that wait, or all where the whole type is to be renewed.
  private List<SearchParameter> parameters(Transaction transaction, Job job) {
    List<SearchParameter> parameters = new ArrayList<>();
    for (int key :
        transaction.query(
            Statement.of(
                "select key from search_parameter_state where type = ? and (? or not ready)",
                job.type(),
                job.whole()),
            row -> (int) row.number(1))) {
      Expected each = expected.byKey().get(key);
      if (each != null) {
        parameters.add(each.parameter());
      }
    }
    return parameters;
  }

  /// The id of the last resource of the next batch; null where there is none left.
  private static @Nullable String last(Transaction transaction, Job job, int size) {
    if (!exists(transaction, job.type())) {
      return null;
    }
    String last = null;
    long bytes = 0;
    for (Size each :
        transaction.query(
            Statement.of(
                "select id, octet_length(text) from %s where id > ? order by id limit %d"
                    .formatted(IndexPlan.resources(job.type()), size),
                job.position()),
            row -> new Size(row.text(1), row.number(2)))) {
      bytes += each.bytes();
      if (last != null && bytes > MOST_BYTES) {
        break;
      }
      last = each.id();
    }
    return last;
  }

  private static boolean exists(Transaction transaction, String type) {
    return Boolean.TRUE.equals(
        transaction.first(
            Statement.of("select to_regclass(?) is not null", IndexPlan.resources(type)),
            row -> row.flag(1)));
  }

  /// Counted where that is quick, else what the planner believes.
  private static long total(Transaction transaction, String type) {
    if (!exists(transaction, type)) {
      return 0;
    }
    String table = IndexPlan.resources(type);
    Long believed =
        transaction.first(
            Statement.of(
                "select greatest(reltuples, 0)::int8 from pg_class where oid = to_regclass(?)",
                table),
            row -> row.number(1));
    if (believed != null && believed > COUNTED) {
      return believed;
    }
    Long counted =
        transaction.first(Statement.of("select count(*) from " + table), row -> row.number(1));
    return counted == null ? 0 : counted;
  }

  private Step finish(Transaction transaction, Job job, IndexBatch batch) {
    if (nodes.othersRanDuring(transaction, job.type())) {
      transaction.execute(
          Statement.of(
              """
              update search_reindex set position = '', done = 0, failed = 0, total = null,
                error = null where type = ?
              """,
              job.type()));
      return Step.WENT_ON;
    }
    if (exists(transaction, job.type())) {
      transaction.execute(batch.withoutResource(job.position(), null));
    }
    transaction.execute(
        List.of(
            Statement.of(
                "update search_parameter_state set ready = true where type = ? and not ready",
                job.type()),
            Statement.of("update search_reindex set finished = now() where type = ?", job.type()),
            IndexPlan.nextRevision()));
    return Step.FINISHED;
  }

  private void passBy(Job job, DatabaseException because) {
    database.transaction(transaction -> {
      String last = last(transaction, job, 1);
      return last == null
          ? 0
          : transaction.execute(
              Statement.of(
                  """
                  update search_reindex set position = ?, done = done + 1, failed = failed + 1,
                    error = ? where type = ? and position = ? and finished is null
                  """,
                  last,
                  job.type() + "/" + last + ": SQLSTATE " + because.state(),
                  job.type(),
                  job.position()));
    });
  }

  /// Rows of parameters that are no more. What is no table of the index stays as it is.
  private static Step deleteLeftovers(Transaction transaction) {
    record Leftover(int key, String table) {}
    Leftover leftover =
        transaction.first(
            Statement.of(
                """
                select key, table_name from search_index_leftover
                where table_name ~ '^search_[a-z_]+_[0-9]+$' limit 1
                """),
            row -> new Leftover((int) row.number(1), row.text(2)));
    if (leftover == null) {
      return Step.NOTHING;
    }
    int deleted = 0;
    if (Boolean.TRUE.equals(
        transaction.first(
            Statement.of("select to_regclass(?) is not null", leftover.table()),
            row -> row.flag(1)))) {
      deleted =
          transaction.execute(
              Statement.of(
                  "delete from %1$s where ctid = any(array(select ctid from %1$s where key = ? limit %2$d))"
                      .formatted(leftover.table(), LEFTOVERS),
                  leftover.key()));
    }
    if (deleted < LEFTOVERS) {
      transaction.execute(
          Statement.of(
              "delete from search_index_leftover where key = ? and table_name = ?",
              leftover.key(),
              leftover.table()));
    }
    return Step.WENT_ON;
  }
}
