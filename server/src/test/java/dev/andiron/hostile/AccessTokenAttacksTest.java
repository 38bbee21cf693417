package dev.andiron.hostile;

import static dev.andiron.hostile.Target.HTTP;
import static dev.andiron.hostile.Target.assertError;
import static dev.andiron.hostile.Target.assertOutcome;
import static dev.andiron.hostile.Target.signedIn;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.andiron.Http.Answer;
import dev.andiron.console.Browser;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Unharmed.class)
@DisplayName("RFC 6750, RFC 7519, RFC 8725: access tokens that are forged, changed or misused")
class AccessTokenAttacksTest {
  private final ServerKeys keys = ServerKeys.of(Target.APP);
  private final Answer signedIn = signedIn();
  private final SignedJWT good = SignedJWT.parse(signedIn.text("access_token"));
  private final JWTClaimsSet claims = good.getJWTClaimsSet();
  private final String kid = good.getHeader().getKeyID();

  AccessTokenAttacksTest() throws ParseException {}

  /// Nobody is let in by it, at no door, and nothing is done.
  private static void assertRefused(String token) {
    Answer read = HTTP.get(Target.PATIENT).bearer(token).send();
    assertOutcome(read, 401, "login");
    assertThat(read.header("WWW-Authenticate"))
        .startsWith("Bearer realm=\"andiron\", error=\"invalid_token\"");
    assertError(HTTP.get("/auth/userinfo").bearer(token).send(), 401, "invalid_token");
    assertThat(HTTP.delete("/Session").bearer(token).send().status()).isEqualTo(401);
  }

  private void assertStillGood() {
    assertThat(Target.as(signedIn, "GET", Target.PATIENT).send().status()).isEqualTo(200);
  }

  /// Unlike for the tokens of others, a client is told of those that are its own.
  private static void assertInactive(String token) {
    Answer answer =
        HTTP.post("/auth/introspect")
            .basic(Target.CLIENT, Target.SECRET)
            .form("token", token)
            .send();
    assertThat(answer.body().strip()).isEqualTo("{\"active\":false}");
  }

  private static String signed(JWSHeader header, JWTClaimsSet claims, RSAKey key)
      throws JOSEException {
    SignedJWT jwt = new SignedJWT(header, claims);
    jwt.sign(new RSASSASigner(key));
    return jwt.serialize();
  }

  /// A token like the good one, from the server's own key, but for one claim.
  private String claiming(String name, @Nullable Object value) throws ParseException {
    Map<String, Object> parsed = good.getPayload().toJSONObject();
    return keys.access().sign(ServerKeys.changed(parsed, name, value));
  }

  @Test
  @DisplayName("RFC 8725 §3.1: alg none, in every spelling, with and without a signature")
  void algNone() {
    String payload = good.getParsedParts()[1].toString();
    assertRefused(new PlainJWT(claims).serialize());
    for (String alg : List.of("none", "None", "NONE", "nOnE", "")) {
      String header =
          Base64URL.encode("{\"alg\":\"" + alg + "\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\"}")
              .toString();
      for (String signature : List.of("", "AAAA", good.getSignature().toString())) {
        String token = header + "." + payload + "." + signature;
        assertRefused(token);
        assertInactive(token);
      }
    }
    assertStillGood();
  }

  @Test
  @DisplayName("RFC 8725 §3.1: HS256 with the public key as the secret, in every form it has")
  void publicKeyAsSecret() throws JOSEException {
    byte[] spki = published().toRSAPublicKey().getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(spki)
            + "\n-----END PUBLIC KEY-----";
    for (byte[] secret :
        List.of(
            spki,
            bytes(pem),
            bytes(pem + "\n"),
            bytes(published().toJSONString()),
            published().getModulus().decode())) {
      for (JWSHeader header :
          List.of(
              new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(kid).build(),
              new JWSHeader.Builder(JWSAlgorithm.HS256)
                  .type(good.getHeader().getType())
                  .keyID(kid)
                  .build())) {
        SignedJWT confused = new SignedJWT(header, claims);
        confused.sign(new MACSigner(Arrays.copyOf(secret, Math.max(64, secret.length))));
        assertRefused(confused.serialize());
        assertError(Target.refresh(confused.serialize()), 400, "invalid_grant");
      }
    }
    assertStillGood();
  }

