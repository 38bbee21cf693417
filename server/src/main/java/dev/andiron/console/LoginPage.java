package dev.andiron.console;

import dev.andiron.access.SessionCookie;
import dev.andiron.http.CurrentRequest;
import dev.andiron.http.Headers;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.identity.Circumstances;
import dev.andiron.identity.Issued;
import dev.andiron.identity.NewSession;
import dev.andiron.identity.SessionView;
import dev.andiron.identity.Sessions;
import dev.andiron.identity.SignIn;
import dev.andiron.identity.SignInCounts;
import dev.andiron.identity.User;
import dev.andiron.identity.Verification;
import dev.andiron.media.Bodies;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/auth/login`: the page on which a person signs in. It works without scripts; whatever goes
/// wrong, its answer is the page again, with a form that can be sent.
final class LoginPage {
  static final String PATH = "/auth/login";

  private static final String CSRF_FIELD = "csrf_token";

  private static final Logger LOG = LoggerFactory.getLogger(LoginPage.class);
  private static final int LONGEST = 1024;

  private static final String REFUSED =
      "That user name and password do not go together, or may not sign in. Try again.";
  private static final String STALE =
      "This page was open too long, or your browser keeps no cookies. Enter your password again.";
  private static final String BUSY = "There is too much work just now. Try again in a moment.";

  private final Page page;
  private final LoginForm form;
  private final SessionCookie cookie;
  private final SignIn signIn;
  private final Sessions sessions;
  private final SignInCounts counts;

  LoginPage(
      Assets assets,
      LoginForm form,
      SessionCookie cookie,
      SignIn signIn,
      Sessions sessions,
      SignInCounts counts) {
    this.page = new Page("login.html", assets);
    this.form = form;
    this.cookie = cookie;
    this.signIn = signIn;
    this.sessions = sessions;
    this.counts = counts;
  }

  /// What stands in the form when it is shown.
  ///
  /// @param name as it was typed
  private record Filled(String name, String redirectTo) {
    static Filled with(@Nullable String name, @Nullable String redirectTo) {
      return new Filled(name == null || isTooLong(name) ? "" : name, RedirectTarget.of(redirectTo));
    }
  }

  /// `GET /auth/login`. Who is signed in already goes on to where they wanted to go.
  Response show(Request request) {
    String redirectTo = request.query().first("redirect_to");
    return session(request) == null
        ? page(request, 200, "", Filled.with(null, redirectTo))
        : Response.empty(303).with("Location", onward(redirectTo));
  }

  /// `POST /auth/login`.
  Response signIn(Request request) {
    // 1. Parse.
    Parameters fields = Bodies.form(request);
    String name = single(fields, "username");
    String password = single(fields, "password");
    String redirectTo = single(fields, "redirect_to");
    Filled filled = Filled.with(name, redirectTo);

    // 2. The form must be one of ours, sent by the page it was given to. Origin says nothing here:
    // under our Referrer-Policy browsers send "null" with every form.
    List<String> sites = request.headers().all("Sec-Fetch-Site");
    boolean ours = sites.isEmpty() || sites.equals(List.of("same-origin"));
    if (!ours || !form.isGiven(request, single(fields, CSRF_FIELD))) {
      return page(request, 403, STALE, filled);
    }

    // 3. Whose name and password are they? One answer for every reason why they are nobody's.
    if (name == null || password == null || isTooLong(name) || isTooLong(password)) {
      return page(request, 422, REFUSED, filled);
    }
    SignIn.Result result = signIn.check(name, password, request.remoteAddress());
    counts.atConsole(result);
    return switch (result) {
      case SignIn.Result.SignedIn(User user, var circumstances) ->
          signedIn(request, user, circumstances, redirectTo);
      case SignIn.Result.Refused() -> {
        LOG.info("request {}: a sign-in at the console is refused", request.id());
        yield page(request, 422, REFUSED, filled);
      }
      case SignIn.Result.TooMany(int retryAfter) -> {
        LOG.info("request {}: too many sign-ins have failed", request.id());
        yield page(request, 429, tooMany(retryAfter), filled)
            .with("Retry-After", Integer.toString(retryAfter));
      }
      case SignIn.Result.Busy(int retryAfter) ->
          page(request, 503, BUSY, filled).with("Retry-After", Integer.toString(retryAfter));
    };
  }

  private static String tooMany(int seconds) {
    int minutes = Math.ceilDiv(seconds, 60);
    String wait =
        seconds < 60
            ? seconds == 1 ? "a second" : seconds + " seconds"
            : minutes == 1 ? "a minute" : minutes + " minutes";
    return "Too many tries to sign in have failed. Wait " + wait + ", then try again.";
  }

  /// A session of its own, whatever the browser brought: what was there before the sign-in, planted
  /// or not, is worth nothing after it.
  private Response signedIn(
      Request request,
      User user,
      @Nullable Circumstances circumstances,
      @Nullable String redirectTo) {
    CurrentRequest.comesFrom(user.id(), null);
    SessionView before = session(request);
    Issued issued =
        sessions.create(
            NewSession.console(
                user,
                request.remoteAddress(),
                request.headers().first("User-Agent"),
                circumstances));
    if (before != null) {
      boolean _ = sessions.close(before.id());
    }
    Headers headers =
        Headers.NONE
            .with("Location", onward(redirectTo))
            .plus("Set-Cookie", cookie.set(issued.accessToken(), issued.expiresIn()))
            .plus("Set-Cookie", form.cleared());
    return new Response(303, headers, new byte[0]);
  }

  /// Whatever else goes wrong at this path.
  Response problem(Request request, HttpProblem problem) {
    return page(
        request,
        problem.status(),
        problem.getMessage(),
        Filled.with(null, request.query().first("redirect_to")));
  }

  /// The session that the browser has already; null where there is none that is good.
  private @Nullable SessionView session(Request request) {
    String token = cookie.token(request);
    return token != null && sessions.verifyCookie(token) instanceof Verification.Good(var session)
        ? session
        : null;
  }

  private Response page(Request request, int status, String message, Filled filled) {
    boolean failed = !message.isEmpty();
    LoginForm.Given given = form.given(request);
    return page.with(
            status,
            Map.of(
                "title", failed ? "Not signed in" : "Sign in",
                "problem", message,
                "problem_hidden", failed ? "" : "hidden",
                "described_by", failed ? "problem" : "",
                "name", filled.name(),
                "name_focus", filled.name().isEmpty() ? "autofocus" : "",
                "password_focus", filled.name().isEmpty() ? "" : "autofocus",
                "csrf_token", given.token(),
                "redirect_to", filled.redirectTo()))
        .with("Set-Cookie", given.setCookie());
  }

  /// Never back to the sign-in.
  private static String onward(@Nullable String redirectTo) {
    String target = RedirectTarget.of(redirectTo);
    return target.startsWith(PATH) ? RedirectTarget.FIRST_PAGE : target;
  }

  private static boolean isTooLong(String value) {
    return value.length() > LONGEST;
  }

  /// @throws HttpProblem 400 where it stands more than once: which of them is meant?
  private static @Nullable String single(Parameters fields, String name) {
    List<String> values = fields.all(name);
    if (values.size() > 1) {
      throw new HttpProblem(400, "The field " + name + " stands more than once.");
    }
    return values.isEmpty() || values.getFirst().isEmpty() ? null : values.getFirst();
  }
}
