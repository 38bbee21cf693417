package dev.andiron.resource;

/// Somebody who keeps something in memory and must hear of changes, those of other nodes included.
/// Called on the feed's thread: it must be quick and must not throw.
public interface ChangeListener {
  /// This resource changed, was deleted, or may have.
  void changed(ResourceKey key);

  /// Anything may have changed: drop everything.
  void reset();
}
