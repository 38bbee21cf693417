package dev.andiron.resource;

import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Row;
import dev.andiron.pg.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Finds stored resources by their canonical URLs
/// (<https://hl7.org/fhir/R4/references.html#canonical>): value sets, code systems, profiles. Which
/// there are is kept in memory, their content is not. Thread-safe; throws [DatabaseException] where
/// the database cannot be asked.
///
/// As with every memory of this server, it is used without a look at the database only while the
/// change feed is believed ([Trust]).
public final class CanonicalResources implements ChangeListener {
  /// The types that are found so; nodes must hear of their changes.
  public static final Set<String> TYPES = Set.of("CodeSystem", "StructureDefinition", "ValueSet");

  private final Database database;
  private final Trust trust;
  private final ReentrantLock reading = new ReentrantLock();
  private final Set<ResourceKey> changed = ConcurrentHashMap.newKeySet();
  private final AtomicLong heard = new AtomicLong();
  private volatile boolean anyChanged = true;
  private volatile Known known = new Known(-1, Directory.EMPTY);

  /// @param heard how many changes had been heard of before it was read
  private record Known(long heard, Directory directory) {}

  public CanonicalResources(Database database, Trust trust) {
    this.database = database;
    this.trust = trust;
  }

  /// What there is: the same object again while nothing changed, so that what is made of the
  /// resources can be kept with it.
  public Directory current() {
    Known last = known;
    if (trust.holds() && last.heard() == heard.get()) {
      return last.directory();
    }
    reading.lock();
    try {
      last = known;
      boolean trusted = trust.holds();
      // Counted before anything is read: what changes later makes this count, and what was read,
      // old.
      long count = heard.get();
      if (trusted && last.heard() == count) {
        return last.directory();
      }
      Directory read = read(last.directory(), trusted);
      Directory kept = read.equals(last.directory()) ? last.directory() : read;
      known = new Known(count, kept);
      return kept;
    } finally {
      reading.unlock();
    }
  }

  private Directory read(Directory before, boolean trusted) {
    boolean all = anyChanged || !trusted;
    anyChanged = false;
    Set<ResourceKey> some = Set.copyOf(changed);
    changed.removeAll(some);
    boolean done = false;
    try {
      Directory read = all ? readAll() : readSome(before, some);
      done = true;
      return read;
    } finally {
      if (!done) {
        anyChanged = true;
      }
    }
  }

  /// The content of one of them as it is now; null where it is gone.
  public @Nullable JsonObject read(ResourceKey key) {
    return database.first(
        Statement.of(
            "select text from %s where id = ?".formatted(TypeTables.current(key.type())), key.id()),
        row -> (JsonObject) JsonReader.read(row.text(1)));
  }

  @Override
  public void changed(ResourceKey key) {
    if (TYPES.contains(key.type())) {
      changed.add(key);
      heard.incrementAndGet();
    }
  }

  @Override
  public void reset() {
    anyChanged = true;
    heard.incrementAndGet();
  }

  private Directory readAll() {
    Map<ResourceKey, Directory.Entry> all = new HashMap<>();
    for (String type : TYPES) {
      put(rows(type, "", List.of()), all);
    }
    return Directory.of(all);
  }

  private Directory readSome(Directory before, Set<ResourceKey> some) {
    Map<ResourceKey, Directory.Entry> all = new HashMap<>(before.byKey());
    all.keySet().removeAll(some);
    for (String type : TYPES) {
      Object[] ids =
          some.stream().filter(key -> key.type().equals(type)).map(ResourceKey::id).toArray();
      if (ids.length > 0) {
        put(rows(type, " where id = any(?)", List.of(new Statement.SqlArray("text", ids))), all);
      }
    }
    return Directory.of(all);
  }

  private static void put(List<Directory.Entry> entries, Map<ResourceKey, Directory.Entry> into) {
    entries.forEach(entry -> into.put(entry.key(), entry));
  }

  private List<Directory.Entry> rows(String type, String where, List<Object> values) {
    String sql =
        "select id, version, resource->>'url', resource->>'version', resource->>'status' from "
            + TypeTables.current(type)
            + where;
    try {
      return new ArrayList<>(
          database.query(Statement.of(sql, values.toArray()), row -> entry(type, row)));
    } catch (DatabaseException e) {
      if (e.isUndefinedTable()) {
        return List.of(); // nobody wrote one yet
      }
      throw e;
    }
  }

  private static Directory.Entry entry(String type, Row row) {
    return new Directory.Entry(
        new ResourceKey(type, row.text(1)),
        row.number(2),
        row.textOrNull(3),
        row.textOrNull(4),
        "retired".equals(row.textOrNull(5)));
  }
}
