package dev.andiron.crypto;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.andiron.crypto.JwtException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Reads tokens that a [JwtSigner] made (RFC 8725 §3 for what it refuses). Safe for use by many
/// threads.
///
/// It says that we made a token and for which use; whether it has expired and whether its session
/// lives are questions of the caller.
public final class JwtVerifier {
  private static final int MAX_LENGTH = 16_384;
  private static final int MAX_SIGNATURE = 1_024;

  private final Map<String, JwtKey> keysByHeader = new HashMap<>();

  /// A verifier that knows these keys and no other.
  public JwtVerifier(Collection<? extends JwtKey> keys) {
    for (JwtKey key : keys) {
      keysByHeader.put(JwtHeader.encoded(key), key);
    }
  }

  /// The claims of an access token: RS256, by a known [RsaKey].
  public Claims verifyAccess(String token) throws JwtException {
    return verify(token, RsaKey.class);
  }

  /// The claims of a refresh token: HS256, by a known [HmacKey], `typ: "refresh"`.
  public Claims verifyRefresh(String token) throws JwtException {
    return verify(token, HmacKey.class);
  }

  private Claims verify(String token, Class<? extends JwtKey> use) throws JwtException {
    if (token.length() > MAX_LENGTH) {
      throw new JwtException(Reason.MALFORMED);
    }
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first < 1 || second <= first + 1 || second == token.length() - 1) {
      throw new JwtException(Reason.MALFORMED);
    }
    // A further dot is refused by the alphabet of the third part.
    byte[] payload = decode(token.substring(first + 1, second));
    byte[] signature = decode(token.substring(second + 1));
    JwtKey key = keysByHeader.get(token.substring(0, first));
    if (!use.isInstance(key)) {
      throw new JwtException(Reason.HEADER);
    }
    byte[] input = token.substring(0, second).getBytes(StandardCharsets.US_ASCII);
    if (signature.length > MAX_SIGNATURE || !isSigned(key, input, signature)) {
      throw new JwtException(Reason.SIGNATURE);
    }
    Claims claims = parse(payload);
    boolean refresh = claims.string("typ").filter(JwtSigner.REFRESH::equals).isPresent();
    if (refresh != (key instanceof HmacKey)) {
      throw new JwtException(Reason.CLAIMS);
    }
    return claims;
  }

  private static boolean isSigned(JwtKey key, byte[] input, byte[] signature) {
    return switch (key) {
      case RsaKey rsa -> rsa.isSignature(input, signature);
      case HmacKey hmac -> MessageDigest.isEqual(hmac.signature(input), signature);
    };
  }

  /// RFC 7515 §2: base64url without padding, line breaks, or bits that mean nothing; so each token
  /// has one spelling.
  private static byte[] decode(String part) throws JwtException {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(part);
    } catch (IllegalArgumentException e) {
      throw new JwtException(Reason.MALFORMED);
    }
    if (!TokenBytes.base64url(bytes).equals(part)) {
      throw new JwtException(Reason.MALFORMED);
    }
    return bytes;
  }

  private static Claims parse(byte[] payload) throws JwtException {
    Map<String, Object> values;
    try {
      values = JSONObjectUtils.parse(new String(payload, StandardCharsets.UTF_8));
    } catch (ParseException e) {
      throw new JwtException(Reason.CLAIMS);
    }
    if (values == null) { // as it is for `null`, which is JSON, and no claims
      throw new JwtException(Reason.CLAIMS);
    }
    return new Claims(values);
  }
}
