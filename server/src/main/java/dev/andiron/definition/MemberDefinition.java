package dev.andiron.definition;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    int index) {

  /// What the members of an object of these elements may be called.
  static Map<String, MemberDefinition> table(
      List<ElementDefinition> elements, Map<String, TypeDefinition> types) {
    Map<String, MemberDefinition> table = new HashMap<>();
    for (int i = 0; i < elements.size(); i++) {
      ElementDefinition element = elements.get(i);
      for (ElementType each : element.types()) {
        TypeDefinition type = type(each.name(), types);
        String name = element.choice() ? element.name() + capital(each.name()) : element.name();
        table.put(name, new MemberDefinition(name, element, each, type, false, i));
        if (hasExtensions(element, type)) {
          TypeDefinition extensions = type("Element", types);
          table.put(
              "_" + name, new MemberDefinition("_" + name, element, each, extensions, true, i));
        }
      }
    }
    return table;
  }

  private static TypeDefinition type(String name, Map<String, TypeDefinition> types) {
    TypeDefinition type = types.get(name);
    if (type == null) {
      throw new IllegalStateException("No type " + name + " is defined");
    }
    return type;
  }

  private static String capital(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /// Whether a value may have an id and extensions: primitive ones do, but those that are
  /// attributes in XML do not, nor does a credential.
  private static boolean hasExtensions(ElementDefinition element, TypeDefinition type) {
    return type.isPrimitive()
        && !type.name().equals("xhtml")
        && !element.path().equals("Element.id")
        && !element.path().equals("Resource.id")
        && !element.path().equals("Extension.url")
        && !element.credential();
  }
}
