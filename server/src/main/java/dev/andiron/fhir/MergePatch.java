package dev.andiron.fhir;

import dev.andiron.json.Json;
import dev.andiron.json.JsonNull;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonPlain;
import org.jspecify.annotations.Nullable;

/// JSON merge patch (RFC 7396 §2). For system types one thing is kept that the RFC drops: a `null`
/// for a member that the target does not show stays a `null`, so that `password: null` reaches the
/// place where credentials are kept.
final class MergePatch {
  private MergePatch() {}

  static JsonObject apply(@Nullable Json target, JsonObject patch, boolean keepNull) {
    JsonObject result = target instanceof JsonObject object ? object : JsonObject.EMPTY;
    for (JsonObject.Member member : patch) {
      String name = member.name();
      Json value = member.value();
      if (isNull(value)) {
        result =
            keepNull && !result.has(name) ? result.with(name, JsonNull.NULL) : result.without(name);
      } else if (value instanceof JsonObject nested) {
        result = result.with(name, apply(result.get(name), nested, keepNull));
      } else {
        result = result.with(name, value);
      }
    }
    return result;
  }

  private static boolean isNull(Json value) {
    return value instanceof JsonNull
        || (value instanceof JsonPlain plain && plain.coreSchema() instanceof JsonNull);
  }
}
