package dev.andiron.contract;

import static dev.andiron.contract.Given.HTTP;
import static dev.andiron.contract.Given.assertError;
import static dev.andiron.contract.Given.put;
import static dev.andiron.contract.Given.root;
import static dev.andiron.contract.Given.signedIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http;
import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.YamlReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 6749 §2.3 and §5.1, the token endpoint: client authentication and answers")
class TokenAnswerContractTest {
  private static final String STRANGE = "s:e%c+r t&é%41=";

  @BeforeAll
  static void clientsAndUsers() {
    client("ta-app", "\"secret\":\"secret\"", "");
    client("ta-strange", "\"secret\":\"" + STRANGE + "\"", "");
    client("ta-plain", "", "");
    client("ta-required", "\"secret\":\"secret\"", "\"secret_required\":true");
    client("ta-optional", "\"secret\":\"secret\"", "\"secret_required\":false");
    client("ta-open", "", "\"secret_required\":false");
    client(
        "ta-all",
        "\"secret\":\"secret\",\"scope\":[\"openid\",\"user/*.read\"]",
        "\"refresh_token\":true,\"access_token_expiration\":120,\"refresh_token_expiration\":600");
    put(
        "/User/ta-user",
        """
        {"password":"password","email":"ta-user@mail.com","name":{"givenName":"T","familyName":"A"},
         "data":{"any":[1.10,{"x":null}]},"fhirUser":{"resourceType":"Patient","id":"ta-patient"},
         "twoFactor":{"enabled":false,"secretKey":"otp-key"}}
        """);
    put(
        "/Role/ta-role",
        "{\"name\":\"practitioner\",\"user\":{\"resourceType\":\"User\",\"id\":\"ta-user\"}}");
  }

  private static void client(String id, String members, String settings) {
    put(
        "/Client/" + id,
        "{\"grant_types\":[\"password\",\"client_credentials\"]"
            + (settings.isEmpty() ? "" : ",\"auth\":{\"password\":{" + settings + "}}")
            + (members.isEmpty() ? "" : ",")
            + members
            + "}");
  }

  private static Answer send(Call call, String... more) {
    List<String> form =
        new ArrayList<>(
            List.of("grant_type", "password", "username", "ta-user", "password", "password"));
    form.addAll(List.of(more));
    return call.form(form.toArray(String[]::new)).send();
  }

  private static Call post() {
    return HTTP.post("/auth/token");
  }

