package dev.andiron.identity;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonException;
import dev.andiron.json.JsonNumber;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.json.JsonString;
import org.jspecify.annotations.Nullable;

/// A credential as Keycloak exports it: `credentialData` says how `secretData` was hashed, both of
/// them JSON in a text. PBKDF2 and, from version 25 on, Argon2.
final class KeycloakCredential {
  private KeycloakCredential() {}

  /// It cannot be read.
  static final class FormatException extends Exception {
    private static final long serialVersionUID = 1;

    private final String fault;

    FormatException(String fault) {
      super(fault, null, false, false);
      this.fault = fault;
    }

    /// As a predicate to say after the name of the credential; holds no part of it.
    String fault() {
      return fault;
    }
  }

  /// The same hash as a PHC string. Whether that can be verified is for others to find out.
  static String hash(JsonObject credential) throws FormatException {
    String type = credential.string("type");
    if (type != null && !type.equals("password")) {
      throw new FormatException("has another type than password.");
    }
    JsonObject how = part(credential, "credentialData");
    JsonObject secret = part(credential, "secretData");
    String algorithm = text("credentialData.algorithm", how.get("algorithm"));
    String iterations = text("credentialData.hashIterations", how.get("hashIterations"));
    String salt = text("secretData.salt", secret.get("salt"));
    String value = text("secretData.value", secret.get("value"));
    return switch (algorithm) {
      case "pbkdf2", "pbkdf2-sha256", "pbkdf2-sha512" ->
          "$" + algorithm + "$i=" + iterations + "$" + salt + "$" + value;
      case "argon2" -> argon2(how, iterations) + "$" + salt + "$" + value;
      default ->
          throw new FormatException(
              "has another credentialData.algorithm than pbkdf2, pbkdf2-sha256, pbkdf2-sha512 and"
                  + " argon2.");
    };
  }

  private static String argon2(JsonObject how, String iterations) throws FormatException {
    int version =
        switch (parameter(how, "version")) {
          case "1.3" -> 19;
          case "1.0" -> 16;
          default -> throw new FormatException("has another version of Argon2 than 1.0 and 1.3.");
        };
    return "$argon2"
        + parameter(how, "type")
        + "$v="
        + version
        + "$m="
        + parameter(how, "memory")
        + ",t="
        + iterations
        + ",p="
        + parameter(how, "parallelism");
  }

  private static String parameter(JsonObject how, String name) throws FormatException {
    JsonObject parameters = how.object("additionalParameters");
    Json value = parameters == null ? null : parameters.get(name);
    return text(
        "credentialData.additionalParameters." + name,
        value instanceof JsonArray array && array.size() == 1 ? array.get(0) : value);
  }

  private static JsonObject part(JsonObject credential, String name) throws FormatException {
    Json part = credential.get(name);
    if (part instanceof JsonString(String text)) {
      try {
        part = JsonReader.read(text);
      } catch (JsonException e) {
        throw new FormatException("has " + name + " that is no JSON.");
      }
    }
    if (part instanceof JsonObject object) {
      return object;
    }
    throw new FormatException("lacks " + name + ".");
  }

  /// A dollar sign would end a field, and begin another.
  private static String text(String name, @Nullable Json value) throws FormatException {
    String text =
        switch (value) {
          case JsonString(String content) -> content;
          case JsonNumber(String digits) -> digits;
          case null, default -> "";
        };
    if (text.isEmpty() || text.indexOf('$') >= 0) {
      throw new FormatException("lacks a good " + name + ".");
    }
    return text;
  }
}
