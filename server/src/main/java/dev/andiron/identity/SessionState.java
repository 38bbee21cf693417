package dev.andiron.identity;

import java.time.Duration;
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
/// @param idleTimeout how long it may lie unused; null for no limit
/// @param endsAt beyond which none of its tokens goes; null for no end
/// @param usedAt when it was last used, as far as that was written; null while it never was
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
    @Nullable Duration idleTimeout,
    @Nullable Instant endsAt,
    @Nullable Instant usedAt,
    @Nullable Instant closedAt) {

  boolean isClosed() {
    return closedAt != null;
  }

  /// The end of a token that would go to this: no token outlives its session.
  static Instant withinLife(Instant end, @Nullable Instant endsAt) {
    return endsAt != null && endsAt.isBefore(end) ? endsAt : end;
  }

  /// When somebody last showed that they use it; its beginning where nobody has since.
  Instant lastUse() {
    return usedAt == null ? started : usedAt;
  }

  /// Whether it has lain unused for too long, as far as uses were written.
  boolean isIdle(Instant now) {
    return idleTimeout != null && !lastUse().plus(idleTimeout).isAfter(now);
  }

  /// Whether its token belongs into a cookie, and nowhere else.
  boolean isConsole() {
    return type.equals(NewSession.CONSOLE);
  }
}