  private static void assertSignedIn(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("token_type")).isEqualTo("Bearer");
  }

  @Test
  @DisplayName("the answer has exactly its keys, and an absent refresh token is absent")
  void keys() {
    Answer plain = signedIn("ta-app", "ta-user");
    assertThat(plain.json().names())
        .containsExactly("token_type", "expires_in", "access_token", "userinfo");
    assertThat(plain.json().get("expires_in")).isEqualTo(Json.of(3600));
    assertThat(plain.header("Cache-Control")).isEqualTo("no-store");
    assertThat(plain.header("Pragma")).isEqualTo("no-cache");
    assertThat(plain.header("Content-Type")).startsWith("application/json");
    Answer all = signedIn("ta-all", "ta-user");
    assertThat(all.json().names())
        .containsExactly(
            "token_type", "expires_in", "access_token", "refresh_token", "scope", "userinfo");
    assertThat(all.json().get("expires_in")).isEqualTo(Json.of(120));
    assertThat(all.text("scope")).isEqualTo("openid user/*.read");
    Answer narrowed = send(post().basic("ta-all", "secret"), "scope", "openid");
    assertThat(narrowed.text("scope")).isEqualTo("openid");
    Answer machine =
        post().basic("ta-app", "secret").form("grant_type", "client_credentials").send();
    assertThat(machine.json().names()).containsExactly("token_type", "expires_in", "access_token");
  }

  @Test
  @DisplayName("userinfo is the User without credentials, with its roles")
  void userinfo() {
    JsonObject userinfo = signedIn("ta-app", "ta-user").json().object("userinfo");
    assertThat(userinfo).isNotNull();
    assertThat(userinfo.string("id")).isEqualTo("ta-user");
    assertThat(userinfo.string("resourceType")).isEqualTo("User");
    assertThat(userinfo.string("email")).isEqualTo("ta-user@mail.com");
    assertThat(userinfo.toString())
        .contains("\"name\":{\"givenName\":\"T\",\"familyName\":\"A\"}")
        .contains("1.10")
        .contains("\"fhirUser\":{\"resourceType\":\"Patient\",\"id\":\"ta-patient\"}")
        .contains("\"role\":[\"practitioner\"]")
        .doesNotContain("password")
        .doesNotContain("secretKey");
  }

  @Test
  @DisplayName(
      "an opaque token is base64url of 16 + 32 bytes, of which the first 16 are the session's id")
  void opaque() {
    String token = signedIn("ta-app", "ta-user").text("access_token");
    assertThat(token).matches("[A-Za-z0-9_-]{64}");
    byte[] bytes = java.util.Base64.getUrlDecoder().decode(token);
    java.nio.ByteBuffer id = java.nio.ByteBuffer.wrap(bytes);
    String session = new java.util.UUID(id.getLong(), id.getLong()).toString();
    assertThat(Given.read("/Session/" + session).text("type")).isEqualTo("password");
  }

  @Test
  @DisplayName("under /fhir too, as YAML by Accept, from JSON and YAML bodies")
  void formats() {
    assertSignedIn(send(HTTP.post("/fhir/auth/token").basic("ta-app", "secret")));
    Answer yaml = send(post().basic("ta-app", "secret").header("Accept", "text/yaml"));
    assertThat(yaml.status()).isEqualTo(200);
    assertThat(yaml.header("Content-Type")).startsWith("text/yaml");
    assertThat(yaml.body()).startsWith("token_type: Bearer\nexpires_in: 3600\naccess_token: ");
    assertThat(YamlReader.read(yaml.body().getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(JsonObject.class);
    put("/User/ta-digits", "{\"password\":\"0123\"}");
    Answer fromYaml =
        post()
            .yaml(
                """
                grant_type: password
                client_id: ta-app
                client_secret: secret
                username: ta-digits
                password: 0123
                """)
            .send();
    assertSignedIn(fromYaml);
  }

  @Test
  @DisplayName("§2.3.1: by Basic percent-encoded or raw, or in the body")
  void authentication() {
    assertSignedIn(send(post().basic("ta-strange", STRANGE)));
    String encoded = URLEncoder.encode(STRANGE, StandardCharsets.UTF_8);
    assertSignedIn(send(post().basic("ta%2Dstrange", encoded)));
    assertSignedIn(send(post(), "client_id", "ta-strange", "client_secret", STRANGE));
    assertSignedIn(send(post().header("Authorization", basic("bAsIc", "ta-app", "secret"))));
  }

  private static String basic(String scheme, String id, String secret) {
    return scheme + Http.basicValue(id, secret).substring("Basic".length());
  }

  @Test
  @DisplayName(
      "§2.3: Basic and a secret in the body are 400; Basic and a matching client_id are fine")
  void once() {
    assertError(
        send(post().basic("ta-app", "secret"), "client_secret", "secret"), 400, "invalid_request");
    assertSignedIn(send(post().basic("ta-app", "secret"), "client_id", "ta-app"));
    assertError(
        send(post().basic("ta-app", "secret"), "client_id", "ta-plain"), 400, "invalid_request");
  }

  @ParameterizedTest
  @CsvSource({"Bearer stale", "bearer", "Bearer", "Digest x=y", "''", "nonsense"})
  @DisplayName("any other Authorization, a stale Bearer above all, is ignored")
  void stale(String authorization) {
    assertSignedIn(
        send(
            post().header("Authorization", authorization),
            "client_id",
            "ta-app",
            "client_secret",
            "secret"));
  }

  @ParameterizedTest
  @CsvSource({
    // client, the secret presented, whether tokens are given
    "ta-app, , false",
    "ta-app, secret, true",
    "ta-app, wrong, false",
    "ta-plain, , true",
    "ta-plain, secret, false",
    "ta-required, , false",
    "ta-required, secret, true",
    "ta-required, wrong, false",
    "ta-optional, , true",
    "ta-optional, secret, true",
    "ta-optional, wrong, false",
    "ta-open, , true",
    "ta-open, anything, false"
  })
  @DisplayName(
      "secret_required: a secret that is presented must be right even where none is required")
  void secretRequired(
      String client, @org.jspecify.annotations.Nullable String secret, boolean given) {
    List<Answer> answers =
        secret == null
            ? List.of(
                send(post(), "client_id", client),
                send(post(), "client_id", client, "client_secret", ""),
                send(post().basic(client, "")))
            : List.of(
                send(post(), "client_id", client, "client_secret", secret),
                send(post().basic(client, secret)));
    for (Answer answer : answers) {
      if (given) {
        assertSignedIn(answer);
      } else {
        assertError(answer, 401, "invalid_client");
      }
    }
  }

  @Test
  @DisplayName("a client may not act for itself without a secret, whatever it is set to")
  void clientCredentials() {
    assertError(
        post().form("grant_type", "client_credentials", "client_id", "ta-plain").send(),
        401,
        "invalid_client");
    assertError(
        post().form("grant_type", "client_credentials", "client_id", "ta-optional").send(),
        401,
        "invalid_client");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"auth\":{\"password\":{\"secret_required\":true}}};secret_required",
        "{\"auth\":{\"password\":{\"token_format\":\"JWT\"}}};token_format",
        "{\"auth\":{\"password\":{\"access_token_expiration\":0}}};access_token_expiration",
        "{\"auth\":{\"password\":{\"access_token_expiration\":1.5}}};access_token_expiration",
        "{\"auth\":{\"password\":{\"access_token_expiration\":\"60\"}}};access_token_expiration",
        "{\"auth\":{\"password\":{\"refresh_token\":\"yes\"}}};refresh_token",
        "{\"auth\":{\"password\":{\"unknown\":1}}};unknown",
        "{\"auth\":{\"pasword\":{}}};pasword",
        "{\"grant_types\":[\"pasword\"]};grant_types"
      })
  @DisplayName("settings that make no sense are refused on write, with the place of the fault")
  void settings(String client, String place) {
    Answer answer = root("PUT", "/Client/ta-refused").json(client).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.body()).contains("OperationOutcome").contains(place);
    assertThat(root("GET", "/Client/ta-refused").send().status()).isEqualTo(404);
  }
}
