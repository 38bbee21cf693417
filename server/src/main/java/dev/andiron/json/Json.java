package dev.andiron.json;

import java.util.ArrayList;
import java.util.List;

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
      case JsonArray array -> {
        List<Json> elements = new ArrayList<>(array.size());
        boolean changed = false;
        for (Json element : array) {
          Json resolved = element.resolved();
          changed |= resolved != element;
          elements.add(resolved);
        }
        yield changed ? JsonArray.of(elements) : array;
      }
      case JsonObject object -> {
        JsonObject.Builder builder = JsonObject.builder();
        boolean changed = false;
        for (JsonObject.Member member : object) {
          Json resolved = member.value().resolved();
          changed |= resolved != member.value();
          builder.put(member.name(), resolved);
        }
        yield changed ? builder.build() : object;
      }
      case JsonString _, JsonNumber _, JsonBoolean _, JsonNull _ -> this;
    };
  }
}
