package dev.andiron.search;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What FHIR has and this server does not answer, and why, in words for the person who asked.
final class UnansweredParameters {
  private static final Map<String, String> REASONS =
      Map.of(
          "_filter", "expressions in _filter are not read; write a parameter for each condition",
          "_text", "there is no full-text index of narratives; a string parameter has :contains",
          "_content", "there is no full-text index of resources; a string parameter has :contains",
          "_query", "there are no named queries",
          "near", "distances between places are not computed",
          "_contained", "contained resources are not searched",
          "_containedType", "contained resources are not searched");

  /// What is written with everything else must cost little: of these types only some parameters are
  /// kept, and nothing for modifiers.
  private static final Map<String, Set<String>> FEW =
      Map.of(
          Records.TYPE,
          Set.of(
              "_profile",
              "_security",
              "_source",
              "_tag",
              "address",
              "agent",
              "date",
              "entity",
              "outcome",
              "patient",
              "subtype",
              "type"));

  private UnansweredParameters() {}

  /// Why this parameter of a type's definitions is not answered; null where it is.
  static @Nullable String reason(String type, String code) {
    Set<String> few = FEW.get(type);
    return few == null || few.contains(code)
        ? reason(code)
        : "of " + type + " few parameters are kept: " + String.join(", ", new TreeSet<>(few));
  }

  /// Whether a parameter's values are kept for what modifiers ask.
  static boolean keepsAspects(String type) {
    return !FEW.containsKey(type);
  }

  /// Why this parameter is not answered; null where nothing is known of that.
  ///
  /// @param code without modifiers
  static @Nullable String reason(String code) {
    return REASONS.get(code);
  }

  /// Why this modifier is not answered; null where nothing is known of that.
  static @Nullable String modifier(String modifier) {
    return switch (modifier) {
      case "above", "below" -> "hierarchies of codes are not known";
      default -> null;
    };
  }
}
