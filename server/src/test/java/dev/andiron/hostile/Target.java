package dev.andiron.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http;
import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import dev.andiron.main.TestApp;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What is attacked: the server that tests share, with a user, two apps and a patient. What is
/// secret of them is planted, so that [Unharmed] can look for it where it must not be.
final class Target {
  static final TestApp APP = TestApp.shared();
  static final Http HTTP = APP.http();
  static final String USER = "hostile-user";
  static final String CLIENT = "hostile-app";
  static final String OTHER_CLIENT = "hostile-other";
  static final String PATIENT = "/Patient/hostile-patient";
  static final String PASSWORD = "planted-Pa55word-attacked";
  static final String SECRET = "planted-5ecret-attacked";

  private static final List<String> TOKENS = new CopyOnWriteArrayList<>();

  static {
    client(CLIENT, "\"openid\",\"patient\",\"wide\"");
    client(OTHER_CLIENT, "\"openid\"");
    put("/User/" + USER, "{\"password\":\"" + PASSWORD + "\"}");
    put(PATIENT, "{\"name\":[{\"family\":\"Attacked\"}]}");
    put(
        "/AccessPolicy/hostile-user",
        """
        {"engine":"matcho","matcho":{"request-method":"get","uri":"#^/fhir/Patient"},
         "link":[{"reference":"User/hostile-user"}]}
        """);
  }

  private Target() {}

  private static void client(String id, String scope) {
    put(
        "/Client/" + id,
        """
        {"secret":"%s","grant_types":["password","client_credentials"],"scope":[%s],
         "auth":{"password":{"token_format":"jwt","refresh_token":true,
                             "audience":["https://ward.example","https://lab.example"]}}}
        """
            .formatted(SECRET, scope));
  }

  /// Writes as the client that may do everything.
  static void put(String path, String json) {
    Answer answer = APP.asRoot("PUT", path).json(json).send();
    assertThat(answer.status()).as(path + ": " + answer.body()).isIn(200, 201);
  }

  /// Signs in well.
  static Answer signedIn() {
    return kept(
        HTTP.post("/auth/token")
            .basic(CLIENT, SECRET)
            .form("grant_type", "password", "username", USER, "password", PASSWORD)
            .send());
  }

  /// A refresh by the client that is attacked.
  static Answer refresh(String token, String... more) {
    return refreshAs(CLIENT, token, more);
  }

  static Answer refreshAs(String client, String token, String... more) {
    String[] form = new String[4 + more.length];
    System.arraycopy(
        new String[] {"grant_type", "refresh_token", "refresh_token", token}, 0, form, 0, 4);
    System.arraycopy(more, 0, form, 4, more.length);
    return HTTP.post("/auth/token").basic(client, SECRET).form(form).send();
  }

  /// Notes the tokens of a good answer as secrets.
  static Answer kept(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    for (String member : List.of("access_token", "refresh_token")) {
      String token = answer.text(member);
      if (!token.isEmpty()) {
        TOKENS.add(token);
      }
    }
    return answer;
  }

  /// Every token that was given out so far.
  static Collection<String> tokens() {
    return TOKENS;
  }

  static Call as(Answer signedIn, String method, String path) {
    return HTTP.call(method, path).bearer(signedIn.text("access_token"));
  }

  /// A refusal at the OAuth endpoints, RFC 6749 §5.2.
  static void assertError(Answer answer, int status, String error) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.text("error")).as(answer.body()).isEqualTo(error);
    assertThat(answer.json().names()).containsExactly("error", "error_description");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  /// A refusal anywhere else.
  static void assertOutcome(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.text("resourceType")).as(answer.body()).isEqualTo("OperationOutcome");
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
  }
}
