package dev.andiron.structure;

import dev.andiron.definition.MemberDefinition;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// A primitive element is two members in JSON: one has its value, the other, whose name begins with
/// `_`, its id and extensions (<https://hl7.org/fhir/R4/json.html#primitive>).
final class PrimitiveHalves {
  private PrimitiveHalves() {}

  /// The other half of what the member has; null where there is none.
  static @Nullable Json other(MemberDefinition member, JsonObject parent) {
    return parent.get(name(member));
  }

  /// The other half of one value of a list; null where there is none.
  static @Nullable Json other(MemberDefinition member, JsonObject parent, int index) {
    JsonArray others = parent.array(name(member));
    return index >= others.size() || Scalars.isNull(others.get(index)) ? null : others.get(index);
  }

  /// Whether null may stand in a list: it does where there is only a value, or only an id and
  /// extensions, in the list beside it.
  static boolean takesNull(MemberDefinition member, JsonObject parent, int index) {
    boolean primitive = member.extension() || member.definition().isPrimitive();
    return primitive && other(member, parent, index) != null;
  }

  /// The member that has the other half.
  private static String name(MemberDefinition member) {
    return member.extension() ? member.name().substring(1) : "_" + member.name();
  }
}
