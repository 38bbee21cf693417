package dev.andiron.contract;

import static dev.andiron.contract.Given.HTTP;
import static dev.andiron.contract.Given.assertError;
import static dev.andiron.contract.Given.put;
import static dev.andiron.contract.Given.refresh;
import static dev.andiron.contract.Given.signedIn;
import static dev.andiron.contract.Given.userInfoStatus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.json.Json;
import dev.andiron.json.JsonBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Around the token endpoint: userinfo, RFC 7009, RFC 7662, RFC 8414, health")
class AroundTheTokenEndpointContractTest {
  @BeforeAll
  static void clientsAndUsers() {
    for (String format : new String[] {"jwt", "opaque"}) {
      String settings = format.equals("jwt") ? "\"token_format\":\"jwt\"," : "";
      put(
          "/Client/ar-" + format,
          """
          {"secret":"secret","grant_types":["password"],"scope":["openid"],
           "auth":{"password":{%s"refresh_token":true}}}
          """
              .formatted(settings));
    }
    put(
        "/Client/ar-reader",
        "{\"secret\":\"secret\",\"grant_types\":[\"client_credentials\",\"basic\"]}");
    put("/Client/ar-open", "{\"grant_types\":[\"password\"]}");
    put("/User/ar-user", "{\"password\":\"password\",\"email\":\"ar-user@mail.com\"}");
  }

  private static Answer introspect(String client, String token) {
    return HTTP.post("/auth/introspect").basic(client, "secret").form("token", token).send();
  }

