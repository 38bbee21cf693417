package dev.andiron.resource;

import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.GroupCommit;
import dev.andiron.pg.Insert;
import dev.andiron.pg.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Commits planned writes as one transaction, in as few round trips as it takes. Thread-safe.
///
/// Rows that only come anew are one statement for each table, however many resources they are of.
/// What changes rows that are there goes before, deletions first. Both go in the order of the keys,
/// and claims in theirs: two transactions that meet wait for each other rather than both for the
/// other.
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
  /// @param beside what else is written with them
  /// @throws InterleavedException where one of them was planned after what is not current any more
  /// @throws DatabaseException what PostgreSQL has against them
  void of(List<Change> changes, List<@Nullable PlannedWrite> planned, List<Insert> beside) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      PlannedWrite write = planned.get(i);
      if (write != null && !write.statements().isEmpty()) {
        parts.add(new Part(changes.get(i), write));
      }
    }
    if (parts.isEmpty() && beside.isEmpty()) {
      return;
    }
    Work work = new Work(parts, beside, clock);
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

  /// Inserts all of them or none, in as few statements as there are tables.
  void append(List<Insert> inserts) {
    List<Integer> _ =
        database.transaction(
            transaction -> transaction.execute(List.copyOf(Insert.byTable(inserts))));
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

  /// A change, and what became of it.
  private record Part(Change change, PlannedWrite write) {
    static final Comparator<Part> ORDER =
        Comparator.comparing((Part part) -> !part.write.version().deleted())
            .thenComparing(part -> part.write.version().type())
            .thenComparing(part -> part.write.version().id());
  }

  /// The statements of all writes, sorted out.
  private static final class Work {
    private final List<PlannedWrite> writes = new ArrayList<>();
    private final List<Insert> inserts = new ArrayList<>();
    private boolean onlyFresh = true;

    Work(List<Part> parts, List<Insert> beside, Clock clock) {
      parts.stream()
          .map(part -> part.change().claim())
          .filter(Objects::nonNull)
          .sorted(Comparator.comparing(Claim::condition, Arrays::compareUnsigned))
          .forEach(claim -> inserts.add(Claims.insert(claim, clock)));
      parts.stream().sorted(Part.ORDER).forEach(this::add);
      inserts.addAll(beside);
    }

    private void add(Part part) {
      writes.add(part.write());
      for (Statement statement : part.write().statements()) {
        if (statement instanceof Insert insert) {
          inserts.add(insert);
        } else {
          onlyFresh = false;
        }
      }
      onlyFresh &= part.change().fresh();
    }

    void in(Database.Transaction transaction) {
      changeRows(transaction);
      insertRows(transaction);
      checkNoneLater(transaction);
    }

    private static boolean changesRow(PlannedWrite write) {
      return write.effect() != Written.Effect.CREATED;
    }

    private static List<Statement> notInserts(PlannedWrite write) {
      return write.statements().stream()
          .filter(statement -> !(statement instanceof Insert))
          .toList();
    }

    private void changeRows(Database.Transaction transaction) {
      List<Statement> statements = new ArrayList<>();
      List<Integer> firsts = new ArrayList<>();
      for (PlannedWrite write : writes) {
        if (changesRow(write)) {
          firsts.add(statements.size());
          statements.addAll(notInserts(write));
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
      // What hooks do beside a new resource comes after its row, whose key says best that somebody
      // else was first.
      for (PlannedWrite write : writes) {
        if (!changesRow(write)) {
          next.addAll(notInserts(write));
        }
      }
      for (int from = 0; from < next.size(); from += STATEMENTS_AT_ONCE) {
        transaction.execute(next.subList(from, Math.min(from + STATEMENTS_AT_ONCE, next.size())));
      }
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
