package dev.andiron.definition;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The codes of a value set that can be listed.
///
/// @param codes by the URL of their code system
/// @param all of whatever system
public record ValueSetDefinition(String url, Map<String, Set<String>> codes, Set<String> all) {
  public ValueSetDefinition {
    codes = Map.copyOf(codes);
  }

  ValueSetDefinition(String url, Map<String, Set<String>> codes) {
    this(url, codes, union(codes));
  }

  private static Set<String> union(Map<String, Set<String>> codes) {
    if (codes.size() == 1) {
      return codes.values().iterator().next();
    }
    Set<String> all = new HashSet<>();
    codes.values().forEach(all::addAll);
    return all;
  }

  /// Whether the code is in it, of whatever system: what counts for an element of type `code`.
  public boolean contains(String code) {
    return all.contains(code);
  }

  /// Whether this code of this system is in it: what counts for a Coding.
  public boolean contains(String system, String code) {
    Set<String> of = codes.get(system);
    return of != null && of.contains(code);
  }
}
