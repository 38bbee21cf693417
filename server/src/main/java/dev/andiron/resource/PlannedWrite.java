package dev.andiron.resource;

import dev.andiron.pg.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A write that is ready to commit.
///
/// @param statements empty where there is nothing to do; the first writes the resource, and finds
///   one row where no other write came between
/// @param before the version that is current until then; null where there is none
/// @param changed what nodes must drop from their caches
/// @param warnings of what was taken all the same
record PlannedWrite(
    ResourceVersion version,
    @Nullable ResourceVersion before,
    Written.Effect effect,
    List<Statement> statements,
    List<ResourceKey> changed,
    List<Issue> warnings) {
  Written written() {
    return new Written(version, effect, before, warnings);
  }
}
