package dev.andiron.crypto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Any text as a JWT, and any payload under a good signature")
class JwtFuzzTest {
  private static final RsaKey KEY = RsaKey.generate("k1");
  private static final HmacKey SECRET = HmacKey.generate("r1");
  private static final JwtVerifier VERIFIER = new JwtVerifier(List.of(KEY, SECRET));
  private static final Claims CLAIMS = new Claims(Map.of("sub", "u", "exp", 2_000_000_000L));
  private static final String ACCESS = new JwtSigner(KEY).sign(CLAIMS);
  private static final String REFRESH = new JwtSigner(SECRET).sign(CLAIMS);

  static Stream<byte[]> texts() {
    return Stream.of(
            ACCESS,
            REFRESH,
            "{\"typ\":\"refresh\",\"exp\":1,\"nbf\":2,\"aud\":[\"a\",1.5,null],\"jti\":{}}",
            "{\"typ\":\"refresh\",\"exp\":1e999}",
            "eyJhbGciOiJub25lIn0.e30.")
        .map(text -> text.getBytes(UTF_8));
  }

  @MethodSource("texts")
  @FuzzTest(maxDuration = "5s")
  void jwt(byte[] bytes) {
    // A header field is of these characters (RFC 9110 §5.5).
    String text = new String(bytes, ISO_8859_1);
    if (isAccess(text) && !text.equals(ACCESS)) {
      throw new AssertionError("another access token than the one that was signed: " + text);
    }
    if (isRefresh(text) && !text.equals(REFRESH)) {
      throw new AssertionError("another refresh token than the one that was signed: " + text);
    }
    String[] parts = ACCESS.split("\\.", -1);
    String payload = TokenBytes.base64url(bytes);
    if (!payload.equals(parts[1]) && isAccess(parts[0] + "." + payload + "." + parts[2])) {
      throw new AssertionError("another payload under the same signature: " + text);
    }
    String input = JwtHeader.encoded(SECRET) + "." + payload;
    String signature = TokenBytes.base64url(SECRET.signature(input.getBytes(US_ASCII)));
    boolean _ = isRefresh(input + "." + signature);
  }

  private static boolean isAccess(String token) {
    try {
      boolean _ = VERIFIER.verifyAccess(token).areInTime(Instant.EPOCH);
      return true;
    } catch (JwtException e) {
      return false;
    }
  }

  private static boolean isRefresh(String token) {
    try {
      boolean _ = VERIFIER.verifyRefresh(token).areInTime(Instant.EPOCH);
      return true;
    } catch (JwtException e) {
      return false;
    }
  }
}
