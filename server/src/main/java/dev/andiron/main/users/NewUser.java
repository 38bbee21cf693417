package dev.andiron.main.users;

import dev.andiron.crypto.PasswordHasher;
import dev.andiron.json.Json;
import dev.andiron.json.JsonBoolean;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A user who is to be brought: the resource, and the hash of their password where it is known.
///
/// @param resource may hold a password
/// @param hash what `/auth/import-hash` takes
record NewUser(JsonObject resource, @Nullable Json hash) {
  private static final String PASSWORD = "password";
  private static final String HASH = "passwordHash";

  /// Nobody could sign in as them.
  static final class NamelessException extends Exception {
    private static final long serialVersionUID = 1;

    NamelessException() {
      super(null, null, false, false);
    }
  }

  /// Of an entry as Keycloak exports it (`username`, `credentials`), or of a User with a password
  /// or hash.
  static NewUser of(JsonObject entry) throws NamelessException {
    NewUser user =
        entry.has("username") || entry.has("credentials") ? ofKeycloak(entry) : ofUser(entry);
    if (List.of("id", "userName", "email").stream()
        .allMatch(name -> user.resource().string(name) == null)) {
      throw new NamelessException();
    }
    return user;
  }

  @Nullable String text(String name) {
    return resource.string(name);
  }

  /// In Aidbox the password of a User that was read is its hash.
  private static NewUser ofUser(JsonObject entry) {
    Json hash = entry.get(HASH);
    JsonObject resource = entry.without(HASH).without("meta").with("resourceType", Json.of("User"));
    String password = resource.string(PASSWORD);
    return hash == null && password != null && PasswordHasher.isHash(password)
        ? new NewUser(resource.without(PASSWORD), Json.of(password))
        : new NewUser(resource, hash);
  }

  private static NewUser ofKeycloak(JsonObject entry) {
    JsonObject.Builder user = JsonObject.builder().put("resourceType", "User");
    user.putIfPresent("id", entry.string("id"));
    user.putIfPresent("userName", entry.string("username"));
    user.putIfPresent("email", entry.string("email"));
    JsonObject name =
        JsonObject.builder()
            .putIfPresent("givenName", entry.string("firstName"))
            .putIfPresent("familyName", entry.string("lastName"))
            .build();
    if (!name.isEmpty()) {
      user.put("name", name);
    }
    if (!entry.flag("enabled", true)) {
      user.put("inactive", JsonBoolean.TRUE);
    }
    JsonObject attributes = entry.object("attributes");
    if (attributes != null && !attributes.isEmpty()) {
      user.put("data", JsonObject.builder().put("attributes", attributes).build());
    }
    JsonObject credential = password(entry);
    if (credential != null && credential.get("value") instanceof JsonString(String password)) {
      // In the clear, as in the realms that people write by hand.
      return new NewUser(user.put(PASSWORD, password).build(), null);
    }
    return new NewUser(user.build(), credential);
  }

  /// Of the credentials the one that is a password; one-time codes and keys are left.
  private static @Nullable JsonObject password(JsonObject entry) {
    for (Json each : entry.array("credentials")) {
      if (each instanceof JsonObject credential && PASSWORD.equals(credential.string("type"))) {
        return credential;
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return "NewUser";
  }
}
