package dev.andiron.oauth;

import dev.andiron.access.Guard;
import dev.andiron.http.Handler;
import dev.andiron.http.Operation;
import dev.andiron.http.Operation.Admission;
import dev.andiron.http.Route;
import dev.andiron.identity.LogoutAll;
import dev.andiron.identity.PasswordChange;
import dev.andiron.oauth.account.ChangePasswordEndpoint;
import dev.andiron.oauth.account.LogoutAllEndpoint;
import dev.andiron.oauth.protocol.OAuthHandler;
import java.util.List;

/// The routes by which people look after their sign-ins.
public final class AccountRoutes {
  private static final int BODY_LIMIT = 64 * 1024;

  private static final Operation CHANGE_PASSWORD =
      new Operation(
          "AuthChangePassword",
          "Changes one's own password, and ends one's other sessions.",
          Admission.SESSION);

  private static final Operation LOGOUT_ALL =
      new Operation(
          "AuthLogoutAll", "Ends all sessions of a user or of a client.", Admission.POLICY);

  private AccountRoutes() {}

  public static List<Route> list(Guard guard, PasswordChange passwords, LogoutAll sessions) {
    return List.of(
        route(
            "/auth/change-password",
            CHANGE_PASSWORD,
            guard.withSessionUnread(new ChangePasswordEndpoint(passwords))),
        route(
            "/auth/logout-all",
            LOGOUT_ALL,
            guard.protect(LOGOUT_ALL.id(), new LogoutAllEndpoint(sessions))));
  }

  private static Route route(String path, Operation operation, Handler endpoint) {
    return new Route("POST", path, BODY_LIMIT, operation, new OAuthHandler(endpoint));
  }
}
