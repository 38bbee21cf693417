package dev.andiron.console;

import dev.andiron.access.Caller;
import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.access.Questions;
import dev.andiron.access.SessionCookie;
import dev.andiron.definition.Definitions;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Response;
import dev.andiron.identity.SessionView;
import dev.andiron.identity.User;
import dev.andiron.identity.Users;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.media.Answers;
import dev.andiron.media.Negotiation;
import dev.andiron.pg.DatabaseException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// `GET /ui/api/session`: who is signed in, since when, and what they may do, for the menus.
final class SessionEndpoint implements ProtectedHandler {
  private final Guard guard;
  private final SessionCookie cookie;
  private final Users users;
  private final Rights rights;
  private final String version;

  SessionEndpoint(
      Guard guard, SessionCookie cookie, Users users, Definitions definitions, String version) {
    this.guard = guard;
    this.cookie = cookie;
    this.users = users;
    this.rights = new Rights(definitions.resourceTypes());
    this.version = version;
  }

  @Override
  public Response handle(ProtectedCall call) {
    JsonObject.Builder answer = JsonObject.builder();
    User user = user(call.caller());
    answer.putIfPresent("user", user == null ? null : user.userInfo());
    SessionView session = call.caller().session();
    if (session != null) {
      answer.put(
          "session",
          JsonObject.of("id", session.id())
              .with("start", Instant.ofEpochSecond(session.issuedAt()).toString())
              .with("exp", Json.of(session.expiresAt())));
    }
    Questions questions = guard.questions(call.caller());
    answer
        .putIfPresent("csrf_token", cookie.csrfToken(call.request()))
        .put("may", rights.of(questions, call.request()))
        .put("operations", rights.operations(questions, call.request()))
        .put("version", version);
    return Answers.of(200, answer.build(), Negotiation.of(call.request()), false);
  }

  private @Nullable User user(Caller caller) {
    String id = caller.userId();
    try {
      return id == null ? null : users.find(id);
    } catch (DatabaseException e) {
      if (!e.isUnavailable()) {
        throw e;
      }
      throw new HttpProblem(503, "The database cannot be reached; try again.");
    }
  }
}
