package dev.andiron.structure;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonNumber;
import dev.andiron.json.JsonObject;

/// What a profile says a value is (<https://hl7.org/fhir/R4/elementdefinition-definitions.html>,
/// `fixed[x]` and `pattern[x]`).
///
/// @param pattern whether the value may have more than this
record FixedValue(Json value, boolean pattern) {

  boolean isMetBy(Json found) {
    return pattern ? hasPattern(found, value) : isSame(found, value);
  }

  /// In whatever order members were written; numbers by their values.
  private static boolean isSame(Json found, Json wanted) {
    if (found instanceof JsonNumber one && wanted instanceof JsonNumber other) {
      return one.decimal().compareTo(other.decimal()) == 0;
    }
    if (found instanceof JsonArray one && wanted instanceof JsonArray other) {
      if (one.size() != other.size()) {
        return false;
      }
      for (int i = 0; i < one.size(); i++) {
        if (!isSame(one.get(i), other.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (found instanceof JsonObject one && wanted instanceof JsonObject other) {
      return one.size() == other.size() && hasMembers(one, other, false);
    }
    return found.equals(wanted);
  }

  /// "If the pattern has it, the value must": each element of a pattern's list is to be among the
  /// value's.
  private static boolean hasPattern(Json found, Json wanted) {
    if (found instanceof JsonObject one && wanted instanceof JsonObject other) {
      return hasMembers(one, other, true);
    }
    if (found instanceof JsonArray one && wanted instanceof JsonArray other) {
      for (Json each : other) {
        if (one.stream().noneMatch(value -> hasPattern(value, each))) {
          return false;
        }
      }
      return true;
    }
    return isSame(found, wanted);
  }

  private static boolean hasMembers(JsonObject found, JsonObject wanted, boolean pattern) {
    for (JsonObject.Member member : wanted) {
      Json value = found.get(member.name());
      if (value == null
          || !(pattern ? hasPattern(value, member.value()) : isSame(value, member.value()))) {
        return false;
      }
    }
    return true;
  }
}
