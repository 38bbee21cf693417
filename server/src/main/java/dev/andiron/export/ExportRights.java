package dev.andiron.export;

import dev.andiron.json.JsonObject;
import dev.andiron.resource.ResourceKey;
import org.jspecify.annotations.Nullable;

/// What those who asked for exports may have.
@FunctionalInterface
public interface ExportRights {
  /// What they may have now; null where they may not ask for this export any more.
  ///
  /// @param asker as it stands in [ExportRequest#asker]
  /// @throws UnknownException where that cannot be told just now
  @Nullable Rights of(JsonObject asker);

  /// It cannot be told just now what somebody may have.
  final class UnknownException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnknownException(RuntimeException because) {
      super(because);
    }
  }

  /// By one state of the policies. One thread. The methods throw [UnknownException].
  interface Rights {
    /// Every resource of the type.
    boolean all(String type);

    boolean one(ResourceKey key);
  }
}
