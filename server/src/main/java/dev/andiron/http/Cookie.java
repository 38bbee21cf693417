package dev.andiron.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A cookie of the server's own (RFC 6265): for no script, and for no page of another site.
///
/// @param name as it is sent
/// @param secure whether it is only for `https`
public record Cookie(String name, boolean secure) {
  /// A browser takes a cookie of this prefix only from the host itself, by `https` and for every
  /// path, so that no neighbour under the same domain can plant one.
  private static final String HOST = "__Host-";

  /// The cookie as it is called where people reach the server by `https`, or by `http`.
  public static Cookie named(String name, boolean secure) {
    return new Cookie(secure ? HOST + name : name, secure);
  }

  /// What the request brings; null where it does not bring this cookie.
  ///
  /// @throws HttpProblem 400 where it brings several: whose are the others?
  public @Nullable String of(Request request) {
    List<String> values = new ArrayList<>();
    for (String line : request.headers().all("Cookie")) {
      for (String pair : line.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals >= 0 && pair.substring(0, equals).strip().equals(name)) {
          values.add(pair.substring(equals + 1).strip());
        }
      }
    }
    if (values.size() > 1) {
      throw new HttpProblem(
          400,
          "The cookie "
              + name
              + " came more than once. Delete the cookies of this site in your browser.");
    }
    return values.isEmpty() ? null : values.getFirst();
  }

  /// The `Set-Cookie` field that gives it to the browser.
  ///
  /// @param value of characters that need no quotes
  /// @param seconds that it lives
  public String set(String value, long seconds) {
    return name
        + "="
        + value
        + "; Path=/; Max-Age="
        + seconds
        + "; HttpOnly; SameSite=Strict"
        + (secure ? "; Secure" : "");
  }

  /// The `Set-Cookie` field that takes it back.
  public String cleared() {
    return set("", 0);
  }
}
