package dev.andiron.search;

import dev.andiron.resource.ResourceKey;
import java.util.Collection;
import java.util.Set;

/// What somebody may see of what comes along with what they asked for. What they may not is as if
/// it were not there.
@FunctionalInterface
public interface VisibleKeys {
  /// Those that they may see.
  Set<ResourceKey> of(Collection<ResourceKey> keys);
}
