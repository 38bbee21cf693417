package dev.andiron.resource;

import dev.andiron.json.JsonObject;
import dev.andiron.pg.Statement;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps the search index of a resource; run in the transaction that writes the resource.
public interface Indexer {
  /// Makes a write, from its planning to its commit: who changes what is kept of resources waits
  /// for those that may have been planned before.
  default <T> T during(Supplier<T> write) {
    return write.get();
  }

  /// The statements that make the index of this resource what it must be after the write.
  ///
  /// @param isNew whether the id has no index rows yet (a first version), so that none need
  ///   removing, and the statements only insert
  /// @param resource the new version, or null where the resource is deleted
  List<Statement> index(String type, String id, boolean isNew, @Nullable JsonObject resource);

  /// The statements that remove the index of many resources.
  default List<Statement> remove(String type, List<String> ids) {
    return ids.stream().flatMap(id -> index(type, id, false, null).stream()).toList();
  }
}
