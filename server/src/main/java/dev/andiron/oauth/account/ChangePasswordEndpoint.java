package dev.andiron.oauth.account;

import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Response;
import dev.andiron.identity.PasswordChange;
import dev.andiron.identity.SessionView;
import dev.andiron.identity.SignIn;
import dev.andiron.oauth.protocol.OAuthAnswers;
import dev.andiron.oauth.protocol.OAuthError;
import dev.andiron.oauth.protocol.OAuthException;
import dev.andiron.oauth.protocol.OAuthParameters;

/// `POST /auth/change-password`: a person's own, who has to know the current one. Being signed in
/// is enough; no policy is asked.
public final class ChangePasswordEndpoint implements ProtectedHandler {
  private static final String NEW = "new_password";

  private final PasswordChange passwords;

  public ChangePasswordEndpoint(PasswordChange passwords) {
    this.passwords = passwords;
  }

  @Override
  public Response handle(ProtectedCall call) {
    SessionView session = call.caller().session();
    String user = call.caller().userId();
    if (session == null || user == null) {
      throw new HttpProblem(403, "Only a person has a password of their own: sign in as a user.");
    }
    OAuthParameters parameters = OAuthParameters.read(call.request());
    // The second names are those of Aidbox.
    String current = parameters.required("current_password", "currentPassword");
    String next = parameters.required(NEW, "newPassword");
    return switch (passwords.change(
        user, session.id(), call.request().remoteAddress(), current, next)) {
      case PasswordChange.Result.Changed() -> OAuthAnswers.changed();
      case PasswordChange.Result.Unfit(String rule) -> throw new HttpProblem(422, NEW + " " + rule);
      case PasswordChange.Result.Unproven(SignIn.Result.TooMany(int retryAfter)) ->
          throw OAuthException.tooMany(retryAfter, "change of a password");
      case PasswordChange.Result.Unproven(SignIn.Result.Busy(int retryAfter)) ->
          throw OAuthException.unavailable(retryAfter, "hashing pool");
      case PasswordChange.Result.Unproven(_) ->
          throw OAuthException.of(OAuthError.INVALID_GRANT, "change of a password");
    };
  }
}
