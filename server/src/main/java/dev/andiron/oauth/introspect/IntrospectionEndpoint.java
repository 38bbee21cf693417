package dev.andiron.oauth.introspect;

import dev.andiron.http.Handler;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.identity.SessionView;
import dev.andiron.identity.Sessions;
import dev.andiron.identity.TokenOwner;
import dev.andiron.identity.Verification;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.oauth.protocol.ClientProof;
import dev.andiron.oauth.protocol.ClientProof.Proof;
import dev.andiron.oauth.protocol.OAuthAnswers;
import dev.andiron.oauth.protocol.OAuthException;
import dev.andiron.oauth.protocol.OAuthParameters;

/// `POST /auth/introspect` (RFC 7662): what a token is, for the client it was made for.
public final class IntrospectionEndpoint implements Handler {
  private static final JsonObject INACTIVE = JsonObject.builder().put("active", false).build();

  private final ClientProof clients;
  private final Sessions sessions;
  private final IntrospectionPolicy policy;
  private final String issuer;

  public IntrospectionEndpoint(
      ClientProof clients, Sessions sessions, IntrospectionPolicy policy, String issuer) {
    this.clients = clients;
    this.sessions = sessions;
    this.policy = policy;
    this.issuer = issuer;
  }

  @Override
  public Response handle(Request request) {
    OAuthParameters parameters = OAuthParameters.read(request);
    String token = parameters.required("token");
    Proof proof = clients.of(request, parameters);
    // RFC 7662 §2.1: whoever asks must be authorised, against scanning for tokens.
    if (!proof.proven() && proof.client().secretRequired("password")) {
      throw ClientProof.unproven(request);
    }
    TokenOwner owner = sessions.ownerOf(token);
    // RFC 7662 §2.2: of a token that is not good, or not the asker's business, nothing else is
    // said.
    return OAuthAnswers.of(
        request,
        owner != null && isVisible(owner, proof, request) ? described(token, owner) : INACTIVE);
  }

  private boolean isVisible(TokenOwner owner, Proof proof, Request request) {
    return owner.clientId().equals(proof.client().id())
        || (proof.proven() && policy.mayIntrospectOthers(proof.client(), request));
  }

  private JsonObject described(String token, TokenOwner owner) {
    if (owner.refresh()) {
      Long goodUntil = owner.goodUntil();
      return goodUntil == null
          ? INACTIVE
          : JsonObject.builder()
              .put("active", true)
              .put("client_id", owner.clientId())
              .put("exp", goodUntil)
              .putIfPresent("iat", owner.claims().get("iat"))
              .put("sub", owner.clientId())
              .put("iss", issuer)
              .put("jti", owner.sessionId())
              .build();
    }
    return switch (sessions.verify(token)) {
      case Verification.Good(SessionView session) -> described(session, owner.clientId());
      case Verification.Bad _ -> INACTIVE;
      case Verification.Unavailable _ -> throw OAuthException.unavailable(1, "database");
    };
  }

  private JsonObject described(SessionView session, String clientId) {
    JsonObject.Builder description = JsonObject.builder().put("active", true);
    if (!session.scope().isEmpty()) {
      description.put("scope", String.join(" ", session.scope()));
    }
    String userId = session.userId();
    return description
        .put("client_id", clientId)
        .putIfPresent("username", userId)
        .put("token_type", "Bearer")
        .put("exp", session.expiresAt())
        .put("iat", session.issuedAt())
        .put("sub", userId == null ? clientId : userId)
        .put(
            "aud",
            session.audience().size() == 1
                ? Json.of(session.audience().getFirst())
                : JsonArray.of(session.audience().stream().map(Json::of).toList()))
        .put("iss", issuer)
        .put("jti", session.id())
        .build();
  }
}
