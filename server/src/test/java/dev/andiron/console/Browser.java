package dev.andiron.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http;
import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a browser does about a sign-in, and no more: it keeps cookies, reads the hidden fields of
/// the form, and follows nothing by itself.
public final class Browser {
  static final String SESSION = "andiron";
  static final String LOGIN = "andiron-login";

  final Map<String, String> cookies = new LinkedHashMap<>();
  private final Http http;

  public Browser(Http http) {
    this.http = http;
  }

  /// One that has signed in.
  public static Browser signedIn(Http http, String user, String password) {
    Browser browser = new Browser(http);
    Answer answer = browser.signIn(user, password);
    assertThat(answer.status()).as(answer.body()).isEqualTo(303);
    return browser;
  }

  /// Opens the page, and sends its form.
  public Answer signIn(String user, String password) {
    return signIn("/auth/login", user, password);
  }

  Answer signIn(String page, String user, String password) {
    Answer opened = send(http.get(page));
    assertThat(opened.status()).as(opened.body()).isEqualTo(200);
    return submit(opened, user, password);
  }

  /// Fills the form of a page, and sends it.
  public Answer submit(Answer page, String user, String password) {
    return send(
        http.post("/auth/login")
            .header("Sec-Fetch-Site", "same-origin")
            .header("Origin", "null")
            .form(
                "username",
                user,
                "password",
                password,
                "redirect_to",
                hidden(page, "redirect_to"),
                "csrf_token",
                hidden(page, "csrf_token")));
  }

  static String hidden(Answer page, String field) {
    Matcher matcher =
        Pattern.compile("<input type=\"hidden\" name=\"" + field + "\" value=\"([^\"]*)\" />")
            .matcher(page.body());
    assertThat(matcher.find()).as(page.body()).isTrue();
    return matcher.group(1).replace("&amp;", "&").replace("&#39;", "'");
  }

  /// Sends a request with the cookies, and keeps those of the answer.
  public Answer send(Call call) {
    StringJoiner field = new StringJoiner("; ");
    cookies.forEach((name, value) -> field.add(name + "=" + value));
    Answer answer = (cookies.isEmpty() ? call : call.header("Cookie", field.toString())).send();
    for (String set : setCookies(answer)) {
      String[] pair = set.substring(0, set.indexOf(';')).split("=", 2);
      if (set.contains("; Max-Age=0;")) {
        cookies.remove(pair[0]);
      } else {
        cookies.put(pair[0], pair[1]);
      }
    }
    return answer;
  }

  public Answer get(String path) {
    return send(http.get(path));
  }

  /// A request that knows the CSRF token.
  public Call meant(String method, String path) {
    return http.call(method, path).header("X-CSRF-Token", csrf(token()));
  }

  /// What its cookies hold.
  public List<String> values() {
    return List.copyOf(cookies.values());
  }

  String token() {
    String token = cookies.get(SESSION);
    assertThat(token).as("signed in").isNotNull();
    return String.valueOf(token);
  }

  /// The id of its session, which the token begins with.
  String sessionId() {
    var bytes = java.nio.ByteBuffer.wrap(Base64.getUrlDecoder().decode(token()));
    return new java.util.UUID(bytes.getLong(), bytes.getLong()).toString();
  }

  static String csrf(String token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(("csrf " + token).getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static List<String> setCookies(Answer answer) {
    return answer.response().headers().allValues("Set-Cookie");
  }

  /// The `Set-Cookie` field of a cookie, or null.
  static @Nullable String setCookie(Answer answer, String name) {
    return setCookies(answer).stream()
        .filter(field -> field.startsWith(name + "="))
        .findFirst()
        .orElse(null);
  }
}
