package dev.andiron.oauth;

import static dev.andiron.oauth.TokenServer.FORM;
import static dev.andiron.oauth.TokenServer.JSON;
import static dev.andiron.oauth.TokenServer.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.oauth.TokenServer.Answer;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 6749 §3.2, §4.3, §5 The token endpoint")
class TokenEndpointTest {
  private static final String SIGN_IN = "grant_type=password&username=user&password=password";
  private static final String MYAPP = SIGN_IN + "&client_id=myapp&client_secret=verysecret";

  private final TokenServer server = new TokenServer();

  @BeforeEach
  void somebody() {
    server.node.put(
        "User",
        "user",
        "{\"password\":\"password\",\"email\":\"user@mail.com\",\"data\":{\"a\":1.10},"
            + "\"fhirUser\":{\"reference\":\"Patient/p\"},\"name\":{\"givenName\":\"U\"}}");
    server.node.put("User", "off", "{\"password\":\"password\",\"inactive\":true}");
    server.node.put("User", "bare", "{}");
    server.node.put(
        "Client", "myapp", "{\"secret\":\"verysecret\",\"grant_types\":[\"password\"]}");
    server.node.put("Client", "public", "{\"grant_types\":[\"password\"]}");
    server.node.put(
        "Client",
        "full",
        "{\"secret\":\"a b+c%:d&ü\",\"grant_types\":[\"password\",\"client_credentials\"],"
            + "\"scope\":[\"read\",\"write\"],\"auth\":{\"password\":{\"refresh_token\":true,"
            + "\"token_format\":\"jwt\",\"access_token_expiration\":600}}}");
    server.node.put(
        "Client",
        "easy",
        "{\"secret\":\"s\",\"grant_types\":[\"password\"],"
            + "\"auth\":{\"password\":{\"secret_required\":false}}}");
    server.node.put("Client", "gone", "{\"active\":false,\"grant_types\":[\"password\"]}");
    server.node.put("Client", "other", "{\"grant_types\":[\"basic\"]}");
    server.node.put(
        "Role", "r", "{\"name\":\"nurse\",\"user\":{\"resourceType\":\"User\",\"id\":\"user\"}}");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  @DisplayName("§5.1 the answer is exactly what the page shows, and nobody may keep it")
  void asThePageSays() {
    Answer answer = server.token(SIGN_IN, basic("myapp", "verysecret"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Pragma")).isEqualTo("no-cache");
    JsonObject json = answer.json();
    assertThat(json.names())
        .containsExactly("token_type", "expires_in", "access_token", "userinfo");
    assertThat(json.string("token_type")).isEqualTo("Bearer");
    assertThat(json.get("expires_in")).isEqualTo(Json.of(3600));
    JsonObject user = Objects.requireNonNull(json.object("userinfo"));
    assertThat(user.toString())
        .isEqualTo(
            "{\"resourceType\":\"User\",\"id\":\"user\",\"email\":\"user@mail.com\","
                + "\"data\":{\"a\":1.10},\"fhirUser\":{\"reference\":\"Patient/p\"},"
                + "\"name\":{\"givenName\":\"U\"},\"role\":[\"nurse\"]}");
  }

  @Test
  @DisplayName("form, JSON and YAML say the same; YAML's scalars are their characters")
  void formats() {
    server.node.put("User", "u0123", "{\"userName\":\"0123\",\"password\":\"1e3\"}");
    assertThat(server.token(MYAPP).status()).isEqualTo(200);
    assertThat(
            server
                .post(
                    "/fhir/auth/token",
                    JSON,
                    "{\"grant_type\":\"password\",\"client_id\":\"myapp\","
                        + "\"client_secret\":\"verysecret\",\"username\":\"user\","
                        + "\"password\":\"password\"}",
                    Map.of())
                .status())
        .isEqualTo(200);
    Answer yaml =
        server.post(
            "/auth/token",
            "text/yaml",
            """
            grant_type: password
            client_id: myapp
            client_secret: verysecret
            username: 0123
            password: 1e3
            """,
            Map.of("Accept", "text/yaml"));
    assertThat(yaml.status()).isEqualTo(200);
    assertThat(yaml.http().body()).contains("token_type: Bearer");
  }

  @Test
  @DisplayName("§2.3.1 Basic is read as it stands and percent-encoded")
  void basicReadings() {
    assertThat(server.token(SIGN_IN, basic("full", "a b+c%:d&ü")).status()).isEqualTo(200);
    assertThat(server.token(SIGN_IN, basic("full", "a+b%2Bc%25%3Ad%26%C3%BC")).status())
        .isEqualTo(200);
    assertThat(server.token(SIGN_IN, basic("full", "a b")).status()).isEqualTo(401);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          username=user&password=wrong | 400 | invalid_grant
          username=nobody&password=password | 400 | invalid_grant
          username=off&password=password | 400 | invalid_grant
          username=bare&password=password | 400 | invalid_grant
          username=user | 400 | invalid_request
          username=user&password= | 400 | invalid_request
          password=password | 400 | invalid_request
          username=user&username=user&password=password | 400 | invalid_request
          username=user&password=password&x=1&x=2 | 400 | invalid_request
          username=user&password=password&scope=read | 400 | invalid_scope
          username=user&password=password&scope=a%22 | 400 | invalid_scope
          username=%zz&password=password | 400 | invalid_request
          username=%ff&password=password | 400 | invalid_request
          username=a%00&password=password | 400 | invalid_request
          """)
  @DisplayName("§5.2 what is wrong with a request has a name")
  void errors(String parameters, int status, String error) {
    Answer answer = server.token("grant_type=password&" + parameters, basic("myapp", "verysecret"));
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.error()).isEqualTo(error);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.json().names()).containsExactly("error", "error_description");
  }

  @Test
  @DisplayName("unknown, wrong, inactive and without a password are the same bytes")
  void sameBytes() {
    String first = null;
    for (String user : new String[] {"user", "nobody", "off", "bare"}) {
      Answer answer =
          server.token(
              "grant_type=password&username=" + user + "&password=no",
              basic("myapp", "verysecret"));
      first = first == null ? answer.http().body() : first;
      assertThat(answer.http().body()).isEqualTo(first);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          client_id=nobody | 401 | invalid_client
          client_id=nobody&client_secret=x | 401 | invalid_client
          client_id=myapp | 401 | invalid_client
          client_id=myapp&client_secret=wrong | 401 | invalid_client
          client_id=gone | 401 | invalid_client
          client_id=public&client_secret=x | 401 | invalid_client
          client_id=easy&client_secret=wrong | 401 | invalid_client
          client_id=a%20b | 401 | invalid_client
          client_id=public | 200 |
          client_id=easy | 200 |
          client_id=easy&client_secret=s | 200 |
          client_id=other | 400 | unauthorized_client
          client_secret=verysecret | 400 | invalid_request
          """)
  @DisplayName("§2.3 a secret that is presented must be right; one that is required must be there")
  void clients(String parameters, int status, String error) {
    Answer answer = server.token(SIGN_IN + "&" + parameters);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.error()).isEqualTo(error);
    assertThat(answer.header("WWW-Authenticate")).isNull();
  }

  @Test
  @DisplayName("§5.2 where Basic was tried, Basic is named; both ways at once are a 400")
  void basicRefusals() {
    for (String header :
        new String[] {basic("myapp", "x"), basic("nobody", "x"), "Basic !!!", "basic Og=="}) {
      Answer answer = server.token(SIGN_IN, header);
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.error()).isEqualTo("invalid_client");
      assertThat(answer.header("WWW-Authenticate")).startsWith("Basic ");
    }
    String good = basic("myapp", "verysecret");
    assertThat(server.token(MYAPP, good).error()).isEqualTo("invalid_request");
    assertThat(server.token(SIGN_IN + "&client_id=public", good).error())
        .isEqualTo("invalid_request");
    assertThat(server.token(SIGN_IN + "&client_id=myapp", good).status()).isEqualTo(200);
    assertThat(server.token(SIGN_IN, basic("public", "")).status()).isEqualTo(200);
    assertThat(server.token(MYAPP, "Bearer stale").status()).isEqualTo(200);
  }

  @Test
  @DisplayName("requests that are no requests: grant types, bodies, query strings, methods")
  void malformed() {
    assertThat(server.token("grant_type=foo&client_id=public").error())
        .isEqualTo("unsupported_grant_type");
    assertThat(server.token("client_id=public").error()).isEqualTo("invalid_request");
    assertThat(server.token("").error()).isEqualTo("invalid_request");
    for (String body :
        new String[] {
          "{", "[]", "\"x\"", "{\"grant_type\":1}", "{\"grant_type\":null}", "{\"a\":1,\"a\":2}"
        }) {
      Answer answer = server.post("/auth/token", JSON, body, Map.of());
      assertThat(answer.status()).as(body).isEqualTo(400);
      assertThat(answer.error()).as(body).isEqualTo("invalid_request");
    }
    assertThat(server.post("/auth/token?client_id=public", FORM, SIGN_IN, Map.of()).error())
        .isEqualTo("invalid_request");
    assertThat(server.token(SIGN_IN + "&client_id=public&x=" + "y".repeat(2000)).error())
        .isEqualTo("invalid_request");
    Answer tooLarge = server.token(SIGN_IN + "&x=" + "y".repeat(70_000));
    assertThat(tooLarge.status()).isEqualTo(413);
    assertThat(tooLarge.error()).isEqualTo("invalid_request");
    assertThat(server.post("/auth/token", "text/plain", SIGN_IN, Map.of()).status()).isEqualTo(415);
    assertThat(server.post("/auth/token", FORM, MYAPP, Map.of("Accept", "image/png")).status())
        .isEqualTo(406);
    Answer get = server.send(server.request("/auth/token").GET());
    assertThat(get.status()).isEqualTo(405);
    assertThat(get.header("Allow")).contains("POST");
    assertThat(get.error()).isEqualTo("invalid_request");
  }

  @Test
  @DisplayName("§4.4 client credentials: for clients that prove themselves; no user, no refresh")
  void clientCredentials() {
    Answer answer =
        server.token("grant_type=client_credentials&scope=read", basic("full", "a b+c%:d&ü"));
    assertThat(answer.json().names())
        .containsExactly("token_type", "expires_in", "access_token", "scope");
    assertThat(answer.text("scope")).isEqualTo("read");
    assertThat(server.token("grant_type=client_credentials&client_id=public").error())
        .isEqualTo("invalid_client");
    assertThat(server.token("grant_type=client_credentials", basic("myapp", "verysecret")).error())
        .isEqualTo("unauthorized_client");
  }

  @Test
  @DisplayName("§6 refreshing: fresh tokens, the same user, scope no wider")
  void refresh() {
    String proof = basic("full", "a b+c%:d&ü");
    Answer first = server.token(SIGN_IN, proof);
    assertThat(first.json().names())
        .containsExactly(
            "token_type", "expires_in", "access_token", "refresh_token", "scope", "userinfo");
    assertThat(first.text("scope")).isEqualTo("read write");
    assertThat(first.json().get("expires_in")).isEqualTo(Json.of(600));

    String refresh = "grant_type=refresh_token&refresh_token=";
    String token = first.text("refresh_token");
    assertThat(server.token(refresh + token + "&scope=more", proof).error())
        .isEqualTo("invalid_scope");
    assertThat(server.token(refresh + token + "&client_id=full").error())
        .isEqualTo("invalid_client");
    Answer second = server.token(refresh + token + "&scope=read", proof);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.text("scope")).isEqualTo("read");
    assertThat(second.json().object("userinfo")).isNotNull();

    assertThat(server.token(refresh + first.text("access_token"), proof).error())
        .isEqualTo("invalid_grant");
    assertThat(server.token(refresh + "nonsense", proof).error()).isEqualTo("invalid_grant");
    assertThat(server.token(refresh, proof).error()).isEqualTo("invalid_request");
    assertThat(server.token(refresh + token, basic("myapp", "verysecret")).error())
        .isEqualTo("unauthorized_client");
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "myapp"})
  @DisplayName("userinfo, RFC 7009 revocation and RFC 7662 introspection")
  void around(String client) {
    String proof =
        client.equals("full") ? basic("full", "a b+c%:d&ü") : basic("myapp", "verysecret");
    String token = server.token(SIGN_IN, proof).text("access_token");

    Answer user = userInfo("Bearer " + token);
    assertThat(user.text("id")).isEqualTo("user");
    assertThat(userInfo("Bearer x").status()).isEqualTo(401);
    assertThat(userInfo("Bearer x").header("WWW-Authenticate"))
        .startsWith("Bearer ")
        .contains("invalid_token");

    Map<String, String> owner = Map.of("Authorization", proof);
    JsonObject active = server.post("/auth/introspect", FORM, "token=" + token, owner).json();
    assertThat(active.get("active")).isEqualTo(Json.of(true));
    assertThat(active.string("sub")).isEqualTo("user");
    assertThat(active.string("client_id")).isEqualTo(client);
    assertThat(
            server
                .post("/auth/introspect", FORM, "token=" + token + "&client_id=public", Map.of())
                .http()
                .body())
        .isEqualTo("{\"active\":false}");
    server.node.put("Client", "gateway", "{\"secret\":\"g\"}");
    assertThat(
            server
                .post(
                    "/auth/introspect",
                    FORM,
                    "token=" + token,
                    Map.of("Authorization", basic("gateway", "g")))
                .json()
                .string("username"))
        .isEqualTo("user");
    assertThat(server.post("/auth/introspect", FORM, "token=" + token, Map.of()).status())
        .isEqualTo(400);

    assertThat(
            server
                .post("/auth/revoke", FORM, "token=" + token + "&client_id=public", Map.of())
                .error())
        .isEqualTo("invalid_grant");
    assertThat(userInfo("Bearer " + token).status()).isEqualTo(200);
    assertThat(server.post("/auth/revoke", FORM, "token=x", owner).status()).isEqualTo(200);
    assertThat(server.post("/auth/revoke", FORM, "token=" + token, owner).status()).isEqualTo(200);
    assertThat(userInfo("Bearer " + token).status()).isEqualTo(401);
    assertThat(server.post("/auth/introspect", FORM, "token=" + token, owner).http().body())
        .isEqualTo("{\"active\":false}");
    assertThat(server.post("/auth/revoke", FORM, "token=" + token, owner).status()).isEqualTo(200);
  }

  private Answer userInfo(String authorization) {
    return server.send(server.request("/auth/userinfo").header("Authorization", authorization));
  }

  @Test
  @DisplayName("RFC 8414 metadata and RFC 7517 keys, which verify our tokens for anybody")
  void discovery() throws Exception {
    Answer metadata = server.send(server.request("/.well-known/oauth-authorization-server").GET());
    var parsed =
        com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata.parse(metadata.http().body());
    assertThat(parsed.getTokenEndpointURI())
        .hasToString(dev.andiron.identity.IdentityNode.ISSUER + "/auth/token");
    assertThat(server.send(server.request("/.well-known/openid-configuration").GET()).json())
        .isEqualTo(metadata.json());

    String token = server.token(SIGN_IN, basic("full", "a b+c%:d&ü")).text("access_token");
    var keys =
        com.nimbusds.jose.jwk.JWKSet.parse(
            server.send(server.request("/.well-known/jwks.json").GET()).http().body());
    var jwt = com.nimbusds.jwt.SignedJWT.parse(token);
    var key = keys.getKeyByKeyId(jwt.getHeader().getKeyID()).toRSAKey();
    assertThat(jwt.verify(new com.nimbusds.jose.crypto.RSASSAVerifier(key))).isTrue();
    assertThat(key.isPrivate()).isFalse();
    assertThat(jwt.getHeader().toString())
        .contains("\"alg\":\"RS256\"")
        .contains("\"typ\":\"JWT\"");
  }

  @Test
  @DisplayName("without a database nothing is refused and nothing is granted: 503")
  void databaseAway() {
    String token = server.token(MYAPP).text("access_token");
    server.pool.close();
    Answer answer = server.token(MYAPP);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.error()).isEqualTo("temporarily_unavailable");
    assertThat(answer.header("Retry-After")).isNotNull();
    long end = System.nanoTime() + 10_000_000_000L;
    int status = 200;
    while (status == 200 && System.nanoTime() < end) {
      status = userInfo("Bearer " + token).status();
    }
    assertThat(status).isEqualTo(503);
  }

  @Test
  @DisplayName("with no room to hash: 503 at once, with Retry-After")
  void busy() {
    server.hashing.close();
    Answer answer = server.token(SIGN_IN + "&client_id=public");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.error()).isEqualTo("temporarily_unavailable");
    assertThat(answer.header("Retry-After")).isNotNull();
  }

  @Test
  @DisplayName("HEAD and OPTIONS are the router's")
  void options() {
    Answer answer =
        server.send(
            server.request("/auth/token").method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("Allow")).contains("POST");
  }
}
