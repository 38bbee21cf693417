package dev.andiron.oauth.account;

import dev.andiron.access.ProtectedCall;
import dev.andiron.audit.Recording;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Response;
import dev.andiron.identity.Lockouts;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.oauth.protocol.OAuthAnswers;
import dev.andiron.resource.ResourceKey;
import java.time.Clock;
import java.util.Locale;

/// `/auth/lockouts`: who has to wait before they may try to sign in again, and to let them off; for
/// those whom a policy allows it.
public final class LockoutsEndpoint {
  private final Lockouts lockouts;
  private final Clock clock;

  public LockoutsEndpoint(Lockouts lockouts, Clock clock) {
    this.lockouts = lockouts;
    this.clock = clock;
  }

  /// `GET /auth/lockouts`.
  public Response list(ProtectedCall call) {
    return OAuthAnswers.of(
        call.request(),
        JsonObject.of(
            "lockouts", JsonArray.of(lockouts.list().stream().<Json>map(this::json).toList())));
  }

  private JsonObject json(Lockouts.Lockout lockout) {
    int slash = lockout.who().indexOf('/');
    String type = lockout.who().substring(0, slash);
    return JsonObject.builder()
        .put(
            type.toLowerCase(Locale.ROOT),
            JsonObject.of("resourceType", type).with("id", lockout.who().substring(slash + 1)))
        .put("source", lockout.knownSource() ? "known" : "new")
        .put("failures", lockout.failures())
        .put("since", lockout.began().toString())
        .put("lastFailure", lockout.last().toString())
        .put("until", lockout.until().toString())
        .put("waiting", lockout.until().isAfter(clock.instant()))
        .build();
  }

  /// `DELETE /auth/lockouts/{user}`.
  public Response liftOfUser(ProtectedCall call) {
    String id = call.request().pathParameter("user");
    Recording.about(new ResourceKey("User", id));
    return lifted(call, lockouts.ofUser(id), "user");
  }

  /// `DELETE /auth/lockouts/clients/{client}`.
  public Response liftOfClient(ProtectedCall call) {
    String id = call.request().pathParameter("client");
    Recording.about(new ResourceKey("Client", id));
    return lifted(call, lockouts.ofClient(id), "client");
  }

  private static Response lifted(ProtectedCall call, Lockouts.Lifted lifted, String what) {
    return switch (lifted) {
      case LIFTED -> OAuthAnswers.of(call.request(), JsonObject.of("lifted", Json.of(true)));
      case NOTHING -> OAuthAnswers.of(call.request(), JsonObject.of("lifted", Json.of(false)));
      case NOBODY -> throw new HttpProblem(404, "There is no such " + what + ".");
    };
  }
}