  private static Answer revoke(String client, String token) {
    return HTTP.post("/auth/revoke").basic(client, "secret").form("token", token).send();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jwt", "opaque"})
  @DisplayName("GET /auth/userinfo needs a good session and no policy")
  void userinfo(String format) {
    Answer tokens = signedIn("ar-" + format, "ar-user");
    String token = tokens.text("access_token");
    Answer userinfo = HTTP.get("/fhir/auth/userinfo").bearer(token).send();
    assertThat(userinfo.status()).isEqualTo(200);
    assertThat(userinfo.json()).isEqualTo(tokens.json().object("userinfo"));
    assertThat(userinfo.header("Cache-Control")).isEqualTo("no-store");
    assertThat(HTTP.get("/Patient").bearer(token).send().status()).isEqualTo(403);
    Answer none = HTTP.get("/auth/userinfo").send();
    assertError(none, 401, "invalid_token");
    assertThat(none.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"andiron\"");
    Answer bad = HTTP.get("/auth/userinfo").bearer("stale").send();
    assertError(bad, 401, "invalid_token");
    assertThat(bad.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jwt", "opaque"})
  @DisplayName("RFC 7662: a client sees its own tokens, of those of others nothing")
  void introspection(String format) {
    String client = "ar-" + format;
    Answer tokens = signedIn(client, "ar-user");
    Answer own = introspect(client, tokens.text("access_token"));
    assertThat(own.status()).isEqualTo(200);
    assertThat(own.json().get("active")).isEqualTo(JsonBoolean.TRUE);
    assertThat(own.text("sub")).isEqualTo("ar-user");
    assertThat(own.text("client_id")).isEqualTo(client);
    assertThat(own.text("scope")).isEqualTo("openid");
    assertThat(own.text("iss")).isEqualTo(Given.APP.url());
    assertThat(own.json().names()).contains("exp", "iat", "aud", "jti", "token_type");
    Answer refreshing = introspect(client, tokens.text("refresh_token"));
    assertThat(refreshing.json().get("active")).isEqualTo(JsonBoolean.TRUE);
    assertThat(refreshing.text("sub")).isEqualTo(client);
    for (String token :
        new String[] {tokens.text("access_token"), tokens.text("refresh_token"), "x", "a.b.c"}) {
      assertThat(introspect("ar-reader", token).body()).isEqualTo("{\"active\":false}");
    }
    revoke(client, tokens.text("access_token"));
    assertThat(introspect(client, tokens.text("access_token")).body())
        .isEqualTo("{\"active\":false}");
    assertThat(introspect(client, tokens.text("refresh_token")).body())
        .isEqualTo("{\"active\":false}");
  }

  @Test
  @DisplayName("RFC 7662 §2.1: whoever asks must prove itself; others' tokens by a policy")
  void introspectionOfOthers() {
    Answer tokens = signedIn("ar-jwt", "ar-user");
    assertError(
        HTTP.post("/auth/introspect").form("token", tokens.text("access_token")).send(),
        400,
        "invalid_request");
    assertError(
        HTTP.post("/auth/introspect")
            .form("client_id", "ar-jwt", "token", tokens.text("access_token"))
            .send(),
        401,
        "invalid_client");
    assertError(
        HTTP.post("/auth/introspect").basic("ar-jwt", "wrong").form("token", "x").send(),
        401,
        "invalid_client");
    assertError(
        HTTP.post("/auth/introspect").basic("ar-jwt", "secret").form("x", "x").send(),
        400,
        "invalid_request");
    put(
        "/AccessPolicy/ar-introspect",
        """
        {"engine":"matcho","matcho":{"uri":"/auth/introspect","request-method":"post"},
         "link":[{"reference":"Client/ar-reader"}]}
        """);
    assertThat(introspect("ar-reader", tokens.text("access_token")).json().get("active"))
        .isEqualTo(Json.of(true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"access_token", "refresh_token"})
  @DisplayName(
      "RFC 7009: revoking either token ends both, at once; of another client it is refused")
  void revocation(String which) {
    Answer tokens = signedIn("ar-opaque", "ar-user");
    assertError(revoke("ar-jwt", tokens.text(which)), 400, "invalid_grant");
    assertError(
        HTTP.post("/auth/revoke")
            .form("client_id", "ar-opaque", "token", tokens.text(which))
            .send(),
        401,
        "invalid_client");
    assertThat(userInfoStatus(tokens.text("access_token"))).isEqualTo(200);
    assertThat(revoke("ar-opaque", tokens.text(which)).status()).isEqualTo(200);
    assertThat(userInfoStatus(tokens.text("access_token"))).isEqualTo(401);
    assertError(refresh("ar-opaque", tokens.text("refresh_token")), 400, "invalid_grant");
    // §2.2: again, or what is no token, is fine.
    assertThat(revoke("ar-opaque", tokens.text(which)).status()).isEqualTo(200);
    assertThat(revoke("ar-opaque", "no token").status()).isEqualTo(200);
  }

  @Test
  @DisplayName("RFC 7009 §2.1: a public client revokes by its client_id")
  void publicRevocation() {
    Answer tokens =
        HTTP.post("/auth/token")
            .form(
                "grant_type",
                "password",
                "client_id",
                "ar-open",
                "username",
                "ar-user",
                "password",
                "password")
            .send();
    assertThat(userInfoStatus(tokens.text("access_token"))).isEqualTo(200);
    assertThat(
            HTTP.post("/auth/revoke")
                .form("client_id", "ar-open", "token", tokens.text("access_token"))
                .send()
                .status())
        .isEqualTo(200);
    assertThat(userInfoStatus(tokens.text("access_token"))).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"})
  @DisplayName("RFC 8414: the metadata names the fixed issuer whatever Host says")
  void metadata(String path) {
    Answer answer = HTTP.get("/fhir" + path).send();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("issuer")).isEqualTo(Given.APP.url());
    for (String endpoint :
        new String[] {
          "token_endpoint", "revocation_endpoint", "introspection_endpoint", "userinfo_endpoint"
        }) {
      assertThat(answer.text(endpoint)).startsWith(Given.APP.url() + "/auth/");
    }
    assertThat(HTTP.get(answer.text("jwks_uri")).send().status()).isEqualTo(200);
    assertThat(answer.json().array("grant_types_supported").toString()).contains("password");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/metadata", "/fhir/metadata", "/$version", "/fhir/$version"})
  @DisplayName("what needs no sign-in")
  void open(String path) {
    Answer json = HTTP.get(path).send();
    assertThat(json.status()).isEqualTo(200);
    assertThat(json.json().names()).isNotEmpty();
    assertThat(HTTP.get(path).header("Accept", "text/yaml").send().header("Content-Type"))
        .startsWith("text/yaml");
  }
}
