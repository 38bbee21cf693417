package dev.andiron.structure;

import dev.andiron.definition.ElementType;
import dev.andiron.definition.TypeDefinition;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.resource.Issue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rules of single types that go beyond their elements one by one.
final class Rules {
  private final Faults faults;

  Rules(Faults faults) {
    this.faults = faults;
  }

  void check(TypeDefinition type, ElementType as, JsonObject object) {
    switch (type.name()) {
      case "Extension" -> extension(object);
      case "ResourceReference" -> reference(as.targets(), object);
      default -> {}
    }
  }

  /// FHIR R4 ext-1: an extension has either a value or extensions.
  private void extension(JsonObject object) {
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

  /// A reference in a resource of the server's own types: `{"resourceType":"User","id":"u"}` or
  /// `{"reference":"User/u"}`.
  private void reference(List<String> targets, JsonObject object) {
    String type = text(object.get("resourceType"));
    String reference = text(object.get("reference"));
    if ((type != null) != object.has("id")) {
      faults.add(
          Issue.Kind.INVARIANT, "A reference names its target by resourceType and id together.");
    } else if (type == null
        && reference == null
        && !object.has("identifier")
        && !object.has("display")) {
      faults.add(
          Issue.Kind.INVARIANT,
          "A reference must name its target: by resourceType and id, or by reference"
              + " (\"User/some-id\").");
    }
    target(targets, "resourceType", type);
    String id = text(object.get("id"));
    if (reference != null && id != null && !reference.equals(type + "/" + id)) {
      // Whoever reads only one of the two spellings must not see another target than the rest.
      faults.add(
          Issue.Kind.INVARIANT,
          "reference",
          "The reference and the resourceType and id do not agree.");
    }
    if (reference != null && reference.indexOf(':') < 0 && !reference.startsWith("#")) {
      int slash = reference.indexOf('/');
      String named = slash < 0 ? null : reference.substring(0, slash);
      if (named == null || slash == reference.length() - 1) {
        faults.add(Issue.Kind.VALUE, "reference", "A reference is written as Type/id.");
      } else {
        target(targets, "reference", named);
      }
    }
  }

  private void target(List<String> targets, String member, @Nullable String type) {
    if (type != null && !targets.isEmpty() && !targets.contains(type)) {
      faults.add(
          Issue.Kind.VALUE,
          member,
          "The reference must point to "
              + String.join(" or ", targets)
              + "; it points to "
              + Faults.excerpt(type)
              + ".");
    }
  }

  private static @Nullable String text(@Nullable Json value) {
    return value instanceof JsonString(String text) ? text : null;
  }
}
