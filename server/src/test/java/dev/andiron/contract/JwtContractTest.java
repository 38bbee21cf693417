package dev.andiron.contract;

import static dev.andiron.contract.Given.HTTP;
import static dev.andiron.contract.Given.assertError;
import static dev.andiron.contract.Given.put;
import static dev.andiron.contract.Given.read;
import static dev.andiron.contract.Given.refresh;
import static dev.andiron.contract.Given.signedIn;
import static dev.andiron.contract.Given.userInfoStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.andiron.Http.Answer;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Tokens: JWT access tokens (RFC 7519, RFC 8725) and refresh tokens (RFC 6749 §6)")
class JwtContractTest {
  @BeforeAll
  static void clientsAndUsers() {
    client("jw-app", "");
    client("jw-other", "");
    client("jw-aud", ",\"audience\":\"https://api.example\"");
    client("jw-auds", ",\"audience\":[\"https://a.example\",\"https://b.example\"]");
    put("/User/jw-user", "{\"password\":\"password\"}");
  }

  private static void client(String id, String settings) {
    put(
        "/Client/" + id,
        """
        {"secret":"secret","grant_types":["password"],"scope":["openid","patient"],
         "auth":{"password":{"token_format":"jwt","refresh_token":true,
                             "access_token_expiration":300,"refresh_token_expiration":900%s}}}
        """
            .formatted(settings));
  }

  private static SignedJWT accessToken(Answer answer) throws ParseException {
    return SignedJWT.parse(answer.text("access_token"));
  }

