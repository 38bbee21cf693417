package dev.andiron.fhir;

import dev.andiron.audit.AppendOnly;
import dev.andiron.definition.Definitions;
import dev.andiron.http.Headers;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonPlain;
import dev.andiron.json.JsonString;
import dev.andiron.resource.ResourceKey;
import org.jspecify.annotations.Nullable;

/// Reads the type and id of a request's path and body.
final class ResourceTypes {
  private final Definitions definitions;

  ResourceTypes(Definitions definitions) {
    this.definitions = definitions;
  }

  String type(Request request) {
    String type = request.pathParameter("type");
    if (!definitions.isResourceType(type)) {
      throw new HttpProblem(
          404, "There is no resource type of this name; names are case-sensitive.");
    }
    return type;
  }

  boolean isResourceType(String type) {
    return definitions.isResourceType(type);
  }

  /// Whether this is one of the server's own types: `User`, `Client`, ….
  boolean isSystemType(String type) {
    return definitions.isSystemType(type);
  }

  ResourceKey key(Request request) {
    String type = type(request);
    return new ResourceKey(type, checkedId(request.pathParameter("id")));
  }

  static String checkedId(String id) {
    if (!ResourceKey.isId(id)) {
      throw new HttpProblem(
          400, "An id has 1 to 64 characters out of letters, digits, '-' and '.'.");
    }
    return id;
  }

  /// The body as a resource of this type; `resourceType` may be left out, and must agree where it
  /// stands.
  static JsonObject body(@Nullable Json body, String type) {
    if (!(body instanceof JsonObject object)) {
      throw new HttpProblem(400, "The body must be a resource: a JSON object or a YAML mapping.");
    }
    Json stated = object.get("resourceType");
    if (stated != null && !type.equals(text(stated))) {
      throw new HttpProblem(
          400, "The body's resourceType and the type in the URL, " + type + ", do not agree.");
    }
    return object;
  }

  /// The id that the body states, or null where it states none.
  static @Nullable String statedId(JsonObject body) {
    Json id = body.get("id");
    if (id == null) {
      return null;
    }
    String text = text(id);
    if (text == null) {
      throw new HttpProblem(422, "The body's id must be a string.");
    }
    return text;
  }

  static void checkStatedId(JsonObject body, String id) {
    String stated = statedId(body);
    if (stated != null && !stated.equals(id)) {
      throw new HttpProblem(400, "The body's id and the id in the URL do not agree.");
    }
  }

  /// Sessions are made by signing in and ended by closing them, nothing else.
  static void refuseSession(String type, String allow) {
    if (type.equals("Session")) {
      throw new HttpProblem(
          405,
          "A session is made by signing in (POST /auth/token) and can only be closed: DELETE it, or"
              + " PATCH it with active: false.",
          Headers.NONE.with("Allow", allow));
    }
  }

  /// What was recorded stays as it is.
  static void refuseRecord(String type) {
    if (type.equals(AppendOnly.TYPE)) {
      throw new HttpProblem(
          405,
          "An AuditEvent is never changed and never deleted; a new one is made by POST, under an id"
              + " of the server's choice.",
          Headers.NONE.with("Allow", "GET, HEAD, POST, OPTIONS"));
    }
  }

  /// A string, whether YAML has decided on it yet or not; null for anything else.
  static @Nullable String text(@Nullable Json json) {
    return switch (json) {
      case JsonString(String text) -> text;
      case JsonPlain(String text) -> text;
      case null, default -> null;
    };
  }
}
