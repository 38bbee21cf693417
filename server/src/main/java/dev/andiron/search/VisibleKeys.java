package dev.andiron.search;

import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// What somebody may see of what comes along with what they asked for. What they may not is as if
/// it were not there.
public interface VisibleKeys {
  /// Those that they may see, in their order, and what is hidden in each.
  Map<ResourceKey, HiddenElements> of(Collection<ResourceKey> keys);

  /// Those of some current versions that they may see, as they see them. Asked once more when they
  /// are read, because they may have become others since.
  List<ResourceVersion> shown(List<ResourceVersion> versions);
}
