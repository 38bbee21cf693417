package dev.andiron.identity;

import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonObject.Member;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// A Client as those see it who deal with sign-in.
///
/// @param resource without its secret, which never is in it
/// @param active whether it may be used
/// @param hasSecret whether a secret is set
/// @param epoch sessions of another epoch are closed
public record Client(
    String id, JsonObject resource, boolean active, boolean hasSecret, long epoch) {

  static boolean isActive(JsonObject resource) {
    return resource.flag("active", true);
  }

  /// Whether the client may use a grant. `refresh_token` is implied where any of its grants gives
  /// refresh tokens.
  public boolean mayUse(String grant) {
    if (grantTypes().contains(grant)) {
      return true;
    }
    JsonObject auth = resource.object("auth");
    if (!grant.equals("refresh_token") || auth == null) {
      return false;
    }
    for (Member member : auth) {
      if (member.value() instanceof JsonObject settings && settings.flag("refresh_token", false)) {
        return true;
      }
    }
    return false;
  }

  public Set<String> grantTypes() {
    return Set.copyOf(GrantSettings.strings(resource.get("grant_types")));
  }

  /// The scopes it may ask for, in the order they are listed.
  public List<String> scope() {
    return GrantSettings.strings(resource.get("scope")).stream()
        .flatMap(scope -> Arrays.stream(scope.split(" ")))
        .filter(scope -> !scope.isEmpty())
        .distinct()
        .toList();
  }

  /// The web origins whose scripts may read the answers to its requests.
  public List<String> allowedOrigins() {
    return GrantSettings.strings(resource.get("allowed_origins"));
  }

  GrantSettings settings(String grant) {
    return GrantSettings.of(this, grant);
  }

  /// Whether it must prove itself with its secret to use a grant.
  public boolean secretRequired(String grant) {
    Boolean required = settings(grant).secretRequired();
    return required == null ? hasSecret : required;
  }
}
