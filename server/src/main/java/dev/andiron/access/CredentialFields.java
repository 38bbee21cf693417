package dev.andiron.access;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What policies never see, whatever is sent and to whom: a policy that can ask of a password "does
/// it begin with a?" is a way to read it.
final class CredentialFields {
  /// Members of system types (`User.password`, `User.twoFactor.secretKey`, `Client.secret`, the
  /// tokens of a Session), of sign-in requests and of imported hashes. No element of a FHIR type
  /// has such a name.
  private static final Set<String> NAMES =
      Set.of(
          "password",
          "current_password",
          "currentPassword",
          "new_password",
          "newPassword",
          "secret",
          "secretKey",
          "passwordHash",
          "passwordResetJti",
          "secretData",
          "access_token",
          "refresh_token",
          "id_token",
          "authorization_code",
          "client_secret");

  private static final Set<String> HEADERS =
      Set.of(
          "authorization", "proxy-authorization", "cookie", "cookie2", "x-csrf-token", "x-api-key");

  private CredentialFields() {}

  static boolean isParameter(String name) {
    return NAMES.contains(name);
  }

  /// @param header in lower case
  static boolean isHeader(String header) {
    return HEADERS.contains(header);
  }

  /// The value without credentials, at whatever depth; a step of a JSON Patch (RFC 6902) that names
  /// one loses its value.
  static Json removed(Json value) {
    return switch (value) {
      case JsonObject object -> ofObject(object);
      case JsonArray array -> ofArray(array);
      default -> value;
    };
  }

  private static JsonObject ofObject(JsonObject object) {
    boolean patchesCredential = patchesCredential(object);
    JsonObject.Builder builder = JsonObject.builder();
    for (JsonObject.Member member : object) {
      String name = member.name();
      boolean patched =
          patchesCredential
              && name.equals("value")
              && !(member.value() instanceof JsonObject); // see isSecret
      if (!isSecret(member) && !patched) {
        builder.put(name, removed(member.value()));
      }
    }
    return builder.build();
  }

  /// `auth.password` of a Client is an object: the settings of a grant, no credential.
  private static boolean isSecret(JsonObject.Member member) {
    return NAMES.contains(member.name()) && !(member.value() instanceof JsonObject);
  }

  private static boolean patchesCredential(JsonObject object) {
    String path = object.has("op") ? object.string("path") : null;
    if (path == null) {
      return false;
    }
    String decoded = path.replace("~1", "/").replace("~0", "~");
    return NAMES.contains(decoded.substring(decoded.lastIndexOf('/') + 1));
  }

  private static JsonArray ofArray(JsonArray array) {
    List<Json> elements = new ArrayList<>(array.size());
    for (Json element : array) {
      elements.add(removed(element));
    }
    return JsonArray.of(elements);
  }
}
