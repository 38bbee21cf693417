package dev.andiron.resource;

import dev.andiron.json.JsonObject;
import dev.andiron.pg.Statement;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What some types need done beside their resource, in the same transaction: credentials taken out,
/// names reserved, sessions ended.
public interface WriteHook {
  /// The types it is called for.
  Set<String> types();

  /// A write that is about to happen.
  ///
  /// @param version what the version will be
  /// @param current the stored resource (without credentials), or null where there is none
  /// @param proposed the resource to be written, valid for its type, or null where it is to be
  ///   deleted
  /// @param together what the same transaction writes, this resource among it
  record Proposal(
      String type,
      String id,
      long version,
      @Nullable JsonObject current,
      @Nullable JsonObject proposed,
      Together together) {}

  /// What the hook makes of it.
  ///
  /// @param resource what is to be stored (credential fields taken out), null for a deletion
  /// @param changed whether anything beyond the resource changes, so that there must be a new
  ///   version even where the resource itself stays the same
  /// @param statements run in the write's transaction after the resource was written
  /// @param alsoChanged keys other than the resource that nodes must drop from their caches
  /// @param warnings what whoever writes should mend, although it is taken
  record Plan(
      @Nullable JsonObject resource,
      boolean changed,
      List<Statement> statements,
      List<ResourceKey> alsoChanged,
      List<Issue> warnings) {
    public Plan(
        @Nullable JsonObject resource,
        boolean changed,
        List<Statement> statements,
        List<ResourceKey> alsoChanged) {
      this(resource, changed, statements, alsoChanged, List.of());
    }
  }

  /// Plans the write. Runs before the transaction, holds no connection, may hash; may run again
  /// when another write came between.
  ///
  /// @throws RefusedException when the write must not happen
  Plan plan(Proposal proposal);

  /// What a violated constraint of one of the hook's tables means, or null where it is not one of
  /// them.
  default @Nullable RefusedException explain(String constraint) {
    return null;
  }
}
