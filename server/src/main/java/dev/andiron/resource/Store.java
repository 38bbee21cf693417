package dev.andiron.resource;

import dev.andiron.json.JsonObject;
import dev.andiron.pg.Database;
import dev.andiron.resource.RefusedException.Reason;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Every resource of every type: read, written, deleted, one version at a time. Thread-safe.
///
/// A write is planned without a connection (validation, hooks, index rows), then committed as one
/// list of statements that names the version it was planned against; where another write came
/// between, it is planned again. Methods throw [DatabaseException] where the database cannot be
/// asked.
public final class Store {
  private final Versions versions;
  private final Supplier<String> ids;
  private final Writer writer;

  /// One that remembers nothing of what is written.
  public Store(
      Database database,
      Clock clock,
      Supplier<String> ids,
      Validator validator,
      Indexer indexer,
      List<WriteHook> writeHooks,
      ChangeFeed feed) {
    this(database, clock, ids, validator, indexer, writeHooks, Witness.NONE, feed);
  }

  /// @param ids gives a new id each time
  /// @param witness of every transaction
  public Store(
      Database database,
      Clock clock,
      Supplier<String> ids,
      Validator validator,
      Indexer indexer,
      List<WriteHook> writeHooks,
      Witness witness,
      ChangeFeed feed) {
    this.versions = new Versions(database);
    this.ids = ids;
    this.writer =
        new Writer(
            versions,
            new WritePlanner(clock, validator, indexer, writeHooks, feed),
            indexer,
            new Commit(database, new TypeTables(database), clock),
            witness,
            feed);
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

  /// A key for a new resource, under an id of the server's choice.
  public ResourceKey newKey(String type) {
    return new ResourceKey(type, ids.get());
  }

  /// Writes a new resource under an id of the server's choice.
  public Written create(String type, JsonObject resource) {
    return create(newKey(type), resource);
  }

  /// Writes a new resource under an id that was made for it, so that none of that id can be there:
  /// without looking.
  public Written create(ResourceKey key, JsonObject resource) {
    return written(Change.create(key, () -> resource));
  }

  /// What a change would be refused for now; empty where nothing is known against it. Writes
  /// nothing.
  ///
  /// @throws RefusedException `BUSY` where it cannot be told just now
  public List<Issue> rehearse(Change change) {
    try {
      ResourceVersion latest = change.fresh() ? null : read(change.key());
      PlannedWrite _ = writer.plan(change, latest, Together.of(List.of(change)));
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
    return written(Change.put(key, () -> resource, precondition));
  }

  /// Deletes a resource. Deleting what is not there changes nothing and gives null.
  public @Nullable Written delete(ResourceKey key, Precondition precondition) {
    return write(Change.delete(key, precondition));
  }

  /// Reads, edits and writes.
  public Written write(ResourceKey key, Change.Edit edit, Precondition precondition) {
    return written(Change.edit(key, edit, precondition));
  }

  /// Makes a change that leaves a resource.
  ///
  /// @throws ClaimLostException where its claim was lost
  public Written written(Change change) {
    Written written = write(change);
    if (written == null) {
      throw new RefusedException(
          Reason.STALE_VERSION,
          new Issue(Issue.Kind.CONFLICT, "", "There is no " + change.key() + " to delete."));
    }
    return written;
  }

  /// Makes a change; null where nothing was there to delete.
  ///
  /// @throws ClaimLostException where its claim was lost
  public @Nullable Written write(Change change) {
    try {
      return writer.write(List.of(change)).getFirst();
    } catch (RefusedChangeException e) {
      throw e.refusal();
    }
  }

  /// Writes new resources, all or none, without a look: each is valid, has its `resourceType` and
  /// an `id` that was made for it, is of a type that has tables and no hooks, and is cached by
  /// nobody.
  ///
  /// @param turn is run when they are ready to be written, before the transaction: whoever writes
  ///   some beside others has them wait for each other here, where nothing is held
  public void append(List<JsonObject> resources, Runnable turn) {
    writer.append(resources, turn);
  }

  /// Makes all the changes, or none, in one transaction. What each came to, in their order; null
  /// where there was nothing to delete.
  ///
  /// @param changes of as many different resources
  /// @throws RefusedChangeException where one of them is refused
  /// @throws RefusedException where one is, and which cannot be told
  /// @throws ClaimLostException where a claim was lost
  public List<@Nullable Written> write(List<Change> changes) {
    return writer.write(changes);
  }
}
