package dev.andiron.resource;

import org.jspecify.annotations.Nullable;

/// What a write did.
///
/// @param version the version that is current now
/// @param before the version that was current before; null where there was none
public record Written(ResourceVersion version, Effect effect, @Nullable ResourceVersion before) {
  /// What became of the resource.
  public enum Effect {
    CREATED,
    UPDATED,
    DELETED,
    /// It was already as asked: nothing was written.
    UNCHANGED
  }
}
