package dev.andiron.oauth.revoke;

import dev.andiron.http.Handler;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.identity.Sessions;
import dev.andiron.identity.TokenOwner;
import dev.andiron.oauth.protocol.ClientProof;
import dev.andiron.oauth.protocol.ClientProof.Proof;
import dev.andiron.oauth.protocol.OAuthAnswers;
import dev.andiron.oauth.protocol.OAuthError;
import dev.andiron.oauth.protocol.OAuthException;
import dev.andiron.oauth.protocol.OAuthParameters;

/// `POST /auth/revoke` (RFC 7009): closes the session of a token, and with it every token of that
/// session.
public final class RevocationEndpoint implements Handler {
  private final ClientProof clients;
  private final Sessions sessions;

  public RevocationEndpoint(ClientProof clients, Sessions sessions) {
    this.clients = clients;
    this.sessions = sessions;
  }

  @Override
  public Response handle(Request request) {
    OAuthParameters parameters = OAuthParameters.read(request);
    String token = parameters.required("token");
    Proof proof = clients.of(request, parameters);
    if (!proof.proven() && proof.client().secretRequired("password")) {
      throw ClientProof.unproven(request);
    }
    TokenOwner owner = sessions.ownerOf(token);
    if (owner != null) {
      if (!owner.clientId().equals(proof.client().id())) {
        // RFC 7009 §2.1: a token of another client is refused. RFC 6749 §5.2 names the error.
        throw OAuthException.of(
            OAuthError.INVALID_GRANT, "token of another client, session " + owner.sessionId());
      }
      boolean _ = sessions.close(owner.sessionId());
    }
    // RFC 7009 §2.2: what is no token is as good as revoked.
    return OAuthAnswers.done();
  }
}
