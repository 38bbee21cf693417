package dev.andiron.json;

/// An immutable JSON value. Members keep their order, numbers keep their source text.
public sealed interface Json
    permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull, JsonPlain {

  static JsonString of(String text) {
    return new JsonString(text);
  }

  static JsonNumber of(long number) {
    return new JsonNumber(Long.toString(number));
  }

  static JsonBoolean of(boolean value) {
    return value ? JsonBoolean.TRUE : JsonBoolean.FALSE;
  }

  /// This value with every YAML plain scalar in it read by the YAML 1.2 core schema (§10.3): what a
  /// reader without knowledge of the element's type would take it for.
  default Json resolved() {
    return switch (this) {
      case JsonPlain plain -> plain.coreSchema();
      case JsonArray array -> JsonArray.of(array.stream().map(Json::resolved).toList());
      case JsonObject object -> {
        JsonObject.Builder builder = JsonObject.builder();
        for (JsonObject.Member member : object) {
          builder.put(member.name(), member.value().resolved());
        }
        yield builder.build();
      }
      case JsonString _, JsonNumber _, JsonBoolean _, JsonNull _ -> this;
    };
  }
}
