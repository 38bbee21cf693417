package dev.andiron.access;

import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Statement;
import dev.andiron.resource.Change;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Keeps a resource for each operation, so that they are found, linked to and made public like
/// everything else.
public final class OperationResources {
  private final Operations operations;
  private final Database database;
  private final Store store;

  /// @param store with an [OperationHook] that knows these operations
  public OperationResources(Operations operations, Database database, Store store) {
    this.operations = operations;
    this.database = database;
    this.store = store;
  }

  /// Makes those that are missing, mends what is told of the others, removes those that no route
  /// does any more. What is right already stays as it is.
  public void settle() {
    Map<String, JsonObject> stored = stored();
    List<Change> changes = new ArrayList<>();
    for (String id : operations.ids()) {
      JsonObject is = stored.remove(id);
      if (is == null || !isTold(id, is)) {
        changes.add(Change.edit(key(id), current -> mended(id, current), Precondition.NONE));
      }
    }
    for (String gone : stored.keySet()) {
      changes.add(Change.delete(key(gone), Precondition.NONE));
    }
    if (!changes.isEmpty()) {
      var _ = store.write(changes);
    }
  }

  private Map<String, JsonObject> stored() {
    Map<String, JsonObject> stored = new HashMap<>();
    try {
      for (String text :
          database.query(Statement.of("select text from \"operation\""), row -> row.text(1))) {
        JsonObject resource = (JsonObject) JsonReader.read(text);
        stored.put(Objects.requireNonNull(resource.string("id")), resource);
      }
    } catch (DatabaseException e) {
      if (!e.isUndefinedTable()) {
        throw e;
      }
    }
    return stored;
  }

  private boolean isTold(String id, JsonObject stored) {
    for (JsonObject.Member member : told(id, stored)) {
      if (!member.value().equals(stored.get(member.name()))) {
        return false;
      }
    }
    return true;
  }

  private JsonObject mended(String id, @Nullable JsonObject current) {
    JsonObject mended = current == null ? JsonObject.EMPTY : current;
    for (JsonObject.Member member : told(id, mended)) {
      mended = mended.without(member.name()).with(member.name(), member.value());
    }
    return mended;
  }

  private JsonObject told(String id, JsonObject stored) {
    return operations.told(
        Objects.requireNonNull(operations.find(id)), stored.flag("public", false));
  }

  private static ResourceKey key(String id) {
    return new ResourceKey(Operations.TYPE, id);
  }
}
