package dev.andiron.search;

import java.util.Map;
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

  private UnansweredParameters() {}

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
