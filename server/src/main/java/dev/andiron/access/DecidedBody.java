package dev.andiron.access;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonPlain;
import dev.andiron.json.JsonString;
import dev.andiron.resource.Validator;
import org.jspecify.annotations.Nullable;

/// A YAML body as it will be stored. A policy that took `id: 0123` for a number while the store
/// keeps a text would decide about something else than what happens.
final class DecidedBody {
  private DecidedBody() {}

  /// The body with every plain scalar read by the type of its element.
  ///
  /// @param pathType the type the path names, or null
  static @Nullable Json of(@Nullable Json body, @Nullable String pathType, Validator validator) {
    if (body == null || !hasPlain(body)) {
      return body;
    }
    if (body instanceof JsonObject object) {
      String type =
          switch (object.get("resourceType")) {
            case JsonString(String text) -> text;
            case JsonPlain(String text) -> text;
            case null, default -> pathType;
          };
      if (type != null && validator.knows(type)) {
        return validator.check(object.with("resourceType", type)).resource().resolved();
      }
    }
    return body.resolved();
  }

  private static boolean hasPlain(Json value) {
    return switch (value) {
      case JsonPlain _ -> true;
      case JsonArray array -> array.stream().anyMatch(DecidedBody::hasPlain);
      case JsonObject object -> {
        for (JsonObject.Member member : object) {
          if (hasPlain(member.value())) {
            yield true;
          }
        }
        yield false;
      }
      default -> false;
    };
  }
}
