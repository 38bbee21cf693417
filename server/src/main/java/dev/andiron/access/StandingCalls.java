package dev.andiron.access;

import dev.andiron.http.Headers;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.identity.Client;
import dev.andiron.identity.Clients;
import dev.andiron.identity.SessionView;
import dev.andiron.identity.User;
import dev.andiron.identity.Users;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonNumber;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Calls whose work goes on when they have been answered, maybe on another node after a restart:
/// who called and how is kept as JSON, without credentials, and the policies are asked again
/// whenever something is done for them. Thread-safe.
///
/// The session may end meanwhile, as a short-lived token does; the user and the client must not be
/// disabled or deleted, and a policy must still allow the call.
public final class StandingCalls {
  private final Guard guard;
  private final Users users;
  private final Clients clients;

  public StandingCalls(Guard guard, Users users, Clients clients) {
    this.guard = guard;
    this.users = users;
    this.clients = clients;
  }

  /// A call that is still allowed.
  ///
  /// @param request as it was, without credentials
  /// @param view what the policies show that allow it now
  /// @param questions to ask what else its caller may do now
  public record Standing(Request request, View view, Questions questions) {}

  /// Whose call it is: `User/id`, or `Client/id` where it acts for no user.
  public static String owner(Caller caller) {
    String user = caller.userId();
    return user == null ? "Client/" + caller.clientId() : "User/" + user;
  }

  /// The call, to be kept.
  public static JsonObject written(ProtectedCall call, String operation) {
    Request request = call.request();
    JsonObject.Builder headers = JsonObject.builder();
    for (Headers.Field field : request.headers().fields()) {
      if (!CredentialFields.isHeader(field.name())) {
        headers.put(field.name(), strings(field.values()));
      }
    }
    JsonObject.Builder marks = JsonObject.builder();
    request.pathParameters().forEach(marks::put);
    Json body = call.body();
    return JsonObject.builder()
        .put("operation", operation)
        .put("method", request.method())
        .put("path", request.path())
        .put("segments", strings(request.segments()))
        .put("marks", marks.build())
        .put("query", request.queryString())
        .put("headers", headers.build())
        .put("remoteAddress", request.remoteAddress())
        .put("scheme", request.scheme())
        .putIfPresent("body", body == null ? null : CredentialFields.removed(body.resolved()))
        .putIfPresent("client", call.caller().clientId())
        .putIfPresent("session", session(call.caller().session()))
        .build();
  }

  /// The call, where its caller may still make it; else null.
  ///
  /// @throws dev.andiron.http.HttpProblem 503 when it cannot be told just now
  public @Nullable Standing standing(JsonObject written) {
    Caller caller = caller(written);
    if (!isActive(caller)) {
      return null;
    }
    Request request = request(written);
    Questions questions = guard.questions(caller);
    Decision decision =
        questions.decide(
            request, present(written, "operation"), request.query(), () -> written.get("body"));
    return decision.permitted() ? new Standing(request, decision.view(), questions) : null;
  }

  private boolean isActive(Caller caller) {
    String userId = caller.userId();
    User user = userId == null ? null : users.find(userId);
    String clientId = caller.clientId();
    Client client = clientId == null ? null : clients.find(clientId);
    return (userId == null || (user != null && user.active()))
        && (clientId == null || (client != null && client.active()));
  }

  private static Caller caller(JsonObject written) {
    JsonObject session = written.object("session");
    return session == null
        ? new Caller.ProvenClient(present(written, "client"))
        : new Caller.SignedIn(
            new SessionView(
                present(session, "id"),
                present(session, "type"),
                session.string("user"),
                written.string("client"),
                strings(session.array("scope")),
                strings(session.array("audience")),
                number(session, "expiresAt"),
                number(session, "issuedAt"),
                Objects.requireNonNull(session.object("claims"))));
  }

  private static @Nullable JsonObject session(@Nullable SessionView session) {
    return session == null
        ? null
        : JsonObject.builder()
            .put("id", session.id())
            .put("type", session.type())
            .putIfPresent("user", session.userId())
            .put("scope", strings(session.scope()))
            .put("audience", strings(session.audience()))
            .put("expiresAt", session.expiresAt())
            .put("issuedAt", session.issuedAt())
            .put("claims", session.claims())
            .build();
  }

  private static Request request(JsonObject written) {
    Headers headers = Headers.NONE;
    for (JsonObject.Member field : Objects.requireNonNull(written.object("headers"))) {
      for (String value : strings((JsonArray) field.value())) {
        headers = headers.plus(field.name(), value);
      }
    }
    Map<String, String> marks = new LinkedHashMap<>();
    for (JsonObject.Member mark : Objects.requireNonNull(written.object("marks"))) {
      marks.put(mark.name(), ((JsonString) mark.value()).text());
    }
    String query = present(written, "query");
    return new Request(
        "standing",
        present(written, "method"),
        present(written, "path"),
        strings(written.array("segments")),
        marks,
        query,
        Parameters.parse(query),
        headers,
        new byte[0],
        present(written, "remoteAddress"),
        present(written, "scheme"));
  }

  private static String present(JsonObject json, String name) {
    return Objects.requireNonNull(json.string(name));
  }

  private static long number(JsonObject json, String name) {
    return json.get(name) instanceof JsonNumber(String text) ? Long.parseLong(text) : 0;
  }

  private static JsonArray strings(List<String> strings) {
    return JsonArray.of(strings.stream().map(Json::of).toList());
  }

  private static List<String> strings(JsonArray array) {
    List<String> strings = new ArrayList<>();
    for (Json each : array) {
      strings.add(((JsonString) each).text());
    }
    return strings;
  }
}
