package dev.andiron.search;

import dev.andiron.resource.ResourceKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What resources of a type have to meet so that somebody may see them.
///
/// @param parameters search parameters, all of which must match
/// @param compartment in which they have to be besides, or null
public record Criterion(List<QueryParameter> parameters, @Nullable ResourceKey compartment) {
  /// What every resource meets.
  public static final Criterion ANY = new Criterion(List.of(), null);

  public Criterion {
    parameters = List.copyOf(parameters);
  }
}
