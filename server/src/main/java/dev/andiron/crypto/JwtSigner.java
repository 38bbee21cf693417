package dev.andiron.crypto;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Makes signed tokens (RFC 7519, RFC 7515 §7.1). Safe for use by many threads.
///
/// With an [RsaKey] they are access tokens, RS256. With an [HmacKey] they are refresh tokens,
/// HS256, and get the claim `typ: "refresh"`.
public final class JwtSigner {
  static final String REFRESH = "refresh";

  private final JwtKey key;
  private final String header;

  public JwtSigner(JwtKey key) {
    this.key = key;
    this.header = JwtHeader.encoded(key) + ".";
  }

  /// A token in the compact serialisation. The members keep their order.
  ///
  /// @throws IllegalArgumentException if an access token would claim to be a refresh token
  public String sign(Claims claims) {
    Map<String, Object> payload = new LinkedHashMap<>(claims.values());
    if (key instanceof HmacKey) {
      payload.put("typ", REFRESH);
    } else if (REFRESH.equals(payload.get("typ"))) {
      throw new IllegalArgumentException("an access token with typ refresh");
    }
    String json = JSONObjectUtils.toJSONString(payload);
    String input = header + TokenBytes.base64url(json.getBytes(StandardCharsets.UTF_8));
    return input + "." + TokenBytes.base64url(signature(input.getBytes(StandardCharsets.US_ASCII)));
  }

  private byte[] signature(byte[] input) {
    return switch (key) {
      case RsaKey rsa -> rsa.signature(input);
      case HmacKey hmac -> hmac.signature(input);
    };
  }
}
