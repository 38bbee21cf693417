package dev.andiron.resource;

import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.GroupCommit;
import dev.andiron.pg.Insert;
import dev.andiron.pg.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Commits planned writes as one transaction, in as few round trips as it takes. Thread-safe.
///
/// Rows that only come anew are one statement for each table, however many resources they are of.
/// What changes rows that are there goes before, deletions first, each in the order of the keys:
/// two transactions that meet wait for each other rather than both for the other.
final class Commit {
  private static final int STATEMENTS_AT_ONCE = 64;

  private final Database database;
  private final GroupCommit together;
  private final TypeTables tables;
  private final Clock clock;

  Commit(Database database, TypeTables tables, Clock clock) {
    this.database = database;
    this.together = new GroupCommit(database);
    this.tables = tables;
    this.clock = clock;
  }

  /// @param planned what became of each change; null where there is nothing to do
  /// @throws InterleavedException where one of them was planned after what is not current any more
  /// @throws DatabaseException what PostgreSQL has against them
  void of(List<Change> changes, List<@Nullable PlannedWrite> planned) {
    Work work = new Work();
    for (int i = 0; i < changes.size(); i++) {
      PlannedWrite write = planned.get(i);
      if (write != null && !write.statements().isEmpty()) {
        work.add(changes.get(i), write, clock);
      }
    }
    if (work.writes.isEmpty()) {
      return;
    }
    try {
      commit(work);
    } catch (DatabaseException e) {
      if (!e.isUndefinedTable()) {
        throw e;
      }
      work.writes.stream().map(each -> each.version().type()).distinct().forEach(tables::make);
      commit(work);
    }
  }

  private void commit(Work work) {
    if (work.onlyFresh
        && work.inserts.stream().mapToLong(Insert::weight).sum() < GroupCommit.MOST_BYTES) {
      together.commit(work.inserts);
    } else {
      database.transaction(transaction -> {
        work.in(transaction);
        return null;
      });
    }
  }

  /// The statements of all writes, sorted out.
  private static final class Work {
    private static final Comparator<PlannedWrite> ORDER =
        Comparator.comparing((PlannedWrite write) -> !write.version().deleted())
            .thenComparing(write -> write.version().type())
            .thenComparing(write -> write.version().id());

    private final List<PlannedWrite> writes = new ArrayList<>();
    private final List<Insert> inserts = new ArrayList<>();
    private boolean onlyFresh = true;

    void add(Change change, PlannedWrite write, Clock clock) {
      writes.add(write);
      Claim claim = change.claim();
      if (claim != null) {
        inserts.add(Claims.insert(claim, clock));
      }
      for (Statement statement : write.statements()) {
        if (statement instanceof Insert insert) {
          inserts.add(insert);
        } else {
          onlyFresh = false;
        }
      }
      onlyFresh &= change.fresh();
    }

    void in(Database.Transaction transaction) {
      changeRows(transaction);
      insertRows(transaction);
      checkNoneLater(transaction);
    }

    private void changeRows(Database.Transaction transaction) {
      List<Statement> statements = new ArrayList<>();
      List<Integer> firsts = new ArrayList<>();
      for (PlannedWrite write : writes.stream().sorted(ORDER).toList()) {
        boolean first = true;
        for (Statement statement : write.statements()) {
          if (!(statement instanceof Insert)) {
            if (first) {
              firsts.add(statements.size());
            }
            statements.add(statement);
          }
          first = false;
        }
      }
      for (int from = 0; from < statements.size(); from += STATEMENTS_AT_ONCE) {
        int to = Math.min(from + STATEMENTS_AT_ONCE, statements.size());
        List<Integer> counts = transaction.execute(statements.subList(from, to));
        for (int first : firsts) {
          if (first >= from && first < to && counts.get(first - from) != 1) {
            throw new InterleavedException();
          }
        }
      }
    }

    /// Some megabytes at a time: what is sent is held once more, and once more by PostgreSQL.
    private void insertRows(Database.Transaction transaction) {
      List<Statement> next = new ArrayList<>();
      long weight = 0;
      for (Insert insert : Insert.byTable(inserts)) {
        for (Insert part : insert.parts(GroupCommit.MOST_BYTES)) {
          next.add(part);
          weight += part.weight();
          if (weight >= GroupCommit.MOST_BYTES) {
            transaction.execute(next);
            next.clear();
            weight = 0;
          }
        }
      }
      transaction.execute(next);
    }

    /// An insert finds no row in its way also where the resource was made and deleted meanwhile.
    private void checkNoneLater(Database.Transaction transaction) {
      Map<String, List<ResourceVersion>> created =
          writes.stream()
              .filter(write -> write.effect() == Written.Effect.CREATED)
              .map(PlannedWrite::version)
              .collect(Collectors.groupingBy(ResourceVersion::type));
      if (!created.isEmpty()
          && transaction.first(WriteStatements.laterThan(created), row -> true) != null) {
        throw new InterleavedException();
      }
    }
  }
}
