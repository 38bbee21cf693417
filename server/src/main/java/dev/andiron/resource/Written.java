package dev.andiron.resource;

/// What a write did.
///
/// @param version the version that is current now
public record Written(ResourceVersion version, Effect effect) {
  /// What became of the resource.
  public enum Effect {
    CREATED,
    UPDATED,
    DELETED,
    /// It was already as asked: nothing was written.
    UNCHANGED
  }
}
