package dev.andiron.oauth;

import dev.andiron.access.Guard;
import dev.andiron.access.SessionCookie;
import dev.andiron.http.Handler;
import dev.andiron.http.Operation;
import dev.andiron.http.Operation.Admission;
import dev.andiron.http.Route;
import dev.andiron.identity.HashImport;
import dev.andiron.identity.LogoutAll;
import dev.andiron.identity.PasswordChange;
import dev.andiron.identity.PasswordReset;
import dev.andiron.oauth.account.ChangePasswordEndpoint;
import dev.andiron.oauth.account.ForceResetPasswordEndpoint;
import dev.andiron.oauth.account.ImportHashEndpoint;
import dev.andiron.oauth.account.LockoutsEndpoint;
import dev.andiron.oauth.account.LogoutAllEndpoint;
import dev.andiron.oauth.account.OwnSessions;
import dev.andiron.oauth.account.ResetPasswordEndpoint;
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

  private static final Operation FORCE_RESET =
      new Operation(
          "AuthForceResetPassword",
          "Takes a user's password away, and gives a link to set a new one.",
          Admission.POLICY);

  private static final Operation RESET =
      new Operation(
          "AuthResetPassword", "Sets a new password by the token of a link.", Admission.ALL);

  private static final Operation IMPORT_HASH =
      new Operation(
          "AuthImportHash",
          "Gives a user without a password one of which only a hash is known.",
          Admission.POLICY);

  private static final Operation LOGOUT =
      new Operation("AuthLogout", "Ends the session that asks.", Admission.SESSION);

  private static final Operation OWN_SESSIONS =
      new Operation("AuthSessions", "Lists one's own sessions, and ends them.", Admission.SESSION);

  private static final Operation LOCKOUTS =
      new Operation(
          "AuthLockouts",
          "Lists who has to wait before signing in, after too many failures.",
          Admission.POLICY);

  private static final Operation LIFT_LOCKOUT =
      new Operation(
          "AuthLiftLockout",
          "Lets a user or a client try to sign in again at once.",
          Admission.POLICY);

  private AccountRoutes() {}

  /// What the routes call.
  ///
  /// @param baseUrl where people reach the server, without a slash at its end
  public record Services(
      Guard guard,
      PasswordChange changes,
      PasswordReset resets,
      HashImport imports,
      LogoutAll sessions,
      OwnSessions own,
      LockoutsEndpoint lockouts,
      String baseUrl) {}

  public static List<Route> list(Services services) {
    Guard guard = services.guard();
    OwnSessions own = services.own();
    LockoutsEndpoint lockouts = services.lockouts();
    return List.of(
        route(
            "POST",
            "/auth/change-password",
            CHANGE_PASSWORD,
            guard.withSessionUnread(new ChangePasswordEndpoint(services.changes()))),
        route(
            "POST",
            "/auth/force-reset-password",
            FORCE_RESET,
            guard.protect(
                FORCE_RESET.id(),
                new ForceResetPasswordEndpoint(services.resets(), services.baseUrl()))),
        route("POST", "/auth/reset-password", RESET, new ResetPasswordEndpoint(services.resets())),
        route(
            "POST",
            "/auth/import-hash",
            IMPORT_HASH,
            guard.protect(IMPORT_HASH.id(), new ImportHashEndpoint(services.imports()))),
        route(
            "POST",
            "/auth/logout-all",
            LOGOUT_ALL,
            guard.protect(LOGOUT_ALL.id(), new LogoutAllEndpoint(services.sessions()))),
        route(
            "POST",
            "/auth/logout",
            LOGOUT,
            guard.withSessionAndForm(SessionCookie.CSRF_FIELD, own::logout)),
        route("GET", "/auth/sessions", OWN_SESSIONS, guard.withSession(own::list)),
        route("DELETE", "/auth/sessions", OWN_SESSIONS, guard.withSession(own::endOthers)),
        route("DELETE", "/auth/sessions/{id}", OWN_SESSIONS, guard.withSession(own::end)),
        route("GET", "/auth/lockouts", LOCKOUTS, guard.protect(LOCKOUTS.id(), lockouts::list)),
        route(
            "DELETE",
            "/auth/lockouts/{user}",
            LIFT_LOCKOUT,
            guard.protect(LIFT_LOCKOUT.id(), lockouts::liftOfUser)),
        route(
            "DELETE",
            "/auth/lockouts/clients/{client}",
            LIFT_LOCKOUT,
            guard.protect(LIFT_LOCKOUT.id(), lockouts::liftOfClient)));
  }

  private static Route route(String method, String path, Operation operation, Handler endpoint) {
    return new Route(
        method, path, method.equals("GET") ? 0 : BODY_LIMIT, operation, new OAuthHandler(endpoint));
  }
}