  private RSAKey published() {
    try {
      return JWKSet.parse(HTTP.get("/.well-known/jwks.json").send().body())
          .getKeyByKeyId(kid)
          .toRSAKey();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("RFC 8725 §3.10: a foreign kid, which leads to no file, table or other key")
  void foreignKid() throws JOSEException {
    RSAKey foreign = new RSAKeyGenerator(2048).keyID("foreign").generate();
    for (String name :
        List.of(
            "foreign",
            kid,
            kid + " ",
            "",
            "../../../../dev/null",
            "/etc/hostname",
            "' or '1'='1",
            "x' union select 'secret' --",
            "\u0000",
            "a\r\nb",
            "k".repeat(2000))) {
      assertRefused(
          signed(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(name).build(), claims, foreign));
    }
    assertRefused(signed(new JWSHeader.Builder(JWSAlgorithm.RS256).build(), claims, foreign));
    assertRefused(signed(good.getHeader(), claims, foreign));
    assertStillGood();
  }

  @Test
  @DisplayName("RFC 8725 §3.10: jku and x5u, keys to be fetched: nobody is asked for them")
  void foreignAddressOfKeys() throws Exception {
    RSAKey foreign = new RSAKeyGenerator(2048).keyID("foreign").generate();
    try (java.net.ServerSocket listener = new java.net.ServerSocket(0)) {
      URI there = URI.create("http://localhost:" + listener.getLocalPort() + "/jwks.json");
      for (URI address : List.of(there, URI.create(Target.APP.url() + "/.well-known/jwks.json"))) {
        for (JWSHeader.Builder header :
            List.of(
                new JWSHeader.Builder(JWSAlgorithm.RS256).jwkURL(address),
                new JWSHeader.Builder(JWSAlgorithm.RS256).x509CertURL(address))) {
          assertRefused(signed(header.keyID("foreign").build(), claims, foreign));
          assertRefused(signed(header.keyID(kid).build(), claims, foreign));
        }
      }
      listener.setSoTimeout(1);
      org.assertj.core.api.Assertions.assertThatThrownBy(listener::accept)
          .isInstanceOf(java.net.SocketTimeoutException.class);
    }
    assertStillGood();
  }

  @Test
  @DisplayName("RFC 8725 §3.10: jwk and x5c, a key that the token brings along")
  void foreignKey() throws JOSEException {
    RSAKey foreign = new RSAKeyGenerator(2048).keyID(kid).generate();
    for (JWSHeader header :
        List.of(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(kid).jwk(foreign.toPublicJWK()).build(),
            new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(foreign.toPublicJWK()).build(),
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(kid)
                .x509CertChain(
                    List.of(
                        com.nimbusds.jose.util.Base64.encode(
                            foreign.toRSAPublicKey().getEncoded())))
                .build(),
            new JWSHeader.Builder(JWSAlgorithm.PS256).keyID(kid).build(),
            new JWSHeader.Builder(JWSAlgorithm.RS512).keyID(kid).build())) {
      assertRefused(signed(header, claims, foreign));
    }
    assertStillGood();
  }

  @Test
  @DisplayName("RFC 8725 §3.11: a refresh token, a session's id, a secret or a cookie as a Bearer")
  void othersAsAccessToken() throws ParseException {
    String session = String.valueOf(claims.getJWTID());
    Browser browser = Browser.signedIn(HTTP, Target.USER, Target.PASSWORD);
    for (String token :
        List.of(
            signedIn.text("refresh_token"),
            session,
            session.replace("-", ""),
            Base64URL.encode(session).toString(),
            Target.CLIENT,
            "andiron",
            "null",
            "undefined",
            "{}")) {
      assertRefused(token);
    }
    for (String cookie : browser.values()) {
      assertRefused(cookie);
    }
    assertThat(
            HTTP.get(Target.PATIENT)
                .header("Cookie", "andiron=" + signedIn.text("access_token"))
                .send()
                .status())
        .isEqualTo(401);
    assertStillGood();
  }

  @Test
  @DisplayName("RFC 6750 §2: an access token in the query string, a form or as Basic is none")
  void elsewhere() {
    String token = signedIn.text("access_token");
    assertThat(HTTP.get(Target.PATIENT + "?access_token=" + token).send().status()).isEqualTo(401);
    assertThat(HTTP.post("/Patient/_search").form("access_token", token).send().status())
        .isEqualTo(401);
    assertThat(HTTP.get(Target.PATIENT).basic("", token).send().status()).isEqualTo(401);
    assertThat(HTTP.get(Target.PATIENT).basic(token, "").send().status()).isEqualTo(401);
    assertThat(HTTP.get(Target.PATIENT).bearer("").send().status()).isEqualTo(401);
    assertThat(
            HTTP.get(Target.PATIENT)
                .header("Authorization", "Bearer " + token)
                .header("Authorization", "Bearer " + token)
                .send()
                .status())
        .isEqualTo(400);
  }

  @Test
  @DisplayName("truncated tokens, a JWT and an opaque one, at every length")
  void truncated() {
    String jwt = good.serialize();
    for (int length = 1; length < jwt.length(); length += 37) {
      assertRefused(jwt.substring(0, length));
      assertRefused(jwt.substring(length));
    }
    String opaque = opaque();
    for (int length = 1; length < opaque.length(); length += 7) {
      assertRefused(opaque.substring(0, length));
      assertRefused(opaque.substring(length));
    }
    assertStillGood();
  }

  private static String opaque() {
    Target.put(
        "/Client/hostile-opaque",
        "{\"secret\":\"" + Target.SECRET + "\",\"grant_types\":[\"password\"]}");
    String token =
        Target.kept(
                HTTP.post("/auth/token")
                    .basic("hostile-opaque", Target.SECRET)
                    .form(
                        "grant_type",
                        "password",
                        "username",
                        Target.USER,
                        "password",
                        Target.PASSWORD)
                    .send())
            .text("access_token");
    assertThat(token).doesNotContain(".");
    assertThat(HTTP.get(Target.PATIENT).bearer(token).send().status()).isEqualTo(200);
    return token;
  }

  @Test
  @DisplayName("padded tokens: a token has one spelling (RFC 7515 §2)")
  void padded() {
    String opaque = opaque();
    for (String token : List.of(good.serialize(), opaque)) {
      for (String more :
          List.of(
              "=", "==", ".", "..", ".AAAA", "A", "%20", "\t.", "\"", ",", "AAAA".repeat(900))) {
        assertRefused(token + more);
        assertRefused(more + token);
      }
      assertRefused("\"" + token + "\"");
      assertRefused(token + " " + token);
      assertRefused(token + "." + token);
    }
    assertRefused(good.serialize().replace('-', '+').replace('_', '/') + "=");
    String twin = good.serialize();
    char last = twin.charAt(twin.length() - 1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    // 256 bytes of signature leave 4 bits over: 15 other last characters would decode to the same
    assertRefused(
        twin.substring(0, twin.length() - 1) + alphabet.charAt(alphabet.indexOf(last) ^ 1));
    assertStillGood();
  }

  @Test
  @DisplayName("a changed claim, header or signature of a good token")
  void changed() {
    String[] parts = good.serialize().split("\\.", -1);
    String raised =
        Base64URL.encode(
                good.getPayload().toString().replace("\"" + Target.USER + "\"", "\"admin\""))
            .toString();
    assertRefused(parts[0] + "." + raised + "." + parts[2]);
    assertRefused(parts[0] + "." + parts[1] + "." + parts[1]);
    assertRefused(parts[1] + "." + parts[0] + "." + parts[2]);
    assertRefused(parts[0] + "." + parts[1] + ".");
    assertRefused(parts[0] + ".." + parts[2]);
    assertRefused("." + parts[1] + "." + parts[2]);
    assertStillGood();
  }

  @Test
  @DisplayName("RFC 7519 §4.1.4: an expired token, or one without an end, signed by the server")
  void expired() throws ParseException {
    assertThat(HTTP.get(Target.PATIENT).bearer(claiming("harmless", "x")).send().status())
        .as("signed as the server signs")
        .isEqualTo(200);
    long now = Instant.now().getEpochSecond();
    for (Object exp : Arrays.asList(now - 1, now - 10_000_000L, 0L, -1L, null, "2999999999", 3e9)) {
      String token = claiming("exp", exp);
      assertRefused(token);
      assertInactive(token);
    }
    assertStillGood();
  }

  @Test
  @DisplayName("RFC 7519 §4.1.5: a token that is not yet valid, signed by the server")
  void notYetValid() throws ParseException {
    long now = Instant.now().getEpochSecond();
    assertThat(HTTP.get(Target.PATIENT).bearer(claiming("nbf", now - 5)).send().status())
        .isEqualTo(200);
    for (Object nbf : List.of(now + 600, Long.MAX_VALUE, "0", 1.5, true, List.of(0L))) {
      String token = claiming("nbf", nbf);
      assertRefused(token);
      assertInactive(token);
    }
    assertStillGood();
  }

  @Test
  @DisplayName("RFC 7519 §4.1.1: another issuer, signed by the server")
  void otherIssuer() throws ParseException {
    String issuer = claims.getIssuer();
    for (Object other :
        Arrays.asList(
            "https://elsewhere.example",
            issuer + "/",
            issuer.toUpperCase(java.util.Locale.ROOT),
            issuer.replace("http:", "https:"),
            " " + issuer,
            "",
            null,
            List.of(issuer),
            7L)) {
      assertRefused(claiming("iss", other));
    }
    assertStillGood();
  }

  @Test
  @DisplayName("RFC 7519 §4.1.3: another audience than the session's, signed by the server")
  void otherAudience() throws ParseException {
    assertThat(claims.getAudience()).containsExactly("https://ward.example", "https://lab.example");
    for (Object other :
        Arrays.asList(
            "https://ward.example",
            List.of("https://ward.example"),
            List.of("https://ward.example", "https://lab.example", "https://elsewhere.example"),
            "https://elsewhere.example",
            List.of(),
            Map.of("aud", "https://ward.example"),
            Target.APP.url(),
            null)) {
      assertRefused(claiming("aud", other));
    }
    assertStillGood();
  }

  @Test
  @DisplayName("a session that is closed, never was, or is no session, signed by the server")
  void otherSession() throws ParseException {
    Answer closed = signedIn();
    String id =
        String.valueOf(SignedJWT.parse(closed.text("access_token")).getJWTClaimsSet().getJWTID());
    assertThat(Target.as(closed, "DELETE", "/Session").send().status()).isEqualTo(200);
    for (Object other :
        Arrays.asList(
            id,
            "00000000-0000-0000-0000-000000000000",
            claims.getJWTID() + " ",
            "' or '1'='1",
            "",
            null,
            7L)) {
      assertRefused(claiming("jti", other));
    }
    assertStillGood();
  }

  @Test
  @DisplayName("huge and empty Authorization fields")
  void huge() {
    for (String value : List.of("", " ", "Bearer", "Bearer ", "Bearer  ", "Bearer\t", ".", "=")) {
      assertThat(HTTP.get(Target.PATIENT).header("Authorization", value).send().status())
          .as(value)
          .isEqualTo(401);
    }
    for (String token : List.of("A".repeat(7000), ".".repeat(7000), "A.".repeat(3500))) {
      assertRefused(token);
    }
    assertThat(HTTP.get(Target.PATIENT).bearer("A".repeat(60_000)).send().status()).isEqualTo(431);
  }
}
