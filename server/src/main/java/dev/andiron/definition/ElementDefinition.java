package dev.andiron.definition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One element of a type.
///
/// @param name the name in FHIRPath: `value` for `value[x]`
/// @param path from the type that declares it: `Patient.contact.gender`
/// @param min the least number of values
/// @param max the greatest number of values; [#UNBOUNDED] where there is no greatest
/// @param choice whether the JSON name is made of the name and the type (`valueQuantity`)
/// @param types in the order of the definition; more than one only where it is a choice
/// @param valueSet the canonical URL of the value set that a code must be in; it is in
///   [Definitions#valueSet] where it can be listed
/// @param values the only values that are taken; empty where any is
/// @param least the least number that is taken
/// @param credential whether it is write-only: never stored with the resource, never shown, never
///   searched
/// @param orSingle whether a single value is taken for a list of one
/// @param summary whether it belongs to the summary of a resource
///   (<https://hl7.org/fhir/R4/search.html#summary>)
public record ElementDefinition(
    String name,
    String path,
    int min,
    int max,
    boolean choice,
    List<ElementType> types,
    @Nullable String valueSet,
    List<String> values,
    @Nullable Long least,
    boolean credential,
    boolean orSingle,
    boolean summary) {
  public static final int UNBOUNDED = Integer.MAX_VALUE;

  public ElementDefinition {
    types = List.copyOf(types);
    values = List.copyOf(values);
  }

  /// Whether it is a list in JSON.
  public boolean repeats() {
    return max > 1;
  }
}
