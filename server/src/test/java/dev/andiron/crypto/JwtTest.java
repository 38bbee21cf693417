package dev.andiron.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.andiron.crypto.JwtException.Reason;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 7519, RFC 8725: tokens that we sign, and hostile ones")
class JwtTest {
  private static final RsaKey KEY = RsaKey.generate("k1");
  private static final RsaKey RETIRED = RsaKey.generate("k0");
  private static final RsaKey FOREIGN = RsaKey.generate("k1"); // the same kid, another key
  private static final HmacKey SECRET = HmacKey.generate("r1");
  private static final JwtVerifier VERIFIER = new JwtVerifier(List.of(KEY, RETIRED, SECRET));
  private static final String TOKEN = new JwtSigner(KEY).sign(claims());
  private static final String PAYLOAD = TOKEN.split("\\.", -1)[1];

  private static Claims claims() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("iss", "http://localhost:8080");
    values.put("sub", "jörg");
    values.put("aud", List.of("a", "b"));
    values.put("iat", 1_800_000_000L);
    values.put("exp", 1_800_003_600L);
    return new Claims(values);
  }

  @Test
  void theHeaderIsAsPromised() {
    assertThat(
            new String(
                Base64.getUrlDecoder().decode(TOKEN.split("\\.", -1)[0]), StandardCharsets.UTF_8))
        .isEqualTo("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"k1\"}");
  }

  @Test
  void claimsComeBackInTheirOrderWithWholeNumbers() throws JwtException {
    Claims claims = VERIFIER.verifyAccess(TOKEN);
    assertThat(claims).isEqualTo(claims());
    assertThat(claims.values().keySet()).containsExactly("iss", "sub", "aud", "iat", "exp");
    assertThat(claims.number("exp")).hasValue(1_800_003_600L);
    assertThat(claims.string("exp")).isEmpty();
  }

  @Test
  @DisplayName("RFC 7519 §4.1.4: on exp itself a token has expired; without exp, too")
  void expiry() {
    assertThat(claims().areInTime(Instant.ofEpochSecond(1_800_003_599L))).isTrue();
    assertThat(claims().areInTime(Instant.ofEpochSecond(1_800_003_600L))).isFalse();
    assertThat(new Claims(Map.of()).areInTime(Instant.EPOCH)).isFalse();
  }

  @Test
  @DisplayName(
      "RFC 7519 §4.1.5: on nbf itself a token is valid; with an nbf that is no time, never")
  void notBefore() {
    Claims later = new Claims(Map.of("exp", 20L, "nbf", 10L));
    assertThat(later.areInTime(Instant.ofEpochSecond(9))).isFalse();
    assertThat(later.areInTime(Instant.ofEpochSecond(10))).isTrue();
    assertThat(new Claims(Map.of("exp", 20L, "nbf", "1")).areInTime(Instant.ofEpochSecond(10)))
        .isFalse();
  }

  @Test
  @DisplayName("RFC 7517 §5: an independent reader verifies our tokens by our JWK Set")
  void interoperable() throws ParseException, JOSEException {
    JWKSet set = JWKSet.parse(Jwks.json(List.of(KEY, RETIRED)));
    assertThat(set.getKeys()).hasSize(2).noneMatch(key -> key.isPrivate());
    SignedJWT jwt = SignedJWT.parse(TOKEN);
    RSAKey jwk = set.getKeyByKeyId(jwt.getHeader().getKeyID()).toRSAKey();
    assertThat(jwt.verify(new RSASSAVerifier(jwk))).isTrue();
    assertThat(jwt.getJWTClaimsSet().getSubject()).isEqualTo("jörg");
  }

  @Test
  void aRetiredKeyStillVerifies() throws JwtException {
    assertThat(VERIFIER.verifyAccess(new JwtSigner(RETIRED).sign(claims()))).isEqualTo(claims());
  }

  @Test
  void aStoredKeyIsTheSameKey() throws JwtException {
    RsaKey stored = RsaKey.fromPkcs8("k1", KEY.pkcs8());
    assertThat(stored.spki()).isEqualTo(KEY.spki());
    assertThat(VERIFIER.verifyAccess(new JwtSigner(stored).sign(claims()))).isEqualTo(claims());
    assertThatThrownBy(() -> RsaKey.fromPkcs8("k1", KEY.spki()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refreshTokensAreAKindOfTheirOwn() throws JwtException {
    String refresh = new JwtSigner(SECRET).sign(claims());
    assertThat(VERIFIER.verifyRefresh(refresh).string("typ")).hasValue("refresh");
    assertRefused(() -> VERIFIER.verifyAccess(refresh), Reason.HEADER);
    assertRefused(() -> VERIFIER.verifyRefresh(TOKEN), Reason.HEADER);
    assertThatThrownBy(() -> new JwtSigner(KEY).sign(new Claims(Map.of("typ", "refresh"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("RFC 8725 §3.1: HS256 under our secret without typ refresh is no refresh token")
  void refreshWithoutItsType() {
    String input = JwtHeader.encoded(SECRET) + "." + PAYLOAD;
    assertRefused(
        () ->
            VERIFIER.verifyRefresh(
                input + "." + TokenBytes.base64url(SECRET.signature(bytes(input)))),
        Reason.CLAIMS);
  }

  @ParameterizedTest
  @DisplayName("RFC 7519 §7.2: what we signed and is no object of claims is no token")
  @ValueSource(strings = {"null", "", "[]", "7", "{", "{}x"})
  void noObjectOfClaims(String payload) {
    String input = JwtHeader.encoded(SECRET) + "." + header(payload);
    String signature = TokenBytes.base64url(SECRET.signature(bytes(input)));
    assertThatThrownBy(() -> VERIFIER.verifyRefresh(input + "." + signature))
        .isInstanceOf(JwtException.class);
  }

  @Test
  void anotherKeyOfTheSameName() {
    assertAccessRefused(new JwtSigner(FOREIGN).sign(claims()), Reason.SIGNATURE);
    HmacKey other = HmacKey.generate("r1");
    assertRefused(
        () -> VERIFIER.verifyRefresh(new JwtSigner(other).sign(claims())), Reason.SIGNATURE);
  }

  @Test
  void anUnknownKey() {
    assertAccessRefused(new JwtSigner(RsaKey.generate("k2")).sign(claims()), Reason.HEADER);
  }

  @ParameterizedTest
  @DisplayName("RFC 8725 §2.1: alg none, in every spelling")
  @ValueSource(strings = {"none", "None", "NONE", "nOnE", ""})
  void algNone(String alg) {
    String header = header("{\"alg\":\"" + alg + "\",\"typ\":\"JWT\",\"kid\":\"k1\"}");
    assertAccessRefused(header + "." + PAYLOAD + ".", Reason.MALFORMED);
    assertAccessRefused(header + "." + PAYLOAD + ".AAAA", Reason.HEADER);
  }

  @Test
  @DisplayName("RFC 8725 §2.1: HS256 with the public key as the secret")
  void algorithmConfusion() {
    for (byte[] secret :
        List.of(KEY.spki(), bytes(pem(KEY.spki())), bytes(pem(KEY.spki()) + "\n"))) {
      String input = header("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"k1\"}") + "." + PAYLOAD;
      String token = input + "." + TokenBytes.base64url(hmac(secret, bytes(input)));
      assertAccessRefused(token, Reason.HEADER);
      assertRefused(() -> VERIFIER.verifyRefresh(token), Reason.HEADER);
    }
  }

  @Test
  @DisplayName("RFC 8725 §3.10: keys that a token brings along or points to are not looked at")
  void keysInTheHeader() throws GeneralSecurityException, JOSEException, ParseException {
    RSAPrivateKey mine =
        (RSAPrivateKey)
            KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(FOREIGN.pkcs8()));
    RSAKey jwk = JWKSet.parse(Jwks.json(List.of(FOREIGN))).getKeys().getFirst().toRSAKey();
    for (JWSHeader header :
        List.of(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").jwk(jwk).build(),
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("k1")
                .jwkURL(URI.create("https://evil.example/jwks.json"))
                .build(),
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("k1")
                .x509CertURL(URI.create("https://evil.example/x.pem"))
                .build(),
            new JWSHeader.Builder(JWSAlgorithm.RS512).keyID("k1").build(),
            new JWSHeader.Builder(JWSAlgorithm.PS256).keyID("k1").build(),
            new JWSHeader.Builder(JWSAlgorithm.RS256).build())) {
      SignedJWT jwt = new SignedJWT(header, new JWTClaimsSet.Builder().subject("x").build());
      jwt.sign(new RSASSASigner(mine));
      assertAccessRefused(jwt.serialize(), Reason.HEADER);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"k1\",\"crit\":[\"x\"]}",
        "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"k1\",\"b64\":false}",
        "{\"alg\":\"none\",\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"k1\"}",
        "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"../../dev/null\"}",
        "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"' OR 1=1\"}",
        "{\"alg\":\"rs256\",\"typ\":\"JWT\",\"kid\":\"k1\"}",
        "{}",
        "[]"
      })
  void otherHeadersEvenIfWeSignedThem(String json) {
    String input = header(json) + "." + PAYLOAD;
    assertAccessRefused(
        input + "." + TokenBytes.base64url(KEY.signature(bytes(input))), Reason.HEADER);
  }

  @Test
  void everyChangedByteIsFound() {
    for (int i = 0; i < TOKEN.length(); i += 7) {
      char c = TOKEN.charAt(i);
      String changed = TOKEN.substring(0, i) + (c == 'A' ? 'B' : 'A') + TOKEN.substring(i + 1);
      assertThatThrownBy(() -> VERIFIER.verifyAccess(changed)).isInstanceOf(JwtException.class);
    }
  }

  @Test
  void truncated() {
    for (int length = 0; length < TOKEN.length(); length += 5) {
      String part = TOKEN.substring(0, length);
      assertThatThrownBy(() -> VERIFIER.verifyAccess(part)).isInstanceOf(JwtException.class);
    }
  }

  @ParameterizedTest
  @DisplayName(
      "RFC 7515 §2: a token has one spelling; padding, blanks and further dots are refused")
  @ValueSource(strings = {"=", "==", " ", "\n", "\r\n", "\t", ".", "..", ".AAAA", "\0", "%20", "ä"})
  void endings(String ending) {
    assertAccessRefused(TOKEN + ending, Reason.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\n", ".", "\0", "=", "Bearer "})
  void beginnings(String beginning) {
    assertThatThrownBy(() -> VERIFIER.verifyAccess(beginning + TOKEN))
        .isInstanceOf(JwtException.class);
  }

  @Test
  void meaninglessBitsAtTheEnd() {
    // 256 bytes of signature leave 4 bits over, so 15 other last characters decode to the same.
    char last = TOKEN.charAt(TOKEN.length() - 1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char twin = alphabet.charAt(alphabet.indexOf(last) + 1);
    String spelled = TOKEN.substring(0, TOKEN.length() - 1) + twin;
    assertAccessRefused(spelled, Reason.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "...", "a.b", "a..b", ".a.b", "a.b.", "....."})
  void notThreeParts(String token) {
    assertAccessRefused(token, Reason.MALFORMED);
  }

  @Test
  void hugeTokens() {
    assertAccessRefused(TOKEN + "A".repeat(10_000_000), Reason.MALFORMED);
    assertAccessRefused(".".repeat(10_000), Reason.MALFORMED);
  }

  @Test
  void theWholeTokenIsNotInTheMessage() {
    assertThatThrownBy(() -> VERIFIER.verifyAccess(TOKEN + "=")).hasMessage("MALFORMED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\"b", "a b", "ä"})
  void namesThatJsonWouldEscape(String kid) {
    assertThatThrownBy(() -> new JwtSigner(HmacKey.generate(kid)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertAccessRefused(String token, Reason reason) {
    assertRefused(() -> VERIFIER.verifyAccess(token), reason);
  }

  private static void assertRefused(ThrowingCallable call, Reason reason) {
    assertThatThrownBy(call)
        .asInstanceOf(throwable(JwtException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static String header(String json) {
    return Base64URL.encode(json).toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String pem(byte[] spki) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(spki)
        + "\n-----END PUBLIC KEY-----";
  }

  private static byte[] hmac(byte[] secret, byte[] input) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
