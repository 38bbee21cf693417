package dev.andiron.resource;

import dev.andiron.pg.Statement;
import java.util.List;

/// What whoever asks for a write wants done in its transaction, after it; nothing where the write
/// changes nothing.
///
/// @param changed keys other than the resource that nodes must drop from their caches
public record Beside(List<Statement> statements, List<ResourceKey> changed) {
  static final Beside NOTHING = new Beside(List.of(), List.of());

  public Beside {
    statements = List.copyOf(statements);
    changed = List.copyOf(changed);
  }
}
