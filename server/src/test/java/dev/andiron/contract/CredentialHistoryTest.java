package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.json.JsonObject;
import dev.andiron.main.TestApp;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("contract, Resources: no credential is in any history")
class CredentialHistoryTest {
  private static final List<String> PLANTED =
      List.of(
          "planted-password-1",
          "planted-password-2",
          "planted-secret-1",
          "planted-secret-2",
          "PLANTEDKEY234567");

  @Test
  @DisplayName("every byte of every history, in every format, after every way to write a secret")
  void planted() {
    try (TestApp app = TestApp.start()) {
      put(app, "/User/plant", "{\"password\":\"planted-password-1\"}");
      patch(app, "application/json", "/User/plant", "{\"password\":\"planted-password-2\"}");
      patch(
          app,
          "application/merge-patch+json",
          "/User/plant",
          "{\"twoFactor\":{\"enabled\":true,\"secretKey\":\"PLANTEDKEY234567\"}}");
      put(app, "/User/gone", "{\"password\":\"planted-password-2\"}");
      assertThat(app.asRoot("DELETE", "/User/gone").send().status()).isEqualTo(200);
      put(
          app,
          "/Client/plant",
          "{\"secret\":\"planted-secret-1\",\"grant_types\":[\"password\"],"
              + "\"auth\":{\"password\":{\"refresh_token\":true}}}");
      patch(app, "application/json", "/Client/plant", "{\"secret\":\"planted-secret-2\"}");
      JsonObject tokens =
          app.http()
              .post("/auth/token")
              .basic("plant", "planted-secret-2")
              .form("grant_type", "password", "username", "plant", "password", "planted-password-2")
              .send()
              .json();
      List<String> secrets = new ArrayList<>(PLANTED);
      for (String token : List.of("access_token", "refresh_token")) {
        String text = Objects.requireNonNull(tokens.string(token));
        secrets.add(text);
        secrets.add(text.substring(text.length() - 20));
      }
      secrets.addAll(
          PLANTED.stream()
              .map(each ->
                  Base64.getEncoder()
                      .encodeToString(each.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
              .toList());
      secrets.addAll(List.of("$argon2", "secretKey\"", "\"password\":\"", "\"secret\":"));
      String session =
          Objects.requireNonNull(
              app.asRoot("GET", "/Session?user=plant").send().resources().getFirst().string("id"));

      for (String path :
          List.of(
              "/_history",
              "/User/_history",
              "/User/plant/_history",
              "/User/gone/_history",
              "/Client/_history",
              "/Session/_history",
              "/Session/" + session + "/_history")) {
        for (String accept : List.of("application/json", "text/yaml")) {
          Answer answer = app.asRoot("GET", path + "?_count=1000").header("Accept", accept).send();
          assertThat(answer.status()).as(answer.body()).isEqualTo(200);
          assertThat(answer.body()).as(path).contains("history");
          String seen = answer.body() + answer.response().headers().map();
          for (String secret : secrets) {
            assertThat(seen.contains(secret)).as(path + " holds " + secret).isFalse();
          }
        }
      }
      // The writes are in it: what was looked for could have been found.
      assertThat(app.asRoot("GET", "/User/plant/_history").send().json().array("entry").size())
          .isEqualTo(3);
      assertThat(app.asRoot("GET", "/Client/plant/_history").send().json().array("entry").size())
          .isEqualTo(2);
      sessionIsAsRead(app, session);
    }
  }

  private static void sessionIsAsRead(TestApp app, String session) {
    Answer open = app.asRoot("GET", "/Session/" + session).send();
    assertThat(open.body()).contains("\"active\":true");
    // A new password ends the session without writing it.
    put(app, "/User/plant", "{\"password\":\"planted-password-1\"}");
    Answer read = app.asRoot("GET", "/Session/" + session).send();
    assertThat(read.body()).contains("\"active\":false");
    List<JsonObject> versions =
        app.asRoot("GET", "/Session/" + session + "/_history").send().resources();
    assertThat(versions.getFirst()).hasToString(read.body());
    assertThat(versions)
        .allSatisfy(version -> assertThat(read.json().names()).containsAll(version.names()));
  }

  private static void put(TestApp app, String path, String json) {
    assertThat(app.asRoot("PUT", path).json(json).send().status()).isIn(200, 201);
  }

  private static void patch(TestApp app, String type, String path, String patch) {
    Answer answer = app.asRoot("PATCH", path).body(type, patch).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  @Test
  @DisplayName("a policy for reading does not open histories, and each history has its own name")
  void operations() {
    try (TestApp app = TestApp.start()) {
      Map<String, String> opened =
          Map.of(
              "FhirHistory", "/Patient/p/_history",
              "FhirHistoryType", "/Patient/_history",
              "FhirHistorySystem", "/_history",
              "FhirRead", "/Patient/p");
      put(app, "/Patient/p", "{}");
      put(app, "/Client/reader", "{\"secret\":\"s\",\"grant_types\":[\"basic\"]}");
      opened.forEach((operation, path) -> {
        put(
            app,
            "/AccessPolicy/one",
            "{\"engine\":\"allow\",\"link\":[{\"resourceType\":\"Operation\",\"id\":\"%s\"}]}"
                .formatted(operation));
        for (String each : opened.values()) {
          assertThat(app.http().get(each).basic("reader", "s").send().status())
              .as(operation + " " + each)
              .isEqualTo(each.equals(path) ? 200 : 403);
        }
      });
    }
  }
}
