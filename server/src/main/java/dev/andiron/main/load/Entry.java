package dev.andiron.main.load;

import dev.andiron.json.JsonException;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonSlice;
import dev.andiron.json.JsonString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An entry of a bundle, or a resource that stands by itself; of the resource only what says which
/// one it is is read.
///
/// @param fullUrl null where it has none
/// @param resource null where it has none
/// @param members of the resource
/// @param type of the resource, null where it says none
/// @param id of the resource, null where it says none
/// @param request null where none is asked for
record Entry(
    @Nullable String fullUrl,
    @Nullable JsonSlice resource,
    List<JsonSlice.Member> members,
    @Nullable String type,
    @Nullable String id,
    @Nullable JsonObject request) {

  /// @throws JsonException where it is not JSON, as far as that was looked at
  static Entry ofBundle(JsonSlice entry) {
    String fullUrl = null;
    JsonObject request = null;
    JsonSlice resource = null;
    for (JsonSlice.Member member : members(entry)) {
      switch (member.name()) {
        case "fullUrl" -> fullUrl = text(member.value());
        case "request" -> request = member.value().read() instanceof JsonObject is ? is : null;
        case "resource" -> resource = member.value();
        default -> {}
      }
    }
    return resource == null
        ? new Entry(fullUrl, null, List.of(), null, null, request)
        : of(fullUrl, resource, request);
  }

  /// @throws JsonException where it is not JSON, as far as that was looked at
  static Entry ofResource(JsonSlice resource) {
    return of(null, resource, null);
  }

  private static Entry of(
      @Nullable String fullUrl, JsonSlice resource, @Nullable JsonObject request) {
    String type = null;
    String id = null;
    List<JsonSlice.Member> members = members(resource);
    for (JsonSlice.Member member : members) {
      switch (member.name()) {
        case "resourceType" -> type = text(member.value());
        case "id" -> id = text(member.value());
        default -> {}
      }
    }
    return new Entry(fullUrl, resource, members, type, id, request);
  }

  private static List<JsonSlice.Member> members(JsonSlice slice) {
    if (!slice.isObject()) {
      throw new JsonException(JsonException.Kind.SYNTAX, "An object was expected.");
    }
    return slice.members();
  }

  private static @Nullable String text(JsonSlice value) {
    return value.read() instanceof JsonString(String text) ? text : null;
  }
}
