package dev.andiron.structure;

import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.resource.Issue;

/// The rules of single types that go beyond their elements one by one.
final class Rules {
  private final Faults faults;

  Rules(Faults faults) {
    this.faults = faults;
  }

  /// ele-1: an element has a value or elements; an id alone says nothing.
  static boolean isBare(JsonObject object) {
    return object.size() == 1 && object.has("id");
  }

  void bare() {
    faults.add(Issue.Kind.INVARIANT, "An element must have more than an id (ele-1).");
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
