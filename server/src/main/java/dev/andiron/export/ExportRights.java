package dev.andiron.export;

import dev.andiron.json.JsonObject;
import dev.andiron.resource.ResourceVersion;
import java.util.List;
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
    /// Whether they may list the type: then all of it that there is for them is in the export.
    boolean lists(String type);

    /// Those of some resources of a type that they may have, in the same order.
    ///
    /// @param versions as they were at the moment of the export, or deletions
    List<ResourceVersion> given(String type, List<ResourceVersion> versions);

    /// What they may have of a resource that they may have.
    ///
    /// @param shown the same, with what is computed when it is read
    byte[] content(ResourceVersion version, ResourceVersion shown);
  }
}
