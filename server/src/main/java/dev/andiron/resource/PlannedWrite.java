package dev.andiron.resource;

import dev.andiron.pg.Statement;
import java.util.List;

/// A write that is ready to commit.
///
/// @param statements empty where there is nothing to do; the first writes the resource, and finds
///   one row where no other write came between
/// @param changed what nodes must drop from their caches
record PlannedWrite(
    ResourceVersion version,
    Written.Effect effect,
    List<Statement> statements,
    List<ResourceKey> changed) {}
