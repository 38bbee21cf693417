package dev.andiron.structure;

import dev.andiron.definition.ElementDefinition;
import dev.andiron.definition.MemberDefinition;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonBoolean;
import dev.andiron.json.JsonException;
import dev.andiron.json.JsonNull;
import dev.andiron.json.JsonNumber;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonPlain;
import dev.andiron.json.JsonString;
import dev.andiron.resource.Issue;
import org.jspecify.annotations.Nullable;

/// Reads and checks values that have nothing below them.
final class Scalars {
  private final Bindings bindings;
  private final Faults faults;

  Scalars(Bindings bindings, Faults faults) {
    this.bindings = bindings;
    this.faults = faults;
  }

  /// Whether it is `null`; a plain scalar is so in every type: otherwise YAML could not say it.
  static boolean isNull(Json value) {
    return value instanceof JsonNull
        || (value instanceof JsonPlain plain
            && plain.text().length() <= 4
            && plain.coreSchema() instanceof JsonNull);
  }

  /// The text of a string or plain scalar.
  String text(@Nullable Json value, String otherwise) {
    return switch (value) {
      case JsonString(String text) -> text;
      case JsonPlain(String text) -> text;
      case null, default -> otherwise;
    };
  }

  /// The value as its type reads it; faults where it is none of that type.
  Json read(MemberDefinition member, Json value, boolean system) {
    PrimitiveFormat format = PrimitiveFormat.of(member.definition().name());
    Json resolved =
        value instanceof JsonPlain plain && format.form() == PrimitiveFormat.Form.STRING
            ? new JsonString(plain.text())
            : core(value);
    if (!format.takes(resolved)) {
      faults.add(
          Issue.Kind.STRUCTURE,
          member.name()
              + " must be "
              + format.form().words()
              + " ("
              + member.definition().name()
              + "); "
              + Faults.kind(resolved)
              + " was found.");
      return resolved;
    }
    switch (resolved) {
      case JsonString(String text) -> text(member, format, text, system);
      case JsonNumber(String text) -> text(member, format, text, system);
      case JsonBoolean _, JsonNull _, JsonPlain _, JsonArray _, JsonObject _ -> {}
    }
    return resolved;
  }

  private void text(MemberDefinition member, PrimitiveFormat format, String text, boolean system) {
    ElementDefinition element = member.element();
    if (format == PrimitiveFormat.XHTML) {
      XhtmlScanner.check(text, faults);
      return;
    }
    Issue.Kind kind = Issue.Kind.VALUE;
    // Of a credential every character counts; it is hashed, and no text that anybody reads.
    String rule = element.credential() && !text.isEmpty() ? null : format.rule(text, system);
    Long least = element.least();
    if (rule == null && !element.values().isEmpty() && !element.values().contains(text)) {
      rule = "one of " + String.join(", ", element.values());
    } else if (rule == null && least != null && Long.parseLong(text) < least) {
      rule = "a whole number of at least " + least;
    } else if (rule == null) {
      kind = Issue.Kind.CODE_INVALID;
      rule = bindings.rule(element, text);
    }
    if (rule != null) {
      faults.add(
          kind,
          member.name()
              + " must be "
              + rule
              + (element.credential() ? "." : "; found \"" + Faults.excerpt(text) + "\"."));
    }
  }

  /// The value with every plain scalar in it read by the core schema; a fault where one is a number
  /// beyond what is kept.
  Json core(Json value) {
    try {
      return value.resolved();
    } catch (JsonException e) {
      faults.add(Issue.Kind.VALUE, e.getMessage());
      // The resource is refused; any number will do for the rest of the walk.
      return Json.of(0);
    }
  }
}
