package dev.andiron.access;

import dev.andiron.http.BasicCredentials;
import dev.andiron.http.Headers;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.identity.Client;
import dev.andiron.identity.ClientAuthentication;
import dev.andiron.identity.SessionView;
import dev.andiron.identity.Sessions;
import dev.andiron.identity.Verification;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out who sent a request: by its `Authorization` field, or where it has none by the cookie
/// of the console. There is no falling back from the one to the other.
public final class Authentication {
  private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);

  // RFC 6750 §3: without a token no error is named, with a bad one it is.
  private static final String BEARER = "Bearer realm=\"andiron\"";
  private static final String BAD_TOKEN =
      BEARER
          + ", error=\"invalid_token\", error_description=\"The access token is not good, or not"
          + " any more\"";
  private static final String BASIC = "Basic realm=\"andiron\", charset=\"UTF-8\"";

  private final Sessions sessions;
  private final ClientAuthentication clients;
  private final SessionCookie cookie;
  private final Runnable served;

  /// @param served is told of everybody who has proven who they are, before anything is done for
  ///   them
  public Authentication(
      Sessions sessions, ClientAuthentication clients, SessionCookie cookie, Runnable served) {
    this.sessions = sessions;
    this.clients = clients;
    this.cookie = cookie;
    this.served = served;
  }

  /// Who sent the request; nobody where it carries no credentials.
  ///
  /// @param csrfField the CSRF token as a form has it, or null
  /// @throws HttpProblem 401 for credentials that are not good, 400 for several, 403 for a cookie
  ///   that comes without its CSRF token, 429 after too many wrong secrets, 503 when it cannot be
  ///   told just now
  Caller caller(Request request, @Nullable String csrfField) {
    List<String> fields = request.headers().all("Authorization");
    if (fields.isEmpty()) {
      return byCookie(request, csrfField);
    }
    if (fields.size() > 1) {
      throw new HttpProblem(400, "The header field Authorization stands more than once.");
    }
    String field = fields.getFirst().strip();
    int space = field.indexOf(' ');
    String scheme = space < 0 ? field : field.substring(0, space);
    String credentials = space < 0 ? "" : field.substring(space + 1).strip();
    // RFC 9110 §11.1: the scheme's case does not matter.
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "bearer" -> byToken(request, credentials);
      case "basic" -> bySecret(request);
      default ->
          throw unauthorized("This way to authenticate is not known here; send Bearer.", BEARER);
    };
  }

  /// What is answered where there must be credentials and there are none.
  static HttpProblem required() {
    return unauthorized("Sign in: an access token is needed here.", BEARER);
  }

  /// What is answered when memory is not to be believed and the database cannot be asked.
  static HttpProblem unavailable(int retryAfter) {
    return new HttpProblem(
        503,
        "It cannot be told just now who you are and what you may do; try again.",
        Headers.NONE.with("Retry-After", Integer.toString(retryAfter)));
  }

  private static HttpProblem tooMany(int retryAfter) {
    return new HttpProblem(
        429,
        "Too many tries with the secret of this client have failed; wait, as Retry-After says.",
        Headers.NONE.with("Retry-After", Integer.toString(retryAfter)));
  }

  private Caller byCookie(Request request, @Nullable String csrfField) {
    String token = cookie.token(request);
    if (token == null) {
      return new Caller.Anonymous();
    }
    return switch (sessions.verifyCookie(token)) {
      case Verification.Good(var session) -> {
        if (!SessionCookie.isMeant(request, token, csrfField)) {
          throw new HttpProblem(
              403,
              "A request with the cookie of the console must show the session's CSRF token in the"
                  + " header field "
                  + SessionCookie.CSRF_HEADER
                  + ".");
        }
        yield signedIn(session);
      }
      case Verification.Bad(String detail) -> {
        LOG.debug("request {}: the cookie is refused: {}", request.id(), detail);
        throw unauthorized("You are not signed in any more; sign in again.", BEARER);
      }
      case Verification.Unavailable _ -> throw unavailable(1);
    };
  }

  private Caller byToken(Request request, String token) {
    return switch (sessions.verify(token)) {
      case Verification.Good(var session) -> signedIn(session);
      case Verification.Bad(String detail) -> {
        LOG.debug("request {}: the access token is refused: {}", request.id(), detail);
        throw unauthorized(
            "The access token is not good, or not any more; sign in again.", BAD_TOKEN);
      }
      case Verification.Unavailable _ -> throw unavailable(1);
    };
  }

  private Caller signedIn(SessionView session) {
    served.run();
    return new Caller.SignedIn(session);
  }

  private Caller bySecret(Request request) {
    BasicCredentials basic = BasicCredentials.of(request);
    if (basic != null) {
      for (String id : basic.ids()) {
        switch (clients.check(id, basic.secrets(), request.remoteAddress())) {
          case ClientAuthentication.Result.Proven(Client client) -> {
            return proven(client);
          }
          case ClientAuthentication.Result.TooMany(int retryAfter) -> {
            LOG.info("request {}: too many secrets of a client were wrong", request.id());
            throw tooMany(retryAfter);
          }
          case ClientAuthentication.Result.Busy(int retryAfter) -> throw unavailable(retryAfter);
          // Without a secret a name proves nothing.
          case ClientAuthentication.Result.Named _, ClientAuthentication.Result.Refused _ -> {}
        }
      }
    }
    LOG.debug("request {}: the client's credentials are refused", request.id());
    throw unauthorized("The client's id or secret is not right.", BEARER, BASIC);
  }

  private Caller proven(Client client) {
    if (!client.mayUse("basic")) {
      throw unauthorized(
          "This client may not authenticate by Basic: its grant_types do not have `basic`.",
          BEARER);
    }
    served.run();
    return new Caller.ProvenClient(client.id());
  }

  private static HttpProblem unauthorized(String message, String... challenges) {
    Headers headers = Headers.NONE;
    for (String challenge : challenges) {
      headers = headers.plus("WWW-Authenticate", challenge);
    }
    return new HttpProblem(401, message, headers);
  }
}
