package dev.andiron.resource;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What one transaction writes, for hooks that look beyond their own resource.
///
/// @param written the resources that are there after it
/// @param deleted those that it deletes
public record Together(Set<ResourceKey> written, Set<ResourceKey> deleted) {
  public Together {
    written = Set.copyOf(written);
    deleted = Set.copyOf(deleted);
  }

  static Together of(List<Change> changes) {
    Set<ResourceKey> written = new HashSet<>();
    Set<ResourceKey> deleted = new HashSet<>();
    for (Change change : changes) {
      (change.deletes() ? deleted : written).add(change.key());
    }
    return new Together(written, deleted);
  }
}
