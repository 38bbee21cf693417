package dev.andiron.identity;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a session stands.
///
/// @param clientId null where a person signed in to the server itself
/// @param userEpoch the epoch of its user when they signed in; null where there is no user
/// @param clientEpoch the epoch of its client when it was proven; null where there is no client
/// @param exp when the last of its access tokens ends
/// @param refreshExp when its refresh token ends; null where it has none
/// @param refreshCurrent the digest of the refresh token that is not spent yet
/// @param closedAt when it was closed; null while it was not, which it may be over by other means
record SessionState(
    String id,
    String type,
    @Nullable String userId,
    @Nullable String clientId,
    @Nullable Long userEpoch,
    @Nullable Long clientEpoch,
    List<String> scope,
    List<String> audience,
    Instant started,
    Instant exp,
    @Nullable Instant refreshExp,
    byte @Nullable [] refreshCurrent,
    @Nullable Instant closedAt) {

  boolean isClosed() {
    return closedAt != null;
  }

  /// Whether its token belongs into a cookie, and nowhere else.
  boolean isConsole() {
    return type.equals(NewSession.CONSOLE);
  }
}
