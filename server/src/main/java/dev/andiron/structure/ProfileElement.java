package dev.andiron.structure;

import dev.andiron.definition.ElementDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a profile demands of one element beyond the definition of its type. Immutable.
///
/// @param name the name in FHIRPath: `value` for `value[x]`
/// @param members the JSON members that it may have, with the types of their values; null where the
///   name is the only one and its type is known from the definitions
/// @param types the only types of values that are taken; empty where the definitions say it all
/// @param fixed null where nothing is
/// @param valueSet to which it is bound so that no other code is taken; null where it is not
/// @param slicing null where its values are not told apart
record ProfileElement(
    String name,
    int min,
    int max,
    @Nullable Map<String, String> members,
    List<AllowedType> types,
    @Nullable FixedValue fixed,
    @Nullable String valueSet,
    List<ProfileElement> children,
    @Nullable Slicing slicing) {
  ProfileElement {
    types = List.copyOf(types);
    children = List.copyOf(children);
  }

  /// A type that values may have.
  ///
  /// @param code its name
  /// @param profiles of which a value must meet one; empty where it need not meet any
  /// @param targets the types of resources that a reference may point to; empty where any
  record AllowedType(String code, List<String> profiles, Set<String> targets) {}

  /// Whether nothing is demanded.
  boolean isEmpty() {
    return min == 0
        && max == ElementDefinition.UNBOUNDED
        && types.isEmpty()
        && fixed == null
        && valueSet == null
        && children.isEmpty()
        && slicing == null;
  }

  /// Whether there is something by which a value can be told from others.
  boolean tells() {
    return fixed != null || valueSet != null || children.stream().anyMatch(ProfileElement::tells);
  }

  @Nullable ProfileElement child(String childName) {
    for (ProfileElement each : children) {
      if (each.name().equals(childName)) {
        return each;
      }
    }
    return null;
  }
}
