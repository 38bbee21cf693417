package dev.andiron.identity;

import dev.andiron.crypto.Claims;
import dev.andiron.crypto.Sha256;
import dev.andiron.crypto.TokenBytes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How access and refresh tokens are spelled. Thread-safe.
final class AccessTokens {
  /// A claim of a refresh token: what makes each one another, and rotation possible.
  static final String ROTATION = "rotation";

  private static final int OPAQUE_BYTES = 48;
  private static final int OPAQUE_LENGTH = 64;

  private final SigningKeyRing keys;
  private final String issuer;

  AccessTokens(SigningKeyRing keys, String issuer) {
    this.keys = keys;
    this.issuer = issuer;
  }

  /// @param digest of an opaque token, which is all that is kept of it; null for a JWT
  record Minted(String token, byte @Nullable [] digest) {
    @Override
    public String toString() {
      return "Minted";
    }
  }

  Minted mint(
      SessionState state, TokenFormat format, Instant now, Instant exp, List<String> scope) {
    return switch (format) {
      case OPAQUE -> {
        UUID id = UUID.fromString(state.id());
        String token =
            TokenBytes.base64url(
                ByteBuffer.allocate(OPAQUE_BYTES)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .put(TokenBytes.random(32))
                    .array());
        yield new Minted(token, Sha256.of(token));
      }
      case JWT -> new Minted(jwt(state, now, exp, scope), null);
    };
  }

  private String jwt(SessionState state, Instant now, Instant exp, List<String> scope) {
    String clientId = Objects.requireNonNull(state.clientId(), "a JWT is made for a client");
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer);
    claims.put("sub", state.userId() == null ? clientId : state.userId());
    // RFC 7519 §4.1.3: one audience may be a single string.
    claims.put(
        "aud", state.audience().size() == 1 ? state.audience().getFirst() : state.audience());
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", exp.getEpochSecond());
    claims.put("jti", state.id());
    claims.put("client_id", clientId);
    if (!scope.isEmpty()) {
      claims.put("scope", String.join(" ", scope));
    }
    return keys.signAccess(new Claims(claims));
  }

  String mintRefresh(String sessionId, String clientId, Instant now, Instant exp, String rotation) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer);
    claims.put("sub", clientId);
    claims.put("jti", sessionId);
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", exp.getEpochSecond());
    claims.put(ROTATION, rotation);
    return keys.signRefresh(new Claims(claims)); // which adds typ
  }

  static boolean isJwt(String token) {
    return token.indexOf('.') >= 0;
  }

  /// The session that an opaque token names; null where it has not the shape of one.
  static @Nullable String sessionOf(String opaque) {
    if (opaque.length() != OPAQUE_LENGTH) {
      return null;
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(opaque));
      return new UUID(bytes.getLong(), bytes.getLong()).toString();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// The audience of a token's claims.
  static List<String> audience(Claims claims) {
    return switch (claims.values().get("aud")) {
      case String one -> List.of(one);
      case List<?> many -> many.stream().map(String::valueOf).toList();
      case null, default -> List.of();
    };
  }
}
