package dev.andiron.oauth.token;

import dev.andiron.identity.Client;
import dev.andiron.identity.Issued;
import dev.andiron.identity.Refreshed;
import dev.andiron.identity.Sessions;
import dev.andiron.oauth.protocol.ClientProof;
import dev.andiron.oauth.protocol.OAuthError;
import dev.andiron.oauth.protocol.OAuthException;

/// Refreshing (RFC 6749 §6): continues the session that the refresh token belongs to.
final class RefreshTokenGrant implements Grant {
  static final String TYPE = "refresh_token";

  private final Sessions sessions;

  RefreshTokenGrant(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public String type() {
    return TYPE;
  }

  /// As for the grant that mostly began the session; that of this session decides when it is known.
  @Override
  public boolean secretRequired(Client client) {
    return client.secretRequired(PasswordGrant.TYPE);
  }

  @Override
  public Issued grant(TokenRequest request) {
    return switch (sessions.refresh(
        request.parameters().required("refresh_token"),
        request.proof().client(),
        request.proof().proven(),
        Scopes.requested(request.parameters()))) {
      case Refreshed.Rotated(Issued issued) -> issued;
      case Refreshed.Refused(String detail) ->
          throw OAuthException.of(OAuthError.INVALID_GRANT, detail);
      case Refreshed.TooWide() ->
          throw OAuthException.of(OAuthError.INVALID_SCOPE, "wider than granted");
      case Refreshed.Unproven() -> throw ClientProof.unproven(request.http());
    };
  }
}
