package dev.andiron.console;

import dev.andiron.access.Guard;
import dev.andiron.access.SessionCookie;
import dev.andiron.http.Handler;
import dev.andiron.http.Headers;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Operation;
import dev.andiron.http.Operation.Admission;
import dev.andiron.http.ProblemRenderer;
import dev.andiron.http.Route;
import dev.andiron.identity.Sessions;
import dev.andiron.identity.SignIn;
import dev.andiron.identity.SignInCounts;
import dev.andiron.pg.DatabaseException;
import dev.andiron.resource.ReadHooks;
import dev.andiron.resource.RefusedException;
import dev.andiron.search.IndexNotReadyException;
import dev.andiron.search.Search;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where people sign in and out, and look after their own sessions.
public final class SignInRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(SignInRoutes.class);

  private static final int BODY_LIMIT = 64 * 1024;

  private static final Operation LOGIN =
      new Operation("AuthLogin", "The page where people sign in.", Admission.ALL);
  private static final Operation LOGOUT =
      new Operation("AuthLogout", "Ends the session that asks.", Admission.SESSION);
  private static final Operation OWN_SESSIONS =
      new Operation("AuthSessions", "Lists one's own sessions, and ends them.", Admission.SESSION);

  private final LoginPage login;
  private final List<Route> routes;

  /// What the routes call.
  ///
  /// @param cookie the one that the guard knows
  /// @param secure whether people reach the server by `https`
  public record Services(
      Guard guard,
      SignIn signIn,
      Sessions sessions,
      Search search,
      ReadHooks hooks,
      SessionCookie cookie,
      boolean secure,
      SignInCounts counts) {}

  SignInRoutes(Services services, Assets assets) {
    Guard guard = services.guard();
    login =
        new LoginPage(
            assets,
            new LoginForm(services.secure()),
            services.cookie(),
            services.signIn(),
            services.sessions(),
            services.counts());
    OwnSessions own =
        new OwnSessions(
            services.sessions(), services.search(), services.hooks(), services.cookie());
    routes =
        List.of(
            route("GET", LoginPage.PATH, LOGIN, login::show),
            route("POST", LoginPage.PATH, LOGIN, login::signIn),
            route(
                "POST",
                "/auth/logout",
                LOGOUT,
                guard.withSessionAndForm(LoginPage.CSRF_FIELD, own::logout)),
            route("GET", "/auth/sessions", OWN_SESSIONS, guard.withSession(own::list)),
            route("DELETE", "/auth/sessions", OWN_SESSIONS, guard.withSession(own::endOthers)),
            route("DELETE", "/auth/sessions/{id}", OWN_SESSIONS, guard.withSession(own::end)));
  }

  public List<Route> list() {
    return routes;
  }

  /// Has the sign-in page answer its own problems, and leaves all others to this renderer.
  public ProblemRenderer problems(ProblemRenderer others) {
    return (request, problem) ->
        request.path().equals(LoginPage.PATH)
            ? login.problem(request, problem)
            : others.render(request, problem);
  }

  private static Route route(String method, String pattern, Operation operation, Handler handler) {
    return new Route(
        method, pattern, method.equals("GET") ? 0 : BODY_LIMIT, operation, available(handler));
  }

  /// What the rooms below say of an outage, as an answer.
  private static Handler available(Handler handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (DatabaseException e) {
        if (!e.isUnavailable()) {
          throw e;
        }
        LOG.warn("request {}: the database is out of reach ({})", request.id(), e.state());
        throw unavailable("The database is out of reach just now; try again.", 1);
      } catch (RefusedException e) {
        if (e.reason() != RefusedException.Reason.BUSY) {
          throw e;
        }
        throw unavailable("There is too much work just now; try again shortly.", 1);
      } catch (IndexNotReadyException e) {
        throw unavailable(e.getMessage(), e.retryAfterSeconds());
      }
    };
  }

  private static HttpProblem unavailable(String message, int seconds) {
    return new HttpProblem(
        503, message, Headers.NONE.with("Retry-After", Integer.toString(seconds)));
  }
}
