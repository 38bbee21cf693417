package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http;
import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import dev.andiron.main.TestApp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the tests of the wire contract put into the server that they share, and how they sign in to
/// it. They keep apart by the ids they use.
final class Given {
  static final TestApp APP = TestApp.shared();
  static final Http HTTP = APP.http();

  private Given() {}

  /// Writes as the client that may do everything.
  static Answer put(String path, String json) {
    Answer answer = root("PUT", path).json(json).send();
    assertThat(answer.status()).as(path + ": " + answer.body()).isIn(200, 201);
    return answer;
  }

  static Call root(String method, String path) {
    return APP.asRoot(method, path);
  }

  static Answer read(String path) {
    Answer answer = root("GET", path).send();
    assertThat(answer.status()).as(path + ": " + answer.body()).isEqualTo(200);
    return answer;
  }

  /// A password grant of a client with the secret `secret`, by Basic and a form.
  static Answer signIn(String client, String user, String password) {
    return HTTP.post("/auth/token")
        .basic(client, "secret")
        .form("grant_type", "password", "username", user, "password", password)
        .send();
  }

  /// The tokens of a user whose password is `password`.
  static Answer signedIn(String client, String user) {
    Answer answer = signIn(client, user, "password");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  static Answer refresh(String client, String refreshToken) {
    return HTTP.post("/auth/token")
        .basic(client, "secret")
        .form("grant_type", "refresh_token", "refresh_token", refreshToken)
        .send();
  }

  /// What the bearer of a token gets of a page that needs a session and no policy.
  static int userInfoStatus(String accessToken) {
    return HTTP.get("/auth/userinfo").bearer(accessToken).send().status();
  }

  /// The answer as it must be the same for all: without what belongs to the one request.
  static Map<String, List<String>> comparable(Answer answer) {
    Map<String, List<String>> parts = new HashMap<>(answer.response().headers().map());
    parts.remove("date");
    parts.remove("x-request-id");
    parts.put("status", List.of(String.valueOf(answer.status())));
    parts.put("body", List.of(answer.body()));
    return parts;
  }

  static void assertError(Answer answer, int status, String error) {
    assertThat(answer.body()).as("an OAuth error").startsWith("{");
    assertThat(answer.text("error")).as(answer.body()).isEqualTo(error);
    assertThat(answer.json().names()).containsExactly("error", "error_description");
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }
}
