package dev.andiron.pg;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Commits rows that only come anew, of many callers at once, in one transaction and one round
/// trip: while one group is on its way to the disk the next gathers. A caller's rows are all there
/// or none, and are on the disk when [#commit] returns; what is wrong with one caller's rows is
/// that caller's alone. Thread-safe.
public final class GroupCommit {
  /// Enough to keep the processors busy while another group waits for the disk.
  private static final int AT_ONCE = 2;

  private static final int MOST_CALLERS = 64;

  /// Who brings more than this is better alone: nobody should wait for that.
  public static final long MOST_BYTES = 4L * 1024 * 1024;

  private final Database database;
  private final ConcurrentLinkedQueue<Entry> waiting = new ConcurrentLinkedQueue<>();
  private final Semaphore free = new Semaphore(AT_ONCE);

  public GroupCommit(Database database) {
    this.database = database;
  }

  /// What one caller waits for.
  ///
  /// @param outcome what went wrong, or null when the rows are on the disk
  private record Entry(
      List<Insert> inserts, long weight, CompletableFuture<@Nullable RuntimeException> outcome) {}

  /// Inserts all the rows, or throws and inserts none.
  ///
  /// @throws DatabaseException as a transaction of these rows alone would
  public void commit(List<Insert> inserts) {
    Entry entry =
        new Entry(
            List.copyOf(inserts),
            inserts.stream().mapToLong(Insert::weight).sum(),
            new CompletableFuture<>());
    waiting.add(entry);
    if (free.tryAcquire()) {
      Thread _ = Thread.startVirtualThread(this::work);
    }
    RuntimeException failure = entry.outcome().join();
    if (failure != null) {
      throw failure;
    }
  }

  private void work() {
    do {
      try {
        for (List<Entry> group = next(); !group.isEmpty(); group = next()) {
          boolean told = false;
          try {
            commitTogether(group);
            told = true;
          } finally {
            if (!told) { // not even for want of memory may they wait on
              tell(group, new IllegalStateException("whether it was committed is not known"));
            }
          }
        }
      } finally {
        free.release();
      }
      // Who came between the last look and the release found nobody free.
    } while (!waiting.isEmpty() && free.tryAcquire());
  }

  private static void tell(List<Entry> group, @Nullable RuntimeException failure) {
    for (Entry entry : group) {
      boolean _ = entry.outcome().complete(failure);
    }
  }

  private List<Entry> next() {
    List<Entry> group = new ArrayList<>();
    long weight = 0;
    while (group.size() < MOST_CALLERS && weight < MOST_BYTES) {
      Entry entry = waiting.poll();
      if (entry == null) {
        break;
      }
      group.add(entry);
      weight += entry.weight();
    }
    return group;
  }

  private void commitTogether(List<Entry> group) {
    RuntimeException failure = failure(group);
    if (group.size() > 1 && failure instanceof DatabaseException e && !e.isUnavailable()) {
      // PostgreSQL has undone all of it: now each alone, so that only the guilty fails.
      for (Entry entry : group) {
        boolean _ = entry.outcome().complete(failure(List.of(entry)));
      }
    } else {
      // Also where the way to the database broke: whether they are on the disk cannot be told.
      tell(group, failure);
    }
  }

  // Whatever it is, those who wait must hear of it.
  private @Nullable RuntimeException failure(List<Entry> group) {
    try {
      database.insertAll(merged(group));
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  private static List<Insert> merged(List<Entry> group) {
    return Insert.byTable(group.stream().flatMap(entry -> entry.inserts().stream()).toList());
  }
}
