package dev.andiron.oauth.account;

import dev.andiron.http.Handler;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.identity.PasswordReset;
import dev.andiron.oauth.protocol.OAuthAnswers;
import dev.andiron.oauth.protocol.OAuthError;
import dev.andiron.oauth.protocol.OAuthException;
import dev.andiron.oauth.protocol.OAuthParameters;

/// `POST /auth/reset-password`: a new password by the token of a link. Whoever has the link needs
/// nothing else.
public final class ResetPasswordEndpoint implements Handler {
  private static final String NEW = "new_password";

  private final PasswordReset resets;

  public ResetPasswordEndpoint(PasswordReset resets) {
    this.resets = resets;
  }

  @Override
  public Response handle(Request request) {
    OAuthParameters parameters = OAuthParameters.read(request);
    String token = parameters.required("token");
    String next = parameters.required(NEW, "newPassword");
    return switch (resets.reset(token, next, request.remoteAddress())) {
      case PasswordReset.Result.Changed() -> OAuthAnswers.changed();
      case PasswordReset.Result.Unfit(String rule) -> throw new HttpProblem(422, NEW + " " + rule);
      case PasswordReset.Result.TooMany(int retryAfter) ->
          throw OAuthException.tooMany(retryAfter, "reset of a password");
      case PasswordReset.Result.Refused() ->
          throw OAuthException.of(OAuthError.INVALID_GRANT, "reset of a password")
              .describedAs("The link is not good, or not good any more; ask for a new one.");
    };
  }
}
