package dev.andiron.oauth.userinfo;

import dev.andiron.http.Handler;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.identity.Sessions;
import dev.andiron.identity.User;
import dev.andiron.identity.Users;
import dev.andiron.identity.Verification;
import dev.andiron.oauth.protocol.OAuthAnswers;
import dev.andiron.oauth.protocol.OAuthError;
import dev.andiron.oauth.protocol.OAuthException;
import org.jspecify.annotations.Nullable;

/// `GET /auth/userinfo`: the user for whom the access token acts.
public final class UserInfoEndpoint implements Handler {
  private static final String BEARER = "bearer ";

  private final Sessions sessions;
  private final Users users;

  public UserInfoEndpoint(Sessions sessions, Users users) {
    this.sessions = sessions;
    this.users = users;
  }

  @Override
  public Response handle(Request request) {
    String header = request.headers().first("Authorization");
    if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      // RFC 6750 §3.1: without a token the challenge says nothing of an error.
      throw OAuthException.of(OAuthError.INVALID_TOKEN, "")
          .with("WWW-Authenticate", "Bearer realm=\"andiron\"");
    }
    @Nullable String userId =
        switch (sessions.verify(header.substring(BEARER.length()).strip())) {
          case Verification.Good(var session) -> session.userId();
          case Verification.Bad(String detail) -> throw bad(detail);
          case Verification.Unavailable _ -> throw OAuthException.unavailable(1, "database");
        };
    if (userId == null) {
      throw OAuthException.of(OAuthError.INSUFFICIENT_SCOPE, "")
          .with("WWW-Authenticate", "Bearer realm=\"andiron\", error=\"insufficient_scope\"");
    }
    User user = users.find(userId);
    if (user == null) {
      throw bad("no user");
    }
    return OAuthAnswers.of(request, user.userInfo());
  }

  private static OAuthException bad(String detail) {
    return OAuthException.of(OAuthError.INVALID_TOKEN, detail)
        .with("WWW-Authenticate", "Bearer realm=\"andiron\", error=\"invalid_token\"");
  }
}
