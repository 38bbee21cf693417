package dev.andiron.audit;

import dev.andiron.config.Settings.AuditFull;
import dev.andiron.config.Settings.AuditScope;
import dev.andiron.config.Settings.Records;
import dev.andiron.http.Route;
import dev.andiron.json.JsonObject;
import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import dev.andiron.resource.Witness;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The records of a server, put together. Thread-safe.
public final class Audit implements AutoCloseable {
  private final Records settings;
  private final Clock clock;
  private final Supplier<String> ids;
  private final Events events;
  private final EventJson json;
  private @Nullable EventQueue queue;
  private @Nullable Keeper keeper;

  /// @param ids gives new ids, in the order of time
  /// @param baseUrl where clients see this server, without a slash at its end
  public Audit(Records settings, Clock clock, Supplier<String> ids, String baseUrl) {
    this.settings = settings;
    this.clock = clock;
    this.ids = ids;
    this.events = new Events(clock);
    this.json = new EventJson(baseUrl);
  }

  /// How the records of what is not a write stand, since the start.
  ///
  /// @param waiting not written yet
  /// @param lost which is none unless the database took them not, or too slowly, and requests were
  ///   not to wait
  public record Counts(long waiting, long written, long lost) {}

  /// Who remembers what the store writes.
  public Witness witness() {
    return settings.scope() == AuditScope.OFF ? Witness.NONE : new WrittenEvents(events, json, ids);
  }

  /// Begins to write what goes with no write of the store's.
  ///
  /// @param store writes new resources, and runs what is with them just before
  /// @param unindexed the statements that remove the index rows of AuditEvents, by their ids
  public void start(
      BiConsumer<List<JsonObject>, Runnable> store,
      Database database,
      Function<List<String>, List<Statement>> unindexed) {
    queue =
        new EventQueue(
            json, ids, store::accept, settings.full() == AuditFull.BLOCK, EventQueue.PRESSED);
    queue.start();
    keeper = new Keeper(new Partitions(database, unindexed), clock, settings.retention());
    keeper.start();
  }

  /// The same routes, each request recorded.
  public List<Route> around(List<Route> routes) {
    return settings.scope() == AuditScope.OFF
        ? routes
        : new Recorder(
                events,
                Objects.requireNonNull(queue),
                new Lockouts(clock),
                settings.scope() == AuditScope.ALL)
            .around(routes);
  }

  public Counts counts() {
    EventQueue of = queue;
    return of == null ? new Counts(0, 0, 0) : new Counts(of.waiting(), of.written(), of.lost());
  }

  @Override
  public void close() {
    EventQueue of = queue;
    Keeper keeps = keeper;
    if (of != null && keeps != null) {
      of.close();
      keeps.close();
    }
  }
}
