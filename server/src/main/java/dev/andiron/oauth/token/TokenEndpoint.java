package dev.andiron.oauth.token;

import dev.andiron.http.CurrentRequest;
import dev.andiron.http.Handler;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.identity.Issued;
import dev.andiron.identity.Sessions;
import dev.andiron.identity.SignIn;
import dev.andiron.identity.SignInCounts;
import dev.andiron.identity.User;
import dev.andiron.identity.Users;
import dev.andiron.json.JsonObject;
import dev.andiron.media.Format;
import dev.andiron.media.Negotiation;
import dev.andiron.oauth.protocol.ClientProof;
import dev.andiron.oauth.protocol.ClientProof.Proof;
import dev.andiron.oauth.protocol.OAuthAnswers;
import dev.andiron.oauth.protocol.OAuthError;
import dev.andiron.oauth.protocol.OAuthException;
import dev.andiron.oauth.protocol.OAuthParameters;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `POST /auth/token` (RFC 6749 §3.2). What every grant needs is a step here.
public final class TokenEndpoint implements Handler {
  private final ClientProof clients;
  private final Users users;
  private final Map<String, Grant> grants;
  private final boolean passwordGrant;
  private final SignInCounts counts;

  /// @param passwordGrant whether the password grant is offered at all
  public TokenEndpoint(
      ClientProof clients,
      SignIn signIn,
      Sessions sessions,
      Users users,
      boolean passwordGrant,
      SignInCounts counts) {
    this.clients = clients;
    this.users = users;
    this.counts = counts;
    this.passwordGrant = passwordGrant;
    this.grants =
        Stream.of(
                new PasswordGrant(signIn, sessions),
                new RefreshTokenGrant(sessions),
                new ClientCredentialsGrant(sessions))
            .collect(Collectors.toMap(Grant::type, Function.identity()));
  }

  @Override
  public Response handle(Request request) {
    // 1. Parse. What cannot be answered in a format the caller takes is not begun.
    Format _ = Negotiation.of(request);
    OAuthParameters parameters = OAuthParameters.read(request);
    Grant grant = grants.get(parameters.required("grant_type"));
    if (grant == null) {
      throw OAuthException.of(OAuthError.UNSUPPORTED_GRANT_TYPE, "");
    }
    Issued issued;
    try {
      issued = issued(request, parameters, grant);
    } catch (OAuthException e) {
      counts.failed(grant.type(), e.error().code());
      throw e;
    }
    counts.good(grant.type());

    // 5. Respond.
    return OAuthAnswers.of(request, answer(issued));
  }

  private Issued issued(Request request, OAuthParameters parameters, Grant grant) {
    // 2. Authenticate the client.
    Proof proof = clients.of(request, parameters);
    if (!proof.proven() && grant.secretRequired(proof.client())) {
      throw ClientProof.unproven(request);
    }

    // 3. Authorise the grant.
    if (grant instanceof PasswordGrant && !passwordGrant) {
      throw OAuthException.of(OAuthError.UNAUTHORIZED_CLIENT, "turned off")
          .saying("The password grant is turned off on this server, for every client.");
    }
    if (!proof.client().mayUse(grant.type())) {
      throw OAuthException.of(
          OAuthError.UNAUTHORIZED_CLIENT, grant.type() + " by " + proof.client().id());
    }

    // 4. Grant.
    Issued issued = grant.grant(new TokenRequest(request, parameters, proof));
    CurrentRequest.comesFrom(issued.userId(), proof.client().id());
    return issued;
  }

  /// RFC 6749 §5.1, and who the user is.
  private JsonObject answer(Issued issued) {
    JsonObject.Builder answer =
        JsonObject.builder()
            .put("token_type", "Bearer")
            .put("expires_in", issued.expiresIn())
            .put("access_token", issued.accessToken())
            .putIfPresent("refresh_token", issued.refreshToken());
    if (!issued.scope().isEmpty()) {
      answer.put("scope", String.join(" ", issued.scope()));
    }
    String userId = issued.userId();
    User user = userId == null ? null : users.find(userId);
    if (user != null) {
      answer.put("userinfo", user.userInfo());
    }
    return answer.build();
  }
}
