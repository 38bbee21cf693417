package dev.andiron.contract;

import static dev.andiron.contract.Given.HTTP;
import static dev.andiron.contract.Given.put;
import static dev.andiron.contract.Given.read;
import static dev.andiron.contract.Given.root;
import static dev.andiron.contract.Given.userInfoStatus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.json.Json;
import dev.andiron.json.JsonBoolean;
import dev.andiron.json.JsonObject;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Session: found, read, closed, and never written")
class SessionContractTest {
  @BeforeAll
  static void clientsAndUsers() {
    client("se-app");
    client("se-other");
    user("se-user");
  }

  private static void client(String id) {
    put(
        "/Client/" + id,
        """
        {"secret":"secret","grant_types":["password","client_credentials"],"scope":["openid"],
         "auth":{"password":{"refresh_token":true}}}
        """);
  }

  private static void user(String id) {
    put("/User/" + id, "{\"password\":\"password\"}");
  }

  /// A session that was just made.
  private record Made(String id, String accessToken, String refreshToken) {
    boolean isGood() {
      return userInfoStatus(accessToken) == 200;
    }
  }

  private static Made signedIn(String client, String user) {
    Answer answer = Given.signedIn(client, user);
    String token = answer.text("access_token");
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
    return new Made(
        new UUID(bytes.getLong(), bytes.getLong()).toString(), token, answer.text("refresh_token"));
  }

  private static List<String> found(String query) {
    Answer answer = root("GET", "/Session?" + query).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.resources().stream()
        .map(session -> String.valueOf(session.string("id")))
        .toList();
  }

  private static void assertActive(Made session, boolean active) {
    JsonObject shown = read("/Session/" + session.id()).json();
    assertThat(shown.get("active")).isEqualTo(Json.of(active));
    assertThat(found("_id=" + session.id() + "&active=" + active)).containsExactly(session.id());
    assertThat(found("_id=" + session.id() + "&active=" + !active)).isEmpty();
    JsonObject listed = root("GET", "/Session?_id=" + session.id()).send().resources().getFirst();
    assertThat(listed).isEqualTo(shown);
    assertThat(shown.has("end")).isEqualTo(!active);
    assertThat(session.isGood()).isEqualTo(active);
  }

  private static void assertOver(Made session) {
    assertActive(session, false);
    Given.assertError(Given.refresh("se-app", session.refreshToken()), 400, "invalid_grant");
  }

  @Test
  @DisplayName("shows who, by what, when and from where, and no token")
  void shown() {
    Made session = signedIn("se-app", "se-user");
    JsonObject shown = read("/Session/" + session.id()).json();
    assertThat(shown.string("type")).isEqualTo("password");
    assertThat(shown.toString())
        .contains("\"user\":{\"resourceType\":\"User\",\"id\":\"se-user\"}")
        .contains("\"client\":{\"resourceType\":\"Client\",\"id\":\"se-app\"}");
    assertThat(shown.string("jti")).isEqualTo(session.id());
    assertThat(shown.string("remoteAddr")).isNotEmpty();
    assertThat(shown.string("userAgent")).startsWith("Java-http-client");
    assertThat(shown.names())
        .contains("start", "exp", "refresh_token_exp", "scope", "audience", "active")
        .doesNotContain("access_token", "refresh_token", "authorization_code");
    assertThat(shown.toString()).doesNotContain(session.accessToken());
  }

  @Test
  @DisplayName("is found by user, client, type, active, start, exp, _lastUpdated, newest first")
  void search() {
    user("se-searched");
    Made first = signedIn("se-app", "se-searched");
    Made second = signedIn("se-other", "se-searched");
    Made third = signedIn("se-app", "se-searched");
    HTTP.delete("/Session").bearer(first.accessToken()).send();
    assertThat(found("user=se-searched&_sort=-start"))
        .containsExactly(third.id(), second.id(), first.id());
    assertThat(found("user=se-searched&active=true&_sort=-start"))
        .containsExactly(third.id(), second.id());
    assertThat(found("user=User/se-searched&active=false")).containsExactly(first.id());
    assertThat(found("user=se-searched&client=se-app&_sort=start"))
        .containsExactly(first.id(), third.id());
    assertThat(found("user=se-searched&client=Client/se-other")).containsExactly(second.id());
    assertThat(found("user=se-searched&type=password")).hasSize(3);
    assertThat(found("user=se-searched&type=client_credentials")).isEmpty();
    long now = Instant.now().getEpochSecond();
    assertThat(found("user=se-searched&exp=gt" + now)).hasSize(3);
    assertThat(found("user=se-searched&exp=lt" + now)).isEmpty();
    assertThat(found("user=se-searched&exp=ge" + (now + 3000) + "&exp=le" + (now + 4000)))
        .hasSize(3);
    assertThat(found("user=se-searched&start=ge" + Instant.now().minusSeconds(600))).hasSize(3);
    assertThat(found("user=se-searched&start=lt" + Instant.now().minusSeconds(600))).isEmpty();
    assertThat(found("user=se-searched&_lastUpdated=ge" + Instant.now().minusSeconds(600)))
        .hasSize(3);
    Answer posted =
        root("POST", "/Session/_search").form("user", "se-searched", "active", "true").send();
    assertThat(posted.resources()).hasSize(2);
    for (String refused :
        List.of(
            "access_token=x", "refresh_token=x", "active=yes", "exp=soon", "_sort=access_token")) {
      assertThat(root("GET", "/Session?" + refused).send().status()).as(refused).isEqualTo(400);
    }
  }

