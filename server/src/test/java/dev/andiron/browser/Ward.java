package dev.andiron.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http;
import dev.andiron.main.TestApp;
import java.util.UUID;

/// An app and somebody who signs in through it, which no other test knows of.
record Ward(TestApp app, String client, String user) {
  static final String PASSWORD = "password-of-the-ward";
  static final String SECRET = "secret-of-the-ward";

  static Ward on(TestApp app) {
    String id = UUID.randomUUID().toString();
    Ward ward = new Ward(app, "ward-" + id, "nurse-" + id);
    ward.put(
        "/Client/" + ward.client,
        "{\"name\":\"Ward app\",\"secret\":\"" + SECRET + "\",\"grant_types\":[\"password\"]}");
    ward.put(
        "/User/" + ward.user,
        "{\"userName\":\""
            + ward.userName()
            + "\",\"password\":\""
            + PASSWORD
            + "\",\"name\":{\"formatted\":\"Nora Nurse\"}}");
    return ward;
  }

  String userName() {
    return user + "@ward";
  }

  /// Lets the user do some things.
  void allow(String policy) {
    put(
        "/AccessPolicy/" + user,
        "{\"engine\":\"matcho\",\"link\":[{\"resourceType\":\"User\",\"id\":\""
            + user
            + "\"}],\"matcho\":"
            + policy
            + "}");
  }

  /// Signs in through the app.
  ///
  /// @return the access token
  String signIn() {
    Http.Answer answer =
        app.http()
            .post("/auth/token")
            .basic(client, SECRET)
            .form("grant_type", "password", "username", user, "password", PASSWORD)
            .send();
    assertThat(answer.status()).isEqualTo(200);
    return answer.text("access_token");
  }

  /// Whether a token is still good.
  boolean isGood(String token) {
    return app.http().get("/auth/userinfo").bearer(token).send().status() == 200;
  }

  /// @return the text of a resource as the server has it
  String read(String path) {
    Http.Answer answer = app.asRoot("GET", path).send();
    assertThat(answer.status()).isEqualTo(200);
    return answer.body();
  }

  void put(String path, String json) {
    assertThat(app.asRoot("PUT", path).json(json).send().status()).as(path).isIn(200, 201);
  }
}
