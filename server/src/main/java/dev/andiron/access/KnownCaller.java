package dev.andiron.access;

import dev.andiron.identity.Client;
import dev.andiron.identity.Clients;
import dev.andiron.identity.SessionView;
import dev.andiron.identity.User;
import dev.andiron.identity.Users;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What policies may learn of a caller, looked up when they ask.
record KnownCaller(Caller caller, Users users, Clients clients, RoleResources roleResources)
    implements RequestObject.Subject {

  @Override
  public @Nullable JsonObject user() {
    User user = find();
    return user == null ? null : user.resource();
  }

  @Override
  public @Nullable JsonObject client() {
    String id = caller.clientId();
    Client client = id == null ? null : clients.find(id);
    return client == null ? null : client.resource();
  }

  @Override
  public @Nullable JsonObject session() {
    SessionView session = caller.session();
    if (session == null) {
      return null;
    }
    JsonObject.Builder json =
        JsonObject.builder()
            .put("resourceType", "Session")
            .put("id", session.id())
            .put("type", session.type())
            .put("active", true)
            .put("jti", session.id())
            .put("exp", session.expiresAt())
            .put("audience", String.join(" ", session.audience()));
    if (session.clientId() != null) {
      json.put("client", reference("Client", session.clientId()));
    }
    if (session.userId() != null) {
      json.put("user", reference("User", session.userId()));
    }
    if (!session.scope().isEmpty()) {
      json.put("scope", JsonArray.of(session.scope().stream().map(Json::of).toList()));
    }
    return json.build();
  }

  @Override
  public @Nullable JsonObject claims() {
    SessionView session = caller.session();
    return session == null || session.claims().isEmpty() ? null : session.claims();
  }

  @Override
  public List<JsonObject> roles() {
    String id = caller.userId();
    return id == null ? List.of() : roleResources.of(id);
  }

  /// The names of the user's roles, from memory where that is to be believed.
  List<String> roleNames() {
    User user = find();
    return user == null ? List.of() : user.roles();
  }

  private @Nullable User find() {
    String id = caller.userId();
    return id == null ? null : users.find(id);
  }

  private static JsonObject reference(String type, String id) {
    return JsonObject.of("resourceType", type).with("id", id);
  }
}
