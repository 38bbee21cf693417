package dev.andiron.oauth.account;

import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.access.References;
import dev.andiron.audit.Recording;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Response;
import dev.andiron.identity.LogoutAll;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.oauth.protocol.OAuthAnswers;
import dev.andiron.oauth.protocol.OAuthException;
import dev.andiron.resource.ResourceKey;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `POST /auth/logout-all`: ends every session of a user or of a client, for those whom a policy
/// allows it.
public final class LogoutAllEndpoint implements ProtectedHandler {
  private final LogoutAll sessions;

  public LogoutAllEndpoint(LogoutAll sessions) {
    this.sessions = sessions;
  }

  @Override
  public Response handle(ProtectedCall call) {
    if (!call.parameters().list().isEmpty()) {
      throw OAuthException.invalidRequest("Whose sessions are to end is said in the body.");
    }
    Json body = call.body();
    JsonObject whose = body == null ? null : whose(body.resolved());
    if (whose == null) {
      throw OAuthException.invalidRequest(
          "Say whose sessions are to end: user with a reference to a User, or client with one to a"
              + " Client.");
    }
    String id = Objects.requireNonNull(whose.string("id"));
    boolean user = "User".equals(whose.string("resourceType"));
    Recording.about(new ResourceKey(user ? "User" : "Client", id));
    if (!(user ? sessions.ofUser(id) : sessions.ofClient(id))) {
      throw new HttpProblem(404, "There is no such " + (user ? "user." : "client."));
    }
    return OAuthAnswers.changed();
  }

  /// The reference that is the one member of the body, and of the type that its name says.
  private static @Nullable JsonObject whose(Json body) {
    if (!(body instanceof JsonObject object) || object.size() != 1) {
      return null;
    }
    String type = object.has("user") ? "User" : "Client";
    Json value = object.get(type.toLowerCase(Locale.ROOT));
    JsonObject reference = value == null ? null : References.parsed(value);
    return reference != null && type.equals(reference.string("resourceType")) ? reference : null;
  }
}
