package dev.andiron.identity;

import java.time.Duration;

/// How long tokens live where their client does not say.
///
/// @param accessToken from issue to end
/// @param refreshToken from issue to end; each rotation issues a new one
/// @param refreshGrace how long a spent refresh token may be presented again, because the answer to
///   its first use was lost
/// @param consoleSession how long somebody stays signed in at the console
public record TokenSettings(
    Duration accessToken, Duration refreshToken, Duration refreshGrace, Duration consoleSession) {
  public static final TokenSettings DEFAULT =
      new TokenSettings(
          Duration.ofHours(1), Duration.ofDays(30), Duration.ofSeconds(10), Duration.ofHours(12));

  public TokenSettings withConsoleSession(Duration lifetime) {
    return new TokenSettings(accessToken, refreshToken, refreshGrace, lifetime);
  }
}
