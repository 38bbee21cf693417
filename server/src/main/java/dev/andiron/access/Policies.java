package dev.andiron.access;

import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Row;
import dev.andiron.pg.Statement;
import dev.andiron.resource.ChangeListener;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.Trust;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every AccessPolicy, compiled, and which operations are public, in memory. Thread-safe.
///
/// What is in memory is used without a look at the database only while the change feed is believed
/// ([Trust]) and has told of no change; while the feed is not believed, every question begins with
/// a look at the versions in the database.
public final class Policies implements ChangeListener {
  private static final Logger LOG = LoggerFactory.getLogger(Policies.class);
  private static final String TYPE = "AccessPolicy";

  private final Database database;
  private final Trust trust;
  private final Supplier<Operations> operations;
  private final Policy.Rule opened;
  private final @Nullable PolicyDatabase queries;
  private final AtomicLong changes = new AtomicLong();
  private volatile @Nullable Loaded loaded;

  /// @param isOwnType whether this is one of the server's own types
  /// @param queries where the queries of policies are asked; without it they allow nothing
  public Policies(
      Database database,
      Trust trust,
      Supplier<Operations> operations,
      Predicate<String> isOwnType,
      @Nullable PolicyDatabase queries) {
    this.database = database;
    this.trust = trust;
    this.operations = operations;
    this.opened = new Policy.Opened(isOwnType);
    this.queries = queries;
  }

  /// The policies as they were at one moment.
  ///
  /// @param changes how many changes had been heard of before it was read
  /// @param versions of every policy, by id
  private record Loaded(long changes, Map<String, Long> versions, PolicyIndex index) {}

  private record Stored(String id, long version, String text) {}

  /// The policies that are in force.
  ///
  /// @throws DatabaseException when memory is not to be believed and the database cannot be asked
  PolicyIndex inForce() {
    Loaded remembered = loaded;
    // Counted before anything is read: what changes later makes this count, and what was read, old.
    long heard = changes.get();
    if (remembered != null && remembered.changes() == heard) {
      if (trust.holds() || remembered.versions().equals(versions())) {
        return remembered.index();
      }
    }
    Loaded fresh = load(heard);
    loaded = fresh;
    return fresh.index();
  }

  private Map<String, Long> versions() {
    Map<String, Long> versions = new HashMap<>();
    for (Stored stored :
        rows(
            "select id, version from \"accesspolicy\"",
            row -> new Stored(row.text(1), row.number(2), ""))) {
      versions.put(stored.id(), stored.version());
    }
    for (Stored operation : publicOperations()) {
      versions.put(key(operation).toString(), operation.version());
    }
    return versions;
  }

  private Loaded load(long heard) {
    Map<String, Long> versions = new HashMap<>();
    List<Policy> policies = new ArrayList<>();
    for (Stored stored :
        rows(
            "select id, version, text from \"accesspolicy\" order by id",
            row -> new Stored(row.text(1), row.number(2), row.text(3)))) {
      versions.put(stored.id(), stored.version());
      PolicyCompiler.Compiled compiled =
          PolicyCompiler.compile(stored.id(), (JsonObject) JsonReader.read(stored.text()), queries);
      Policy policy = compiled.policy();
      if (policy == null) {
        // Written by another version of the server: what cannot be understood allows nothing.
        LOG.warn("AccessPolicy/{} is not understood and allows nothing", stored.id());
      } else {
        policies.add(policy);
      }
    }
    for (Stored operation : publicOperations()) {
      versions.put(key(operation).toString(), operation.version());
      if (operations.get().isOpenable(operation.id())) {
        policies.add(new Policy(key(operation).toString(), List.of(key(operation)), null, opened));
      }
    }
    return new Loaded(heard, versions, new PolicyIndex(policies));
  }

  private List<Stored> publicOperations() {
    return rows(
        "select id, version from \"operation\" where resource @> '{\"public\":true}'",
        row -> new Stored(row.text(1), row.number(2), ""));
  }

  private static ResourceKey key(Stored operation) {
    return new ResourceKey(Operations.TYPE, operation.id());
  }

  private List<Stored> rows(String sql, Row.Mapper<Stored> mapper) {
    try {
      return database.query(Statement.of(sql), mapper);
    } catch (DatabaseException e) {
      if (e.isUndefinedTable()) {
        return List.of(); // none was ever written
      }
      throw e;
    }
  }

  @Override
  public void changed(ResourceKey key) {
    if (key.type().equals(TYPE) || key.type().equals(Operations.TYPE)) {
      changes.incrementAndGet();
    }
  }

  @Override
  public void reset() {
    changes.incrementAndGet();
  }
}
