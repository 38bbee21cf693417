package dev.andiron.oauth.account;

import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Response;
import dev.andiron.identity.PasswordReset;
import dev.andiron.json.JsonObject;
import dev.andiron.oauth.protocol.OAuthAnswers;
import dev.andiron.oauth.protocol.OAuthParameters;

/// `POST /auth/force-reset-password`, as in Aidbox: takes a user's password away, ends their
/// sessions, and gives a link by which they set a new one, to those whom a policy allows it.
public final class ForceResetPasswordEndpoint implements ProtectedHandler {
  private final PasswordReset resets;
  private final String page;

  /// @param baseUrl where people reach the server
  public ForceResetPasswordEndpoint(PasswordReset resets, String baseUrl) {
    this.resets = resets;
    this.page = baseUrl + "/auth/reset-password";
  }

  @Override
  public Response handle(ProtectedCall call) {
    String userId = OAuthParameters.read(call.request()).required("userId");
    return switch (resets.link(userId)) {
      case PasswordReset.Link.Made(String token, var expiration) ->
          OAuthAnswers.of(
              call.request(),
              JsonObject.of("code", "password_reset_link_issued")
                  .with(
                      "data",
                      // In the fragment, which browsers send to nobody: no log of a proxy and no
                      // Referer has it.
                      JsonObject.builder()
                          .put("resetUrl", page + "#token=" + token)
                          .put("token", token)
                          .put("expiresIn", expiration.toSeconds())
                          .build()));
      case PasswordReset.Link.NoSuchUser() -> throw new HttpProblem(404, "There is no such user.");
      case PasswordReset.Link.InactiveUser() ->
          throw new HttpProblem(422, "The user is inactive; make them active first.");
    };
  }
}
