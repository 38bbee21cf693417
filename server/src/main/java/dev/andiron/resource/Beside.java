package dev.andiron.resource;

import dev.andiron.pg.Statement;
import java.util.List;

/// What whoever asks for a write wants done in its transaction, after it.
///
/// @param changed keys other than the resource that nodes must drop from their caches
/// @param always whether it is done, as a new version, also where the resource stays as it is; if
///   not, nothing is done there
public record Beside(List<Statement> statements, List<ResourceKey> changed, boolean always) {
  static final Beside NOTHING = new Beside(List.of(), List.of(), false);

  public Beside {
    statements = List.copyOf(statements);
    changed = List.copyOf(changed);
  }
}
