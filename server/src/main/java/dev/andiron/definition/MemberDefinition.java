package dev.andiron.definition;

/// A member that an object of a type may have in JSON: `name`, `valueQuantity`, `_birthDate`.
///
/// @param name the member's name
/// @param element what it is a value of
/// @param type the type of its value
/// @param definition that type
/// @param extension whether it holds the id and the extensions of a primitive value
///   (<https://hl7.org/fhir/R4/json.html#primitive>), and so has an underscore before its name
/// @param index the element's place among the type's elements
public record MemberDefinition(
    String name,
    ElementDefinition element,
    ElementType type,
    TypeDefinition definition,
    boolean extension,
    int index) {}
