package dev.andiron.access;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The two spellings of a reference, `{"reference":"User/u"}` and
/// `{"resourceType":"User","id":"u"}`, and how policies get to see both.
public final class References {
  /// The members that a reference, and nothing but a reference, is made of.
  private static final Set<String> MEMBERS =
      Set.of("reference", "resourceType", "id", "type", "display", "identifier", "extension");

  private References() {}

  /// The reference as `resourceType` and `id`, or null where the value is not a reference to a
  /// resource of this server, or is two that differ.
  public static @Nullable JsonObject parsed(Json value) {
    if (value instanceof JsonString(String text)) {
      return ofText(text);
    }
    if (!(value instanceof JsonObject object)) {
      return null;
    }
    JsonObject named = null;
    if (object.get("reference") instanceof JsonString(String text)) {
      named = ofText(text);
      if (named == null) {
        return null;
      }
    }
    String type = object.string("resourceType");
    String id = object.string("id");
    if (named == null) {
      return type == null || id == null ? null : of(type, id);
    }
    // In FHIR the id of a Reference names the element, not the resource. Who reads it as the
    // latter must not be led to believe something that was not meant.
    boolean agrees =
        (type == null || type.equals(named.string("resourceType")))
            && (id == null || id.equals(named.string("id")));
    return agrees ? named : null;
  }

  private static @Nullable JsonObject ofText(String text) {
    int slash = text.indexOf('/');
    if (slash <= 0) {
      return null;
    }
    String type = text.substring(0, slash);
    String id = text.substring(slash + 1);
    // FHIR R4 §2.3.0.1: a literal reference may name a version; it is the same resource.
    int history = id.indexOf("/_history/");
    if (history >= 0) {
      id = id.substring(0, history);
    }
    boolean local =
        !id.isEmpty()
            && id.length() <= 64
            && type.chars().allMatch(References::isLetter)
            && id.chars().allMatch(References::isOfId);
    return local ? of(type, id) : null;
  }

  private static JsonObject of(String type, String id) {
    return JsonObject.builder().put("resourceType", type).put("id", id).build();
  }

  private static boolean isLetter(int c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  private static boolean isOfId(int c) {
    return isLetter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
  }

  /// The value with every reference in it spelled both ways, so that a policy may use either. One
  /// that contradicts itself keeps none of its spellings, one to another server only its own.
  static Json spelledBothWays(Json value) {
    return switch (value) {
      case JsonObject object -> {
        JsonObject inside = members(object);
        yield isReference(object) ? bothWays(inside) : inside;
      }
      case JsonArray array -> elements(array);
      default -> value;
    };
  }

  /// `reference` is a text nowhere but in references. A type and an id are a reference only where
  /// nothing else stands beside them; otherwise they are a resource.
  private static boolean isReference(JsonObject object) {
    return object.string("reference") != null
        || (object.has("resourceType") && object.has("id") && MEMBERS.containsAll(object.names()));
  }

  private static JsonObject bothWays(JsonObject object) {
    String reference = object.string("reference");
    JsonObject parsed = parsed(object);
    if (parsed == null) {
      JsonObject bare = object.without("resourceType").without("id");
      return reference == null || ofText(reference) == null ? bare : bare.without("reference");
    }
    JsonObject both = object;
    for (JsonObject.Member member : parsed) {
      both = both.with(member.name(), member.value());
    }
    return reference != null
        ? both
        : both.with("reference", parsed.string("resourceType") + "/" + parsed.string("id"));
  }

  private static JsonObject members(JsonObject object) {
    JsonObject.Builder builder = JsonObject.builder();
    for (JsonObject.Member member : object) {
      builder.put(member.name(), spelledBothWays(member.value()));
    }
    return builder.build();
  }

  private static Json elements(JsonArray array) {
    List<Json> elements = new ArrayList<>(array.size());
    for (Json element : array) {
      elements.add(spelledBothWays(element));
    }
    return JsonArray.of(elements);
  }
}
