package dev.andiron.definition;

import java.util.List;

/// One of the types that an element may have.
///
/// @param name a type's name for [Definitions#type]; an element with elements of its own has a type
///   that is named as the element is: `Patient.contact`
/// @param targets the resource types that a Reference may point to; empty where it may point to any
public record ElementType(String name, List<String> targets) {
  public ElementType {
    targets = List.copyOf(targets);
  }
}
