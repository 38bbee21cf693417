package dev.andiron.resource;

import dev.andiron.json.JsonObject;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.GroupCommit;
import dev.andiron.pg.Insert;
import dev.andiron.pg.Statement;
import dev.andiron.resource.RefusedException.Reason;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Every resource of every type: read, written, deleted, one version at a time. Thread-safe.
///
/// A write is planned without a connection (validation, hooks, index rows), then committed as one
/// list of statements that names the version it was planned against; where another write came
/// between, it is planned again. Methods throw [DatabaseException] where the database cannot be
/// asked.
public final class Store {
  private static final int ATTEMPTS = 60;

  private final Database database;
  private final GroupCommit together;
  private final TypeTables tables;
  private final Versions versions;
  private final Supplier<String> ids;
  private final WritePlanner planner;
  private final ChangeFeed feed;

  /// @param ids gives a new id each time
  public Store(
      Database database,
      Clock clock,
      Supplier<String> ids,
      Validator validator,
      Indexer indexer,
      List<WriteHook> writeHooks,
      ChangeFeed feed) {
    this.database = database;
    this.together = new GroupCommit(database);
    this.tables = new TypeTables(database);
    this.versions = new Versions(database);
    this.ids = ids;
    this.planner = new WritePlanner(clock, validator, indexer, writeHooks, feed);
    this.feed = feed;
  }

  /// Says what a resource is to become.
  @FunctionalInterface
  public interface Edit {
    /// The next content, or null to delete. May be asked again when another write came between.
    ///
    /// @param current the current content, null where there is none
    /// @throws RefusedException to leave everything as it is
    @Nullable JsonObject apply(@Nullable JsonObject current);
  }

  /// The current version, or the deletion where that is what came last, or null where there never
  /// was one.
  public @Nullable ResourceVersion read(ResourceKey key) {
    return versions.latest(key);
  }

  /// One version, the current or an earlier one or a deletion; null where there is none.
  public @Nullable ResourceVersion read(ResourceKey key, long version) {
    return versions.numbered(key, version);
  }

  /// Writes a new resource under an id of the server's choice.
  public Written create(String type, JsonObject resource) {
    return create(new ResourceKey(type, ids.get()), resource);
  }

  /// Writes a new resource under an id that was made for it, so that none of that id can be there:
  /// without looking.
  public Written create(ResourceKey key, JsonObject resource) {
    try {
      return commit(planner.plan(key, null, resource), List.of(), this::commitNew);
    } catch (InterleavedException e) {
      throw exists(key + " exists already.");
    }
  }

  /// What a write of this content would be refused for now; empty where nothing is known against
  /// it. Writes nothing.
  ///
  /// @param id null for a new resource, under an id of the server's choice
  /// @throws RefusedException `BUSY` where it cannot be told just now
  public List<Issue> rehearse(
      String type, @Nullable String id, JsonObject resource, Precondition precondition) {
    try {
      ResourceKey key = new ResourceKey(type, id == null ? ids.get() : id);
      ResourceVersion latest = id == null ? null : read(key);
      checkPrecondition(precondition, latest);
      PlannedWrite _ = planner.plan(key, latest, resource);
      return List.of();
    } catch (RefusedException e) {
      if (e.reason() == Reason.BUSY) {
        throw e; // says nothing of the content
      }
      return e.issues();
    }
  }

  /// Makes this the content of a resource, new or not.
  public Written put(ResourceKey key, JsonObject resource, Precondition precondition) {
    return write(key, _ -> resource, precondition, List.of());
  }

  /// Deletes a resource. Deleting what is not there changes nothing and gives null.
  public @Nullable Written delete(ResourceKey key, Precondition precondition) {
    return tryWrite(key, _ -> null, precondition, List.of());
  }

  /// Reads, edits and writes.
  ///
  /// @param beside further statements of the same transaction
  public Written write(
      ResourceKey key, Edit edit, Precondition precondition, List<Statement> beside) {
    Written written = tryWrite(key, edit, precondition, beside);
    if (written == null) {
      throw new RefusedException(
          Reason.STALE_VERSION,
          new Issue(Issue.Kind.CONFLICT, "", "There is no " + key + " to delete."));
    }
    return written;
  }

