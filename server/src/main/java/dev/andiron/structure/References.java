package dev.andiron.structure;

import dev.andiron.definition.Definitions;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.resource.Issue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// References, literal and logical: their form, and the type of what they point to
/// (<https://hl7.org/fhir/R4/references.html>).
final class References {
  private static final String DEFINED = "http://hl7.org/fhir/StructureDefinition/";

  private final Definitions definitions;
  private final Faults faults;
  private final boolean types;

  /// @param types whether the types of FHIR's references are checked
  References(Definitions definitions, Faults faults, boolean types) {
    this.definitions = definitions;
    this.faults = faults;
    this.types = types;
  }

  /// A reference in a resource of FHIR's types.
  ///
  /// @param targets the types it may point to; empty where it may point to any
  /// @return where it points to, null where it has no text
  @Nullable ReferenceText check(List<String> targets, JsonObject object, Container container) {
    String named = definedType(text(object.get("type")));
    if (types && named != null) {
      known("type", named, targets);
    }
    String text = text(object.get("reference"));
    if (text == null) {
      return null;
    }
    ReferenceText reference = ReferenceText.of(text);
    switch (reference) {
      case ReferenceText.Internal(String id) -> internal(id, named, targets, container);
      case ReferenceText.Resource(String base, String type, _, _) -> {
        if (types && (base.isEmpty() || definitions.isResourceType(type))) {
          pointed(type, named, targets);
        }
      }
      case ReferenceText.Conditional(String type) -> {
        if (types) {
          pointed(type, named, targets);
        }
      }
      case ReferenceText.Elsewhere _ -> {}
      case ReferenceText.Malformed _ -> {
        if (types) {
          faults.add(
              Issue.Kind.VALUE,
              "reference",
              "A reference is written as Type/id, Type/id/_history/version, #id, or an absolute URL;"
                  + " found \""
                  + Faults.excerpt(text)
                  + "\".");
        }
      }
    }
    return reference;
  }

  private void internal(
      String id, @Nullable String named, List<String> targets, Container container) {
    container.refer(id);
    String type = container.typeOf(id);
    if (type == null) {
      faults.add(
          Issue.Kind.INVARIANT,
          "reference",
          "No contained resource has the id " + Faults.excerpt(id) + " (ref-1).");
    } else if (types && definitions.isResourceType(type)) {
      pointed(type, named, targets);
    }
  }

  /// What the reference's text points to.
  private void pointed(String type, @Nullable String named, List<String> targets) {
    known("reference", type, targets);
    if (named != null && !named.equals(type)) {
      faults.add(
          Issue.Kind.VALUE,
          "type",
          "The type must be that of the reference, "
              + Faults.excerpt(type)
              + "; found "
              + Faults.excerpt(named)
              + ".");
    }
  }

  private void known(String member, String type, List<String> targets) {
    if (targets.contains(type)) {
      return; // what is allowed is known
    }
    if (!definitions.isResourceType(type)) {
      faults.add(
          Issue.Kind.VALUE, member, "There is no resource type " + Faults.excerpt(type) + ".");
    } else {
      target(targets, member, type);
    }
  }

  /// references.html#type: a name alone is that of one of FHIR's types; another URL is that of a
  /// logical model.
  private static @Nullable String definedType(@Nullable String type) {
    if (type == null) {
      return null;
    }
    if (type.startsWith(DEFINED)) {
      return type.substring(DEFINED.length());
    }
    return type.indexOf(':') < 0 ? type : null;
  }

  /// A reference in a resource of the server's own types: `{"resourceType":"User","id":"u"}` or
  /// `{"reference":"User/u"}`. These are always checked: what may be done hangs on them.
  void checkOwn(List<String> targets, JsonObject object) {
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
    if (type != null) {
      target(targets, "resourceType", type);
    }
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
      if (slash < 0 || slash == reference.length() - 1) {
        faults.add(Issue.Kind.VALUE, "reference", "A reference is written as Type/id.");
      } else {
        target(targets, "reference", reference.substring(0, slash));
      }
    }
  }

  private void target(List<String> targets, String member, String type) {
    if (!targets.isEmpty() && !targets.contains(type)) {
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
