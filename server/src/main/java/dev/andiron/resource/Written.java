package dev.andiron.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a write did.
///
/// @param version the version that is current now
/// @param before the version that was current before; null where there was none
/// @param warnings what should be mended, although it was taken
public record Written(
    ResourceVersion version,
    Effect effect,
    @Nullable ResourceVersion before,
    List<Issue> warnings) {
  public Written {
    warnings = List.copyOf(warnings);
  }

  /// The same, shown as this.
  public Written as(ResourceVersion shown) {
    return new Written(shown, effect, before, warnings);
  }

  /// What became of the resource.
  public enum Effect {
    CREATED,
    UPDATED,
    DELETED,
    /// It was already as asked: nothing was written.
    UNCHANGED
  }
}
