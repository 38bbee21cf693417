package dev.andiron.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.json.JsonObject;
import dev.andiron.main.TestApp;

/// What is stored, written and read behind the browser's back by the client that may do everything.
record Records(TestApp app) {

  /// @param json with `'` for `"`
  void put(String path, String json) {
    Answer answer = app.asRoot("PUT", path).json(json.replace('\'', '"')).send();
    assertThat(answer.status()).as(path + ": " + answer.body()).isIn(200, 201);
  }

  JsonObject get(String path) {
    Answer answer = app.asRoot("GET", path).send();
    assertThat(answer.status()).as(path + ": " + answer.body()).isEqualTo(200);
    return answer.json();
  }

  String text(String path) {
    return app.asRoot("GET", path).send().body();
  }

  int status(String path) {
    return app.asRoot("GET", path).send().status();
  }

  /// An app by which the users of the tests sign in.
  void app(String id) {
    put("/Client/" + id, "{'secret':'secret','grant_types':['password']}");
  }

  Answer signIn(String client, String user, String password) {
    return app.http()
        .post("/auth/token")
        .basic(client, "secret")
        .form("grant_type", "password", "username", user, "password", password)
        .send();
  }

  /// An access token, by [#signIn].
  String token(String client, String user, String password) {
    Answer answer = signIn(client, user, password);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.text("access_token");
  }

  /// What the bearer of a token gets.
  int status(String token, String path) {
    return app.http().get(path).bearer(token).send().status();
  }
}
