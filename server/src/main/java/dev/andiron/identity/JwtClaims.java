package dev.andiron.identity;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonNull;
import dev.andiron.json.JsonNumber;
import dev.andiron.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The claims of a JWT as JSON, for those who decide by them.
final class JwtClaims {
  private JwtClaims() {}

  static JsonObject json(Map<String, Object> claims) {
    JsonObject.Builder object = JsonObject.builder();
    claims.forEach((name, value) -> object.put(name, json(value)));
    return object.build();
  }

  private static Json json(@Nullable Object value) {
    return switch (value) {
      case null -> JsonNull.NULL;
      case String text -> Json.of(text);
      case Boolean flag -> Json.of(flag.booleanValue());
      case Number number -> new JsonNumber(number.toString());
      case List<?> list -> JsonArray.of(list.stream().map(JwtClaims::json).toList());
      case Map<?, ?> map -> {
        JsonObject.Builder object = JsonObject.builder();
        map.forEach((name, member) -> object.put(String.valueOf(name), json(member)));
        yield object.build();
      }
      default -> Json.of(value.toString());
    };
  }
}
