package dev.andiron.search;

import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.resource.ResourceKey;
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
  private static final String HISTORY = "/_history/";

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
        yield type == null || id == null
            ? identified(object.object("identifier"), ownBases)
            : new ReferenceTarget(type, id, null);
      }
      default -> null;
    };
  }

  /// A logical reference, where its identifier is one that this server gave: its system is the
  /// address of one of our types. So an element can point to a type that FHIR lets it not refer to.
  private static @Nullable ReferenceTarget identified(
      @Nullable JsonObject identifier, List<String> ownBases) {
    String system = identifier == null ? null : identifier.string("system");
    String value = identifier == null ? null : identifier.string("value");
    if (system != null && value != null) {
      for (String base : ownBases) {
        if (system.startsWith(base)) {
          return relative(system.substring(base.length()) + "/" + value);
        }
      }
    }
    return null;
  }

  static @Nullable ReferenceTarget of(String reference, List<String> ownBases) {
    if (reference.isEmpty() || reference.startsWith("#")) {
      return null;
    }
    ReferenceTarget relative = relative(reference);
    // On this server `http://example.org/fhir/Patient/1` and `Patient/1` are the same.
    for (String base : ownBases) {
      if (relative == null && reference.startsWith(base)) {
        relative = relative(reference.substring(base.length()));
      }
    }
    return relative == null ? new ReferenceTarget("", reference, null) : relative;
  }

  /// `Patient/1`, also with a version (https://hl7.org/fhir/R4/references.html#literal); else null.
  /// Without a regular expression: there is hardly a resource without references.
  private static @Nullable ReferenceTarget relative(String reference) {
    int slash = reference.indexOf('/');
    if (slash < 0 || !ResourceKey.isType(reference.substring(0, slash))) {
      return null;
    }
    int end = reference.indexOf('/', slash + 1);
    String id = reference.substring(slash + 1, end < 0 ? reference.length() : end);
    if (!ResourceKey.isId(id)) {
      return null;
    }
    String type = reference.substring(0, slash);
    if (end < 0) {
      return new ReferenceTarget(type, id, null);
    }
    String version =
        reference.startsWith(HISTORY, end) ? reference.substring(end + HISTORY.length()) : "";
    return ResourceKey.isId(version) ? new ReferenceTarget(type, id, version) : null;
  }
}
