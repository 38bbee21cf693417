package dev.andiron.resource;

/// Whether what nodes keep in memory may be believed just now.
public interface Trust {
  /// True while the last look at the change feed that succeeded *started* less than a second ago.
  /// While it is false, a cached value must be checked against the database before it is used.
  boolean holds();

  /// The position of the feed that a fill starting now may claim. A value read from the database
  /// after this call may be kept under a key only if [#keeps] says so.
  long position();

  /// Whether no change to the key has been heard of since the position.
  boolean keeps(ResourceKey key, long position);
}
