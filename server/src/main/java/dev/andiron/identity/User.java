package dev.andiron.identity;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import java.util.List;

/// A User as those see it who deal with sign-in.
///
/// @param resource without credentials, which never are in it
/// @param active whether they may sign in and go on working
/// @param epoch sessions of another epoch are closed
/// @param roles the names of the Role resources that name this user, sorted
public record User(String id, JsonObject resource, boolean active, long epoch, List<String> roles) {

  /// Neither `inactive: true` nor (SCIM, RFC 7643 §4.1.1) `active: false`.
  static boolean isActive(JsonObject resource) {
    return !resource.flag("inactive", false) && resource.flag("active", true);
  }

  /// What a client learns of the user it acts for.
  public JsonObject userInfo() {
    return resource
        .without("meta")
        .with("role", JsonArray.of(roles.stream().map(Json::of).toList()));
  }
}
