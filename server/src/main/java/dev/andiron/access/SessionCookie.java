package dev.andiron.access;

import dev.andiron.crypto.Sha256;
import dev.andiron.crypto.TokenBytes;
import dev.andiron.http.Cookie;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The cookie that holds the token of a session at the console, and what makes sure that a request
/// which brings it was meant by the person: browsers add cookies to whatever a page sends.
public final class SessionCookie {
  /// The field of a form that may show the CSRF token instead of the header field.
  public static final String CSRF_FIELD = "csrf_token";

  /// The header field in which a request says that it knows the session's CSRF token.
  public static final String CSRF_HEADER = "X-CSRF-Token";

  private final Cookie cookie;

  /// @param secure whether people reach the server by `https`
  public SessionCookie(boolean secure) {
    this.cookie = Cookie.named("andiron", secure);
  }

  /// The token that counts; null where there is none, or where the browser says that the request
  /// comes from a page of somebody else.
  ///
  /// @throws HttpProblem 400 where there are several
  public @Nullable String token(Request request) {
    return isOurPages(request) ? cookie.of(request) : null;
  }

  /// Fetch Metadata: `none` is the person's own doing, a bookmark or the address bar. Browsers that
  /// say nothing are left to `SameSite` and the CSRF token.
  private static boolean isOurPages(Request request) {
    List<String> sites = request.headers().all("Sec-Fetch-Site");
    return sites.isEmpty() || sites.equals(List.of("same-origin")) || sites.equals(List.of("none"));
  }

  /// What a page must know to change anything with this token: no page of another origin can read
  /// it, and who reads it learns nothing of the token.
  private static String csrfToken(String token) {
    return TokenBytes.base64url(Sha256.of("csrf " + token));
  }

  /// The CSRF token of the session whose cookie signs this request in; null where none does.
  ///
  /// @throws HttpProblem 400 where there are several
  public @Nullable String csrfToken(Request request) {
    String token = request.headers().all("Authorization").isEmpty() ? token(request) : null;
    return token == null ? null : csrfToken(token);
  }

  /// Whether the request may do what it does with this token: look, or, knowing the CSRF token,
  /// change.
  ///
  /// @param field the CSRF token as a form has it, or null
  static boolean isMeant(Request request, String token, @Nullable String field) {
    if (request.method().equals("GET") || request.method().equals("HEAD")) {
      return true;
    }
    List<String> headers = request.headers().all(CSRF_HEADER);
    String known = headers.size() == 1 ? headers.getFirst() : headers.isEmpty() ? field : null;
    return known != null && same(known, csrfToken(token));
  }

  /// Takes as long for a wrong token as for a right one.
  public static boolean same(String a, String b) {
    return Sha256.equal(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  /// The `Set-Cookie` field for a session that was just made.
  public String set(String token, long seconds) {
    return cookie.set(token, seconds);
  }

  /// The `Set-Cookie` field for a session that is over.
  public String cleared() {
    return cookie.cleared();
  }
}
