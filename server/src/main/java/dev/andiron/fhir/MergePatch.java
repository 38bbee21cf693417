package dev.andiron.fhir;

import dev.andiron.json.Json;
import dev.andiron.json.JsonNull;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonPlain;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON merge patch (RFC 7396 §2). For system types one thing is kept that the RFC drops: a `null`
/// for a member that the target does not show stays a `null`, so that `password: null` reaches the
/// place where credentials are kept.
final class MergePatch {
  private MergePatch() {}

  /// By way of a map: a patch may have a million members.
  static JsonObject apply(@Nullable Json target, JsonObject patch, boolean keepNull) {
    Map<String, Json> result = new LinkedHashMap<>();
    if (target instanceof JsonObject object) {
      for (JsonObject.Member member : object) {
        result.put(member.name(), member.value());
      }
    }
    for (JsonObject.Member member : patch) {
      String name = member.name();
      Json value = member.value();
      if (isNull(value)) {
        if (result.remove(name) == null && keepNull) {
          result.put(name, JsonNull.NULL);
        }
      } else if (value instanceof JsonObject nested) {
        result.put(name, apply(result.get(name), nested, keepNull));
      } else {
        result.put(name, value);
      }
    }
    JsonObject.Builder builder = JsonObject.builder();
    result.forEach(builder::put);
    return builder.build();
  }

  private static boolean isNull(Json value) {
    return value instanceof JsonNull
        || (value instanceof JsonPlain plain && plain.coreSchema() instanceof JsonNull);
  }
}
