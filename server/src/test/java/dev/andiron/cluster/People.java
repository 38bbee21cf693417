package dev.andiron.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http;
import dev.andiron.main.TestApp;

/// Clients, users and policies for the tests of this package, made through one node.
final class People {
  static final String PASSWORD = "a-password-of-the-tests";
  static final String SECRET = "a-secret-of-the-tests";

  private final TestApp node;

  People(TestApp node) {
    this.node = node;
  }

  void put(String path, String json) {
    Http.Answer answer = node.asRoot("PUT", path).json(json).send();
    assertThat(answer.status()).as("%s: %s", path, answer.body()).isIn(200, 201);
  }

  /// A client of the password grant.
  ///
  /// @param settings members of `auth.password`, as JSON without the braces
  void client(String id, String settings) {
    put(
        "/Client/" + id,
        "{\"secret\":\"%s\",\"grant_types\":[\"password\"]%s}"
            .formatted(
                SECRET, settings.isEmpty() ? "" : ",\"auth\":{\"password\":{" + settings + "}}"));
  }

  /// A user whom a policy of their own allows to read patients.
  void user(String id) {
    put("/User/" + id, "{\"password\":\"" + PASSWORD + "\"}");
    put(
        "/AccessPolicy/" + id + "-reads",
        """
        {"engine":"matcho","matcho":{"request-method":"get"},
         "link":[{"resourceType":"User","id":"%s"}]}
        """
            .formatted(id));
  }

  static Http.Answer signIn(TestApp node, String client, String user) {
    Http.Answer answer =
        node.http()
            .post("/auth/token")
            .basic(client, SECRET)
            .form("grant_type", "password", "username", user, "password", PASSWORD)
            .send();
    assertThat(answer.status()).as("sign in: %s", answer.body()).isEqualTo(200);
    return answer;
  }

  static String token(TestApp node, String client, String user) {
    return signIn(node, client, user).text("access_token");
  }

  static int read(TestApp node, String token) {
    return node.http().get("/Patient").bearer(token).send().status();
  }
}
