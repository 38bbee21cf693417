package dev.andiron.resource;

import dev.andiron.json.JsonObject;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Insert;
import dev.andiron.resource.RefusedException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Makes changes in one transaction: plans each after the version that is current, commits them
/// together, and begins anew where another write came between. Thread-safe.
final class Writer {
  private static final int ATTEMPTS = 60;

  private final Versions versions;
  private final WritePlanner planner;
  private final Indexer indexer;
  private final Commit commit;
  private final Witness witness;
  private final ChangeFeed feed;

  Writer(
      Versions versions,
      WritePlanner planner,
      Indexer indexer,
      Commit commit,
      Witness witness,
      ChangeFeed feed) {
    this.versions = versions;
    this.planner = planner;
    this.indexer = indexer;
    this.commit = commit;
    this.witness = witness;
    this.feed = feed;
  }

  /// What each change came to; null where there was nothing to delete.
  ///
  /// @throws RefusedChangeException where one of them is refused
  /// @throws RefusedException where the database refused one, and which cannot be told
  /// @throws ClaimLostException where a claim was lost
  List<@Nullable Written> write(List<Change> changes) {
    for (int attempt = 1; ; attempt++) {
      try {
        return indexer.during(() -> commit(changes, plan(changes)));
      } catch (InterleavedException e) {
        if (attempt == ATTEMPTS) {
          throw busy(changes);
        }
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1_000_000L * attempt) + 1);
      }
    }
  }

  /// Writes new resources that need no planning.
  void append(List<JsonObject> resources, Runnable turn) {
    indexer.during(() -> {
      List<Insert> inserts =
          resources.stream().flatMap(resource -> planner.appended(resource).stream()).toList();
      turn.run();
      commit.append(inserts);
      return resources;
    });
  }

  private static RuntimeException busy(List<Change> changes) {
    String what =
        changes.size() == 1 ? changes.getFirst().key().toString() : "What is written here";
    return new RefusedChangeException(
        0,
        new RefusedException(
            Reason.BUSY,
            new Issue(
                Issue.Kind.CONFLICT, "", what + " is being written by many at once; try again.")));
  }

  private List<@Nullable PlannedWrite> plan(List<Change> changes) {
    List<ResourceKey> known =
        changes.stream().filter(change -> !change.fresh()).map(Change::key).toList();
    Map<ResourceKey, ResourceVersion> latest = known.isEmpty() ? Map.of() : versions.latest(known);
    Together together = Together.of(changes);
    List<@Nullable PlannedWrite> planned = new ArrayList<>(changes.size());
    for (int i = 0; i < changes.size(); i++) {
      Change change = changes.get(i);
      try {
        planned.add(plan(change, latest.get(change.key()), together));
      } catch (RefusedException e) {
        throw new RefusedChangeException(i, e);
      }
    }
    return planned;
  }

  /// What a change comes to; null where there is nothing to delete.
  @Nullable PlannedWrite plan(Change change, @Nullable ResourceVersion latest, Together together) {
    ResourceVersion seen = change.judge().seen(latest);
    change.precondition().check(seen);
    ResourceVersion live = seen == null || seen.deleted() ? null : seen;
    JsonObject current = live == null ? null : live.resource();
    JsonObject proposed = change.judge().edited(change.edit(), live, current);
    if (proposed == null && current == null) {
      return null;
    }
    PlannedWrite planned;
    try {
      planned = planner.plan(change, latest, current, proposed, together);
    } catch (RefusedException e) {
      throw change.judge().told(live, e);
    }
    change.judge().accept(live, planned.version());
    return planned;
  }

  private List<@Nullable Written> commit(
      List<Change> changes, List<@Nullable PlannedWrite> planned) {
    List<@Nullable Written> written = new ArrayList<>(planned.size());
    for (PlannedWrite each : planned) {
      written.add(each == null ? null : each.written());
    }
    List<Written> done = written.stream().filter(Objects::nonNull).toList();
    Witness.Testimony testimony = done.isEmpty() ? null : witness.of(done);
    try {
      commit.of(
          changes, planned, testimony == null ? List.of() : planner.appended(testimony.resource()));
    } catch (DatabaseException e) {
      throw explained(changes, e);
    }
    if (testimony != null) {
      testimony.kept().run();
    }
    for (PlannedWrite each : planned) {
      if (each != null) {
        feed.applied(each.changed());
      }
    }
    return written;
  }

  private RuntimeException explained(List<Change> changes, DatabaseException e) {
    if (e.isRetryable()) {
      return new InterleavedException();
    }
    if (Claims.isLost(e)) {
      return new ClaimLostException();
    }
    WritePlanner.Explained refused = planner.explained(e);
    if (refused != null) {
      return refused(changes, refused);
    }
    String constraint = e.constraint();
    boolean ownKey =
        constraint != null
            && e.isUniqueViolation()
            && changes.stream()
                .anyMatch(change -> TypeTables.keys(change.key().type()).contains(constraint));
    if (!ownKey) {
      return e;
    }
    Change first = changes.getFirst();
    return changes.size() == 1 && first.fresh()
        ? new RefusedChangeException(0, Precondition.exists(first.key() + " exists already."))
        : new InterleavedException();
  }

  /// The database does not say which of several it was; the only one of its kind it must be.
  private static RuntimeException refused(List<Change> changes, WritePlanner.Explained explained) {
    List<Integer> possible = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      if (explained.types().contains(changes.get(i).key().type())) {
        possible.add(i);
      }
    }
    return possible.size() == 1
        ? new RefusedChangeException(possible.getFirst(), explained.refusal())
        : explained.refusal();
  }
}
