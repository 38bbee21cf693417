package dev.andiron.structure;

import dev.andiron.definition.ElementDefinition;
import dev.andiron.definition.MemberDefinition;
import dev.andiron.definition.TypeDefinition;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.resource.Issue;
import org.jspecify.annotations.Nullable;

/// The rules for an object of a type that go beyond its elements one by one.
final class Rules {
  private final Faults faults;

  Rules(Faults faults) {
    this.faults = faults;
  }

  /// The object has a member that its type does not have.
  void unknown(TypeDefinition type, String name) {
    ElementDefinition choice = type.element(name);
    String advice =
        choice == null || !choice.choice()
            ? "."
            : "; the type belongs to its name, as in "
                + name
                + Character.toUpperCase(choice.types().getFirst().name().charAt(0))
                + choice.types().getFirst().name().substring(1)
                + ".";
    faults.add(
        Issue.Kind.STRUCTURE,
        name,
        type.name() + " has no element " + Faults.excerpt(name) + advice);
  }

  /// Something else was found where the member's type asks for an object.
  void object(MemberDefinition member, Json value) {
    TypeDefinition type = member.definition();
    faults.add(
        Issue.Kind.STRUCTURE,
        member.element().name()
            + " must be an object"
            + (type.name().indexOf('.') < 0 ? " (" + type.name() + ")" : "")
            + "; "
            + Faults.kind(value)
            + " was found.");
  }

  /// ele-1: an element has a value or elements; an id alone says nothing.
  ///
  /// @param beside the value, where the member holds the id and extensions of a primitive one
  void bare(MemberDefinition member, Json value, @Nullable Json beside) {
    if (value instanceof JsonObject object
        && object.size() == 1
        && object.has("id")
        && member.definition().kind() == TypeDefinition.Kind.COMPLEX
        && !member.definition().isSystem()
        && !(member.extension() && beside != null)) {
      faults.add(Issue.Kind.INVARIANT, "An element must have more than an id (ele-1).");
    }
  }

  /// FHIR R4 ext-1: an extension has either a value or extensions. Its url is absolute, but within
  /// another extension (extensibility.html).
  ///
  /// @param inner whether it is within another
  void extension(JsonObject object, boolean inner) {
    if (!inner && object.get("url") instanceof JsonString(String url) && url.indexOf(':') < 0) {
      faults.add(
          Issue.Kind.VALUE,
          "url",
          "The url of an extension must be absolute; found \"" + Faults.excerpt(url) + "\".");
    }
    boolean value = false;
    boolean nested = false;
    for (JsonObject.Member member : object) {
      value |= member.name().startsWith("value") || member.name().startsWith("_value");
      nested |= member.name().equals("extension");
    }
    if (value == nested) {
      faults.add(
          Issue.Kind.INVARIANT,
          value
              ? "An extension has either a value or extensions of its own, not both (ext-1)."
              : "An extension must have a value or extensions of its own (ext-1).");
    }
  }
}
