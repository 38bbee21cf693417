package dev.andiron.definition;

import java.util.Map;
import java.util.Set;

/// The codes of a value set that can be listed.
///
/// @param codes by the URL of their code system
public record ValueSetDefinition(String url, Map<String, Set<String>> codes) {
  public ValueSetDefinition {
    codes = Map.copyOf(codes);
  }

  /// Whether the code is in it, of whatever system: what counts for an element of type `code`.
  public boolean contains(String code) {
    return codes.values().stream().anyMatch(of -> of.contains(code));
  }
}
