package dev.andiron.search;

import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a reference points to.
///
/// @param type the type of a resource of this server; empty for a URL
/// @param id the resource's id, or the whole URL
/// @param version of the resource, null where the reference is to none of its own
record ReferenceTarget(String type, String id, @Nullable String version) {
  /// `Patient/1`, also with a version (https://hl7.org/fhir/R4/references.html#literal).
  private static final Pattern RELATIVE =
      Pattern.compile(
          "([A-Z][A-Za-z]{1,63})/([A-Za-z0-9.-]{1,64})(?:/_history/([A-Za-z0-9.-]{1,64}))?");

  /// The end of a URL on a server like this one.
  private static final Pattern END =
      Pattern.compile(
          "https?://.*/([A-Z][A-Za-z]{1,63})/[A-Za-z0-9.-]{1,64}(?:/_history/[A-Za-z0-9.-]{1,64})?");

  /// The type of what a Reference points to, on whatever server, as far as the reference says: by
  /// `Type/id`, by a URL that ends so, or by its element `type`
  /// (https://hl7.org/fhir/R4/references-definitions.html#Reference.type).
  static @Nullable String typeOf(Json value) {
    ReferenceTarget target = of(value, List.of());
    if (target != null && !target.type().isEmpty()) {
      return target.type();
    }
    Matcher end = END.matcher(target == null ? "" : target.id());
    if (end.matches()) {
      return end.group(1);
    }
    return value instanceof JsonObject object ? object.string("type") : null;
  }

  /// What a value of type Reference, canonical or uri, or a resource itself, points to; null where
  /// that is nothing one could search for (a contained resource, only a display).
  ///
  /// @param ownBases the URLs that this server's resources lie under, each with a `/` at its end
  static @Nullable ReferenceTarget of(Json value, List<String> ownBases) {
    return switch (value) {
      case JsonString(String text) -> of(text, ownBases);
      case JsonObject object -> {
        String reference = object.string("reference");
        if (reference != null) {
          yield of(reference, ownBases);
        }
        // System resources: {"resourceType": "User", "id": "u"}.
        String type = object.string("resourceType");
        String id = object.string("id");
        yield type == null || id == null ? null : new ReferenceTarget(type, id, null);
      }
      default -> null;
    };
  }

  static @Nullable ReferenceTarget of(String reference, List<String> ownBases) {
    if (reference.isEmpty() || reference.startsWith("#")) {
      return null;
    }
    Matcher relative = RELATIVE.matcher(reference);
    // On this server `http://example.org/fhir/Patient/1` and `Patient/1` are the same.
    for (String base : ownBases) {
      if (!relative.matches() && reference.startsWith(base)) {
        relative = RELATIVE.matcher(reference.substring(base.length()));
      }
    }
    return relative.matches()
        ? new ReferenceTarget(relative.group(1), relative.group(2), relative.group(3))
        : new ReferenceTarget("", reference, null);
  }
}
