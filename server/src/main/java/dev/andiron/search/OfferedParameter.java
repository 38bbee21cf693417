package dev.andiron.search;

import dev.andiron.definition.SearchParameterDefinition;
import java.util.Set;
import java.util.stream.Collectors;

/// A parameter that a type can be searched by, for those who tell others of it.
///
/// @param modifiers that it takes, without their colons, sorted; names of types among them
public record OfferedParameter(SearchParameterDefinition definition, Set<String> modifiers) {

  /// The modifiers as documents show them: `:exact`, and `:[type]` for all names of types.
  public String shownModifiers() {
    return modifiers.stream()
        .map(modifier -> Character.isUpperCase(modifier.charAt(0)) ? "[type]" : modifier)
        .distinct()
        .map(modifier -> ":" + modifier)
        .collect(Collectors.joining(", "));
  }
}
