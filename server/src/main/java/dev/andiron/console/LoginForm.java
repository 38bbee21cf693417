package dev.andiron.console;

import dev.andiron.access.SessionCookie;
import dev.andiron.crypto.Sha256;
import dev.andiron.crypto.TokenBytes;
import dev.andiron.http.Cookie;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Ties the form of the sign-in to the browser that it was given to, so that no page of another
/// site can sign somebody in, not even as somebody else: the form holds a token that goes with a
/// cookie of its own, which ends with the sign-in.
final class LoginForm {
  private static final Duration LIFETIME = Duration.ofHours(1);

  private final Cookie cookie;

  LoginForm(boolean secure) {
    this.cookie = Cookie.named("andiron-login", secure);
  }

  /// A form as it is given out.
  ///
  /// @param token for its hidden field
  /// @param setCookie what the browser must keep meanwhile
  record Given(String token, String setCookie) {}

  /// A form for this browser: one that it has open in another tab stays good.
  Given given(Request request) {
    String known = known(request);
    String value = known == null ? TokenBytes.base64url(TokenBytes.random(32)) : known;
    return new Given(token(value), cookie.set(value, LIFETIME.toSeconds()));
  }

  /// Whether a form that came back is one that was given to this browser.
  boolean isGiven(Request request, @Nullable String token) {
    String known = known(request);
    return known != null && token != null && SessionCookie.same(token, token(known));
  }

  /// The `Set-Cookie` field for when it has served.
  String cleared() {
    return cookie.cleared();
  }

  private @Nullable String known(Request request) {
    try {
      String value = cookie.of(request);
      return value != null && value.matches("[A-Za-z0-9_-]{43}") ? value : null;
    } catch (HttpProblem e) {
      return null; // several: none of them counts
    }
  }

  private static String token(String value) {
    return TokenBytes.base64url(Sha256.of("login " + value));
  }
}
