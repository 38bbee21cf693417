package dev.andiron.fhir;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.MemberDefinition;
import dev.andiron.definition.TypeDefinition;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `_summary=true` (<https://hl7.org/fhir/R4/search.html#summary>): the elements that the
/// definition marks as summary, and mandatory ones, at every depth. Of the server's own types,
/// whose definitions mark nothing, everything but free content.
record SummaryElements(Definitions definitions) {
  JsonObject of(TypeDefinition type, JsonObject object) {
    JsonObject.Builder part = JsonObject.builder();
    for (JsonObject.Member each : object) {
      MemberDefinition member = type.member(each.name());
      if (each.name().equals("resourceType")) {
        part.put(each.name(), each.value());
      } else if (member != null && isShown(type, member)) {
        Json value = member.extension() ? each.value() : of(member, each.value());
        if (value != null) {
          part.put(each.name(), value);
        } else if (member.element().min() > 0) {
          part.put(each.name(), each.value());
        }
      }
    }
    return part.build();
  }

  private static boolean isShown(TypeDefinition type, MemberDefinition member) {
    return member.element().summary()
        || member.element().min() > 0
        || (type.isSystem() && member.definition().kind() != TypeDefinition.Kind.FREE);
  }

  /// The part of a value, or null where nothing of it is shown.
  private @Nullable Json of(MemberDefinition member, Json value) {
    return switch (value) {
      case JsonObject object -> {
        TypeDefinition type = typeOf(member, object);
        JsonObject part = type == null ? object : of(type, object);
        yield part.isEmpty() ? null : part;
      }
      case JsonArray array -> {
        List<Json> parts = new ArrayList<>();
        for (Json element : array) {
          Json part = of(member, element);
          if (part != null) {
            parts.add(part);
          }
        }
        yield parts.isEmpty() ? null : JsonArray.of(parts);
      }
      default -> value;
    };
  }

  /// The type whose elements the object has; null where it is free.
  private @Nullable TypeDefinition typeOf(MemberDefinition member, JsonObject object) {
    return switch (member.definition().kind()) {
      case RESOURCE -> {
        String name = object.string("resourceType");
        yield name == null ? null : definitions.type(name);
      }
      case COMPLEX -> member.definition();
      case PRIMITIVE, FREE -> null;
    };
  }
}
