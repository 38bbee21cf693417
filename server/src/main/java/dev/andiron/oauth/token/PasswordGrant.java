package dev.andiron.oauth.token;

import dev.andiron.identity.Client;
import dev.andiron.identity.Issued;
import dev.andiron.identity.NewSession;
import dev.andiron.identity.Sessions;
import dev.andiron.identity.SignIn;
import dev.andiron.identity.User;
import dev.andiron.oauth.protocol.OAuthError;
import dev.andiron.oauth.protocol.OAuthException;
import java.util.List;

/// Resource Owner Password Credentials (RFC 6749 §4.3): a first-party client hands over what its
/// user typed.
final class PasswordGrant implements Grant {
  static final String TYPE = "password";

  private final SignIn signIn;
  private final Sessions sessions;

  PasswordGrant(SignIn signIn, Sessions sessions) {
    this.signIn = signIn;
    this.sessions = sessions;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public boolean secretRequired(Client client) {
    return client.secretRequired(TYPE);
  }

  @Override
  public Issued grant(TokenRequest request) {
    String name = request.parameters().required("username");
    String password = request.parameters().required("password");
    Client client = request.proof().client();
    List<String> scope = Scopes.granted(request.parameters(), client);
    return switch (signIn.check(name, password, request.http().remoteAddress())) {
      case SignIn.Result.SignedIn(User user, var circumstances) ->
          sessions.create(
              new NewSession(
                  TYPE,
                  user,
                  client,
                  scope,
                  request.http().remoteAddress(),
                  request.http().headers().first("User-Agent"),
                  circumstances));
      case SignIn.Result.Refused() ->
          throw OAuthException.of(OAuthError.INVALID_GRANT, "sign-in through " + client.id());
      case SignIn.Result.TooMany(int retryAfter) ->
          throw OAuthException.tooMany(retryAfter, "sign-in through " + client.id());
      case SignIn.Result.Busy(int retryAfter) ->
          throw OAuthException.unavailable(retryAfter, "hashing pool");
    };
  }
}
