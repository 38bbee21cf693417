package dev.andiron.structure;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.MemberDefinition;
import dev.andiron.definition.TypeDefinition;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonPlain;
import dev.andiron.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Replaces the links of a resource, wherever a transaction has to
/// (<https://hl7.org/fhir/R4/http.html#trules>): in references, in elements of type uri and url,
/// and in `href` and `src` of narratives; not in canonicals. Those of type oid and uuid are named
/// there too, but are left: what a link becomes, `Patient/1`, is neither. Thread-safe.
public final class Links {
  private static final Set<String> LINKS = Set.of("uri", "url");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("\\b((?:href|src)\\s*=\\s*)(?:\"([^\"]*)\"|'([^']*)')");

  private final Definitions definitions;

  public Links(Definitions definitions) {
    this.definitions = definitions;
  }

  /// What links become.
  public interface Replacement {
    /// What a link becomes; the same where it stays.
    ///
    /// @param reference whether it is that of a Reference, which may also be a search:
    ///   `Patient?identifier=x`
    String of(String link, boolean reference);
  }

  /// The resource with its links replaced; itself where none is.
  public JsonObject replaced(JsonObject resource, Replacement replacement) {
    TypeDefinition type = type(resource);
    return type == null ? resource : object(type, resource, replacement);
  }

  private @Nullable TypeDefinition type(JsonObject resource) {
    String name = text(resource.get("resourceType"));
    return name == null || !definitions.isResourceType(name) ? null : definitions.type(name);
  }

  private JsonObject object(TypeDefinition type, JsonObject object, Replacement replacement) {
    JsonObject result = object;
    for (JsonObject.Member each : object) {
      MemberDefinition member = type.member(each.name());
      if (member != null) {
        Json replaced = value(type, member, each.value(), replacement);
        if (!isSame(replaced, each.value())) {
          result = result.with(each.name(), replaced);
        }
      }
    }
    return result;
  }

  // Identity says whether something was replaced; equality would walk through all of it again.
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Json one, Json other) {
    return one == other;
  }

  private Json value(
      TypeDefinition in, MemberDefinition member, Json value, Replacement replacement) {
    if (!(value instanceof JsonArray array)) {
      return single(in, member, value, replacement);
    }
    List<Json> changed = null;
    for (int i = 0; i < array.size(); i++) {
      Json replaced = single(in, member, array.get(i), replacement);
      if (changed == null && !isSame(replaced, array.get(i))) {
        changed = new ArrayList<>(array.elements().subList(0, i));
      }
      if (changed != null) {
        changed.add(replaced);
      }
    }
    return changed == null ? array : JsonArray.of(changed);
  }

  private Json single(
      TypeDefinition in, MemberDefinition member, Json value, Replacement replacement) {
    TypeDefinition type = member.definition();
    if (value instanceof JsonObject object) {
      return switch (type.kind()) {
        case FREE -> object;
        // What another bundle holds has links of its own.
        case RESOURCE -> member.name().equals("contained") ? replaced(object, replacement) : object;
        case PRIMITIVE, COMPLEX -> object(type, object, replacement);
      };
    }
    String text = text(value);
    if (text == null || member.extension()) {
      return value;
    }
    boolean reference = member.name().equals("reference") && isReference(in);
    if (type.name().equals("xhtml")) {
      return changed(value, text, narrative(text, replacement));
    }
    return reference || LINKS.contains(type.name())
        ? changed(value, text, replacement.of(text, reference))
        : value;
  }

  private static boolean isReference(TypeDefinition type) {
    return type.name().equals("Reference") || type.name().equals("ResourceReference");
  }

  private static Json changed(Json value, String text, String replaced) {
    return replaced.equals(text) ? value : Json.of(replaced);
  }

  private static String narrative(String xhtml, Replacement replacement) {
    Matcher matcher = ATTRIBUTE.matcher(xhtml);
    if (!matcher.find()) {
      return xhtml;
    }
    return matcher.replaceAll(found -> {
      boolean isDouble = found.group(2) != null;
      String link = found.group(isDouble ? 2 : 3);
      String quote = isDouble ? "\"" : "'";
      return Matcher.quoteReplacement(found.group(1) + quote + replacement.of(link, false) + quote);
    });
  }

  private static @Nullable String text(@Nullable Json value) {
    return switch (value) {
      case JsonString(String text) -> text;
      case JsonPlain(String text) -> text;
      case null, default -> null;
    };
  }
}