  /// The write, again and again until no other came between; null where nothing was there to
  /// delete.
  private @Nullable Written tryWrite(
      ResourceKey key, Edit edit, Precondition precondition, List<Statement> beside) {
    for (int attempt = 1; ; attempt++) {
      ResourceVersion latest = read(key);
      checkPrecondition(precondition, latest);
      JsonObject current = latest == null || latest.deleted() ? null : latest.resource();
      JsonObject proposed = edit.apply(current);
      if (proposed == null && current == null) {
        return null;
      }
      try {
        PlannedWrite planned = planner.plan(key, latest, proposed);
        return commit(planned, beside, statements -> commitAfter(planned, statements));
      } catch (InterleavedException e) {
        if (attempt == ATTEMPTS) {
          throw new RefusedException(
              Reason.BUSY,
              new Issue(
                  Issue.Kind.CONFLICT, "", key + " is being written by many at once; try again."));
        }
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1_000_000L * attempt) + 1);
      }
    }
  }

  private static void checkPrecondition(
      Precondition precondition, @Nullable ResourceVersion latest) {
    switch (precondition) {
      case Precondition.None _ -> {}
      case Precondition.IsAbsent _ -> {
        if (latest != null && !latest.deleted()) {
          throw exists(latest.key() + " exists already; use PUT to write it.");
        }
      }
      case Precondition.IsNew _ -> {
        if (latest != null) {
          throw exists(latest.key() + " exists already or was deleted; use PUT to write it.");
        }
      }
      case Precondition.AnyMatches _ -> {
        if (latest == null || latest.deleted()) {
          throw stale("There is no such resource now, and If-Match wants one.");
        }
      }
      case Precondition.NoneMatches _ -> {
        if (latest != null && !latest.deleted()) {
          throw stale(latest.key() + " exists, and If-None-Match wants none.");
        }
      }
      case Precondition.IsVersion(long version) -> {
        if (latest == null || latest.deleted() || latest.version() != version) {
          throw stale("Version " + version + " is not the current one; read it again and repeat.");
        }
      }
    }
  }

  private static RefusedException stale(String message) {
    return new RefusedException(Reason.STALE_VERSION, new Issue(Issue.Kind.CONFLICT, "", message));
  }

  private static RefusedException exists(String message) {
    return new RefusedException(Reason.EXISTS, new Issue(Issue.Kind.DUPLICATE, "", message));
  }

  /// Another write of the same resource came between reading and committing.
  private static final class InterleavedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    InterleavedException() {
      super(null, null, false, false);
    }
  }

  /// How the statements of a write are made one transaction.
  private interface Commit {
    void of(List<Statement> statements);
  }

  private Written commit(PlannedWrite planned, List<Statement> beside, Commit commit) {
    if (!planned.statements().isEmpty()) {
      List<Statement> all = new ArrayList<>(planned.statements());
      all.addAll(beside);
      try {
        commit(planned.version().type(), () -> commit.of(all));
      } catch (DatabaseException e) {
        if (e.isRetryable()) {
          throw new InterleavedException();
        }
        RefusedException refused = planner.explained(e);
        if (refused != null) {
          throw refused;
        }
        throw isOwnKey(planned, e) ? new InterleavedException() : e;
      }
      feed.applied(planned.changed());
    }
    return new Written(planned.version(), planned.effect());
  }

  /// Commits; where the type's tables are missing it makes them and tries once more.
  private void commit(String type, Runnable commit) {
    try {
      commit.run();
    } catch (DatabaseException e) {
      if (!e.isUndefinedTable()) {
        throw e;
      }
      tables.make(type);
      commit.run();
    }
  }

  /// Of an id that nobody else writes: nothing can come between.
  private void commitNew(List<Statement> statements) {
    List<Insert> inserts = new ArrayList<>(statements.size());
    for (Statement statement : statements) {
      if (statement instanceof Insert insert) {
        inserts.add(insert);
      }
    }
    if (inserts.size() == statements.size()) {
      together.commit(inserts);
      return;
    }
    List<Integer> _ = database.transaction(transaction -> transaction.execute(statements));
  }

  /// Only where what the write was planned after is still what came last.
  private void commitAfter(PlannedWrite planned, List<Statement> statements) {
    database.transaction(transaction -> {
      if (transaction.execute(statements).getFirst() != 1) {
        throw new InterleavedException();
      }
      // An insert finds no row in its way also where the resource was made and deleted meanwhile.
      if (planned.effect() == Written.Effect.CREATED
          && transaction.first(WriteStatements.laterThan(planned.version()), row -> true) != null) {
        throw new InterleavedException();
      }
      return null;
    });
  }

  /// The resource's own key says that another write came between.
  private static boolean isOwnKey(PlannedWrite planned, DatabaseException e) {
    String constraint = e.constraint();
    return constraint != null
        && e.isUniqueViolation()
        && TypeTables.keys(planned.version().type()).contains(constraint);
  }
}
