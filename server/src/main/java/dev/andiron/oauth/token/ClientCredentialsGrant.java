package dev.andiron.oauth.token;

import dev.andiron.identity.Client;
import dev.andiron.identity.Issued;
import dev.andiron.identity.NewSession;
import dev.andiron.identity.Sessions;
import java.util.List;

/// Client Credentials (RFC 6749 §4.4): a client acts for itself.
final class ClientCredentialsGrant implements Grant {
  static final String TYPE = "client_credentials";

  private final Sessions sessions;

  ClientCredentialsGrant(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public String type() {
    return TYPE;
  }

  /// RFC 6749 §4.4: only for clients that can prove themselves, whatever they are set to.
  @Override
  public boolean secretRequired(Client client) {
    return true;
  }

  @Override
  public Issued grant(TokenRequest request) {
    Client client = request.proof().client();
    List<String> scope = Scopes.granted(request.parameters(), client);
    return sessions.create(
        new NewSession(
            TYPE,
            null,
            client,
            scope,
            request.http().remoteAddress(),
            request.http().headers().first("User-Agent")));
  }
}
