package dev.andiron.hostile;

import static dev.andiron.hostile.Target.assertError;
import static dev.andiron.hostile.Target.kept;
import static dev.andiron.hostile.Target.refresh;
import static dev.andiron.hostile.Target.refreshAs;
import static dev.andiron.hostile.Target.signedIn;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.andiron.Http.Answer;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Unharmed.class)
@DisplayName("RFC 6749 §6, §10.4: refresh tokens that are another's, forged, changed or misused")
class RefreshAttacksTest {
  private final ServerKeys keys = ServerKeys.of(Target.APP);
  private final Answer signedIn = signedIn();
  private final String token = signedIn.text("refresh_token");

  private static void assertRefused(String token) {
    assertError(refresh(token), 400, "invalid_grant");
  }

  /// What was tried closed nothing and spent nothing.
  private void assertStillGood() {
    assertThat(Target.as(signedIn, "GET", Target.PATIENT).send().status()).isEqualTo(200);
    kept(refresh(token));
  }

  private String claiming(String name, @Nullable Object value) throws ParseException {
    Map<String, Object> claims = SignedJWT.parse(token).getPayload().toJSONObject();
    return keys.refresh().sign(ServerKeys.changed(claims, name, value));
  }

  @Test
  @DisplayName("a refresh token of another client, by whatever name that client calls itself")
  void anotherClient() {
    assertError(refreshAs(Target.OTHER_CLIENT, token), 400, "invalid_grant");
    assertError(
        refreshAs(Target.OTHER_CLIENT, token, "client_id", Target.CLIENT), 400, "invalid_request");
    Answer nameOnly =
        Target.HTTP
            .post("/auth/token")
            .form("grant_type", "refresh_token", "client_id", Target.CLIENT, "refresh_token", token)
            .send();
    assertError(nameOnly, 401, "invalid_client");
    Answer introspected =
        Target.HTTP
            .post("/auth/introspect")
            .basic(Target.OTHER_CLIENT, Target.SECRET)
            .form("token", token)
            .send();
    assertThat(introspected.body().strip()).isEqualTo("{\"active\":false}");
    Answer revoked =
        Target.HTTP
            .post("/auth/revoke")
            .basic(Target.OTHER_CLIENT, Target.SECRET)
            .form("token", token)
            .send();
    assertError(revoked, 400, "invalid_grant");
    assertStillGood();
  }

  @Test
  @DisplayName("wider scope on refresh than was granted, also where the client may have it")
  void widerScope() {
    Answer narrow =
        kept(
            Target.HTTP
                .post("/auth/token")
                .basic(Target.CLIENT, Target.SECRET)
                .form(
                    "grant_type",
                    "password",
                    "username",
                    Target.USER,
                    "password",
                    Target.PASSWORD,
                    "scope",
                    "openid patient")
                .send());
    String first = narrow.text("refresh_token");
    for (String scope :
        List.of("wide", "openid patient wide", "openid wide", "OPENID", "*", "openid\tpatient")) {
      assertError(refresh(first, "scope", scope), 400, "invalid_scope");
    }
    Answer narrower = kept(refresh(first, "scope", "openid"));
    assertThat(narrower.text("scope")).isEqualTo("openid");
    assertError(
        refresh(narrower.text("refresh_token"), "scope", "openid wide"), 400, "invalid_scope");
    kept(refresh(narrower.text("refresh_token")));
  }

  @Test
  @DisplayName("an access token, a session's id or a secret as a refresh token")
  void othersAsRefreshToken() throws ParseException {
    assertRefused(signedIn.text("access_token"));
    assertRefused(SignedJWT.parse(token).getJWTClaimsSet().getJWTID());
    assertRefused(Target.CLIENT);
    assertRefused("null");
    assertRefused("{}");
    assertStillGood();
  }

  @Test
  @DisplayName("alg none, another secret, and RS256 by the server's own other key")
  void forged() throws ParseException, JOSEException {
    SignedJWT good = SignedJWT.parse(token);
    JWTClaimsSet claims = good.getJWTClaimsSet();
    String[] parts = token.split("\\.", -1);
    assertRefused(new PlainJWT(claims).serialize());
    assertRefused(parts[0] + "." + parts[1] + ".");
    assertRefused("eyJhbGciOiJub25lIn0." + parts[1] + "." + parts[2]);
    for (JWSHeader header :
        List.of(
            good.getHeader(),
            new JWSHeader.Builder(JWSAlgorithm.HS256).build(),
            new JWSHeader.Builder(JWSAlgorithm.HS512).keyID(good.getHeader().getKeyID()).build())) {
      SignedJWT forged = new SignedJWT(header, claims);
      forged.sign(
          new MACSigner("a secret that somebody has thought up, as long as it must be; and more"));
      assertRefused(forged.serialize());
    }
    Map<String, Object> access = good.getPayload().toJSONObject();
    assertRefused(keys.access().sign(ServerKeys.changed(access, "typ", "Refresh")));
    assertStillGood();
  }

  @Test
  @DisplayName("truncated refresh tokens, at every length")
  void truncated() {
    for (int length = 1; length < token.length(); length += 29) {
      assertRefused(token.substring(0, length));
      assertRefused(token.substring(length));
    }
    assertStillGood();
  }

  @Test
  @DisplayName("padded refresh tokens: a token has one spelling")
  void padded() {
    for (String more : List.of("=", "==", ".", " ", "\n", "\t", ".AAAA", "A", "%20", "\u00e4")) {
      assertRefused(token + more);
      assertRefused(more + token);
    }
    assertRefused(token + "." + token);
    assertStillGood();
  }

  @Test
  @DisplayName("expired and not yet valid, signed by the server")
  void notInTime() throws ParseException {
    long now = Instant.now().getEpochSecond();
    for (Object exp : Arrays.asList(now - 1, 0L, -1L, null, "2999999999")) {
      assertRefused(claiming("exp", exp));
    }
    for (Object nbf : List.of(now + 600, "0")) {
      assertRefused(claiming("nbf", nbf));
    }
    assertStillGood();
  }

  @Test
  @DisplayName("another issuer, signed by the server")
  void otherIssuer() throws ParseException {
    for (Object issuer :
        Arrays.asList("https://elsewhere.example", Target.APP.url() + "/", "", null, 7L)) {
      assertRefused(claiming("iss", issuer));
    }
    assertStillGood();
  }

  @Test
  @DisplayName("another session, or another place in its rotation, signed by the server")
  void otherSession() throws ParseException {
    for (Object session :
        Arrays.asList("00000000-0000-0000-0000-000000000000", "' or '1'='1", "", null, 7L)) {
      assertRefused(claiming("jti", session));
    }
    assertStillGood();
  }

  @Test
  @DisplayName("a token that was stolen and spent: its second use ends both their sessions")
  void reused() {
    Answer theirs = kept(refresh(token));
    Answer next = kept(refresh(theirs.text("refresh_token")));
    assertRefused(token);
    assertRefused(next.text("refresh_token"));
    assertThat(Target.as(next, "GET", Target.PATIENT).send().status()).isEqualTo(401);
    assertThat(Target.as(signedIn, "GET", Target.PATIENT).send().status()).isEqualTo(401);
  }

  @Test
  @DisplayName("huge and empty refresh tokens")
  void huge() {
    assertError(refresh(""), 400, "invalid_request");
    assertRefused("A".repeat(16_000));
    assertRefused(".".repeat(16_000));
    assertError(refresh("A".repeat(17_000)), 400, "invalid_request");
    assertStillGood();
  }
}