  @Test
  @DisplayName("header and claims of an access token")
  void accessToken() throws ParseException, JOSEException {
    Answer answer = signedIn("jw-app", "jw-user");
    SignedJWT jwt = accessToken(answer);
    assertThat(jwt.getHeader().toJSONObject().keySet())
        .containsExactlyInAnyOrder("alg", "typ", "kid");
    assertThat(jwt.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
    assertThat(jwt.getHeader().getType().toString()).isEqualTo("JWT");
    JWTClaimsSet claims = jwt.getJWTClaimsSet();
    assertThat(claims.getClaims().keySet())
        .containsExactlyInAnyOrder("iss", "sub", "aud", "iat", "exp", "jti", "client_id", "scope");
    assertThat(claims.getIssuer()).isEqualTo(Given.APP.url());
    assertThat(claims.getSubject()).isEqualTo("jw-user");
    assertThat(claims.getAudience()).containsExactly(Given.APP.url());
    assertThat(claims.getStringClaim("client_id")).isEqualTo("jw-app");
    assertThat(claims.getStringClaim("scope")).isEqualTo("openid patient");
    assertThat(lifetime(claims)).isEqualTo(Duration.ofMinutes(5));
    JsonObject session = read("/Session/" + claims.getJWTID()).json();
    assertThat(session.string("jti")).isEqualTo(claims.getJWTID());
    assertThat(session.get("exp"))
        .isEqualTo(Json.of(claims.getExpirationTime().toInstant().getEpochSecond()));
    RSAKey key = published().getKeyByKeyId(jwt.getHeader().getKeyID()).toRSAKey();
    assertThat(jwt.verify(new com.nimbusds.jose.crypto.RSASSAVerifier(key))).isTrue();
  }

  private static Duration lifetime(JWTClaimsSet claims) {
    return Duration.between(
        claims.getIssueTime().toInstant(), claims.getExpirationTime().toInstant());
  }

  private static JWKSet published() throws ParseException {
    return JWKSet.parse(HTTP.get("/.well-known/jwks.json").send().body());
  }

  @Test
  @DisplayName("RFC 7517: the published keys are public, RSA, and for signing")
  void jwks() throws ParseException {
    Answer answer = HTTP.get("/.well-known/jwks.json").send();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain("\"d\"").doesNotContain("\"p\"").doesNotContain("oct");
    assertThat(published().getKeys())
        .isNotEmpty()
        .allSatisfy(key -> {
          assertThat(key.isPrivate()).isFalse();
          assertThat(key.getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
          assertThat(key.size()).isGreaterThanOrEqualTo(2048);
        });
  }

  @Test
  @DisplayName("`aud` is a string or a list, as the client has it, and such tokens are good here")
  void audience() throws ParseException {
    Answer one = signedIn("jw-aud", "jw-user");
    assertThat(accessToken(one).getPayload().toJSONObject().get("aud"))
        .isEqualTo("https://api.example");
    Answer two = signedIn("jw-auds", "jw-user");
    assertThat(accessToken(two).getPayload().toJSONObject().get("aud"))
        .isEqualTo(List.of("https://a.example", "https://b.example"));
    for (Answer answer : List.of(one, two)) {
      assertThat(userInfoStatus(answer.text("access_token"))).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("a refresh token is an HS256 JWT with typ refresh, of the client and the session")
  void refreshToken() throws ParseException {
    Answer answer = signedIn("jw-app", "jw-user");
    SignedJWT jwt = SignedJWT.parse(answer.text("refresh_token"));
    assertThat(jwt.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.HS256);
    JWTClaimsSet claims = jwt.getJWTClaimsSet();
    assertThat(claims.getClaim("typ")).isEqualTo("refresh");
    assertThat(claims.getIssuer()).isEqualTo(Given.APP.url());
    assertThat(claims.getSubject()).isEqualTo("jw-app");
    assertThat(claims.getJWTID()).isEqualTo(accessToken(answer).getJWTClaimsSet().getJWTID());
    assertThat(lifetime(claims)).isEqualTo(Duration.ofMinutes(15));
  }

  private static void assertRefused(String token) {
    Answer answer = HTTP.get("/Patient").bearer(token).send();
    assertThat(answer.status()).as(token).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    assertThat(answer.text("resourceType")).isEqualTo("OperationOutcome");
    assertThat(userInfoStatus(token)).isEqualTo(401);
  }

  @Test
  @DisplayName(
      "after DELETE /Session its JWT is a 401 at once, and its refresh token invalid_grant")
  void closed() {
    Answer answer = signedIn("jw-app", "jw-user");
    String token = answer.text("access_token");
    assertThat(userInfoStatus(token)).isEqualTo(200);
    Answer closing = HTTP.delete("/fhir/Session").bearer(token).send();
    assertThat(closing.status()).isEqualTo(200);
    assertThat(closing.json().names()).isNotEmpty();
    assertThat(userInfoStatus(token)).isEqualTo(401);
    assertRefused(token);
    assertError(refresh("jw-app", answer.text("refresh_token")), 400, "invalid_grant");
    assertThat(HTTP.delete("/Session").bearer(token).send().status()).isEqualTo(401);
  }

  @Test
  @DisplayName("refreshing rotates; access tokens given out before stay good; scope cannot widen")
  void rotation() throws ParseException {
    Answer first = signedIn("jw-app", "jw-user");
    Answer second = refresh("jw-app", first.text("refresh_token"));
    assertThat(second.status()).as(second.body()).isEqualTo(200);
    assertThat(second.json().names())
        .containsExactly(
            "token_type", "expires_in", "access_token", "refresh_token", "scope", "userinfo");
    assertThat(accessToken(second).getJWTClaimsSet().getJWTID())
        .isEqualTo(accessToken(first).getJWTClaimsSet().getJWTID());
    assertThat(second.text("refresh_token")).isNotEqualTo(first.text("refresh_token"));
    assertThat(userInfoStatus(first.text("access_token"))).isEqualTo(200);
    assertThat(userInfoStatus(second.text("access_token"))).isEqualTo(200);

    Answer narrow = scoped(second.text("refresh_token"), "openid");
    assertThat(narrow.text("scope")).isEqualTo("openid");
    assertError(scoped(narrow.text("refresh_token"), "openid other"), 400, "invalid_scope");
    assertThat(refresh("jw-app", narrow.text("refresh_token")).status()).isEqualTo(200);
  }

  private static Answer scoped(String refreshToken, String scope) {
    return HTTP.post("/auth/token")
        .basic("jw-app", "secret")
        .form("grant_type", "refresh_token", "refresh_token", refreshToken, "scope", scope)
        .send();
  }

  @Test
  @DisplayName(
      "a spent refresh token is answered while its successor is unused; after that it closes")
  void reuse() {
    Answer first = signedIn("jw-app", "jw-user");
    Answer lost = refresh("jw-app", first.text("refresh_token"));
    Answer again = refresh("jw-app", first.text("refresh_token"));
    assertThat(again.status()).isEqualTo(200);
    Answer third = refresh("jw-app", again.text("refresh_token"));
    assertThat(third.status()).isEqualTo(200);
    assertError(refresh("jw-app", first.text("refresh_token")), 400, "invalid_grant");
    assertError(refresh("jw-app", third.text("refresh_token")), 400, "invalid_grant");
    for (Answer answer : List.of(first, lost, again, third)) {
      assertThat(userInfoStatus(answer.text("access_token"))).isEqualTo(401);
    }
  }
}