  @Test
  @DisplayName("cannot be written into being")
  void notWritten() {
    String body = "{\"user\":{\"reference\":\"User/se-user\"},\"active\":true}";
    String id = "01890000-0000-7000-8000-000000000000";
    Answer created = root("POST", "/Session").json(body).send();
    assertThat(created.status()).isEqualTo(405);
    assertThat(created.header("Allow")).contains("GET").doesNotContain("POST");
    Answer put = root("PUT", "/Session/" + id).json(body).send();
    assertThat(put.status()).isEqualTo(405);
    assertThat(put.header("Allow")).contains("PATCH").contains("DELETE").doesNotContain("PUT");
    assertThat(root("PATCH", "/Session/" + id).json(body).send().status()).isEqualTo(404);
    Made session = signedIn("se-app", "se-user");
    assertThat(root("PUT", "/Session/" + session.id()).json("{\"active\":false}").send().status())
        .isEqualTo(405);
    assertActive(session, true);
  }

  @Test
  @DisplayName("DELETE /Session closes the caller's own and takes no parameters")
  void closeOwn() {
    Made session = signedIn("se-app", "se-user");
    Made other = signedIn("se-app", "se-user");
    for (String query : List.of("?x=y", "?_id=" + other.id(), "?user=se-user")) {
      Answer refused = HTTP.delete("/Session" + query).bearer(session.accessToken()).send();
      assertThat(refused.status()).isEqualTo(400);
      assertThat(root("DELETE", "/Session" + query).send().status()).isEqualTo(400);
    }
    assertActive(session, true);
    assertThat(HTTP.delete("/Session").send().status()).isEqualTo(401);
    Answer closed = HTTP.delete("/Session").bearer(session.accessToken()).send();
    assertThat(closed.status()).isEqualTo(200);
    assertThat(closed.json().get("active")).isEqualTo(JsonBoolean.FALSE);
    assertOver(session);
    assertActive(other, true);
  }

  @Test
  @DisplayName("DELETE /Session/id closes another's, by who is allowed to; it stays readable")
  void closeAnothers() {
    Made session = signedIn("se-app", "se-user");
    Made other = signedIn("se-app", "se-user");
    assertThat(HTTP.delete("/Session/" + session.id()).bearer(other.accessToken()).send().status())
        .isEqualTo(403);
    assertActive(session, true);
    assertThat(root("DELETE", "/Session/" + session.id()).send().status()).isEqualTo(200);
    assertOver(session);
    assertThat(root("DELETE", "/Session/" + session.id()).send().status()).isIn(200, 204);
    assertOver(session);
    assertActive(other, true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/merge-patch+json", "text/yaml"})
  @DisplayName("PATCH active: false closes")
  void patchCloses(String contentType) {
    Made session = signedIn("se-app", "se-user");
    String body = contentType.equals("text/yaml") ? "active: false\n" : "{\"active\":false}";
    Answer answer = root("PATCH", "/Session/" + session.id()).body(contentType, body).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().get("active")).isEqualTo(JsonBoolean.FALSE);
    assertOver(session);
    assertThat(root("PATCH", "/Session/" + session.id()).json("{\"active\":true}").send().status())
        .isBetween(400, 499);
    assertOver(session);
  }

  static Stream<String> otherPatches() {
    return Stream.of(
        "{\"exp\":4000000000}",
        "{\"refresh_token_exp\":4000000000}",
        "{\"end\":\"2999-01-01T00:00:00Z\"}",
        "{\"user\":{\"resourceType\":\"User\",\"id\":\"admin\"}}",
        "{\"user\":null}",
        "{\"client\":{\"reference\":\"Client/root\"}}",
        "{\"scope\":[\"openid\",\"admin\"]}",
        "{\"audience\":\"x\"}",
        "{\"jti\":\"x\"}",
        "{\"start\":\"2020-01-01T00:00:00Z\"}",
        "{\"type\":\"basic\"}",
        "{\"access_token\":\"x\"}",
        "{\"refresh_token\":\"x\"}",
        "{\"ctx\":{\"x\":1}}",
        "{\"active\":\"false\"}",
        "{\"active\":false,\"user\":{\"resourceType\":\"User\",\"id\":\"admin\"}}",
        "{\"id\":\"another\"}",
        "{\"resourceType\":\"User\"}",
        "[{\"op\":\"replace\",\"path\":\"/exp\",\"value\":4000000000}]");
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("PATCH of anything else is refused and changes nothing")
  void otherPatches(String patch) {
    Made session = signedIn("se-app", "se-user");
    String before = read("/Session/" + session.id()).body();
    Answer answer = root("PATCH", "/Session/" + session.id()).json(patch).send();
    assertThat(answer.status()).as(answer.body()).isBetween(400, 499);
    assertThat(read("/Session/" + session.id()).body()).isEqualTo(before);
    assertActive(session, true);
  }

  @Test
  @DisplayName("a client that acts for itself has a session too, without a user")
  void clientCredentials() {
    Answer answer =
        HTTP.post("/auth/token")
            .basic("se-app", "secret")
            .form("grant_type", "client_credentials")
            .send();
    assertThat(answer.json().has("userinfo")).isFalse();
    String token = answer.text("access_token");
    assertThat(HTTP.get("/Patient").bearer(token).send().status()).isEqualTo(403);
    Answer closed = HTTP.delete("/Session").bearer(token).send();
    assertThat(closed.status()).isEqualTo(200);
    assertThat(closed.text("type")).isEqualTo("client_credentials");
    assertThat(closed.json().has("user")).isFalse();
    assertThat(HTTP.get("/Patient").bearer(token).send().status()).isEqualTo(401);
  }

  @Test
  @DisplayName("DELETE /Session without a session to close is a 400")
  void basicHasNone() {
    assertThat(root("DELETE", "/Session").send().status()).isEqualTo(400);
  }
}
