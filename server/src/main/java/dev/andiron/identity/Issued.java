package dev.andiron.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tokens, as they are given to a client once and never shown again.
///
/// @param userId whom the session acts for, or null
/// @param expiresIn seconds the access token lives
/// @param refreshToken null where none is given
/// @param scope what the access token may do; empty where no scopes apply
public record Issued(
    String sessionId,
    @Nullable String userId,
    String accessToken,
    long expiresIn,
    @Nullable String refreshToken,
    List<String> scope) {
  /// Without the tokens.
  @Override
  public String toString() {
    return "Issued[" + sessionId + "]";
  }
}
