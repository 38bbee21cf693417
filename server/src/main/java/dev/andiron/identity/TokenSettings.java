package dev.andiron.identity;

import dev.andiron.config.Settings.SessionLimits;
import java.time.Duration;

/// How long tokens and sessions live where their client does not say.
///
/// @param accessToken from issue to end
/// @param refreshToken from issue to end; each rotation issues a new one
/// @param refreshGrace how long a spent refresh token may be presented again, because the answer to
///   its first use was lost
/// @param consoleSession how long somebody stays signed in at the console
/// @param people the limits of sessions of people
/// @param console the limits of those at the console
public record TokenSettings(
    Duration accessToken,
    Duration refreshToken,
    Duration refreshGrace,
    Duration consoleSession,
    SessionLimits people,
    SessionLimits console) {
  public static final TokenSettings DEFAULT =
      new TokenSettings(
          Duration.ofHours(1),
          Duration.ofDays(30),
          Duration.ofSeconds(10),
          Duration.ofHours(12),
          SessionLimits.NONE,
          SessionLimits.NONE);

  public TokenSettings withConsoleSession(Duration lifetime) {
    return new TokenSettings(accessToken, refreshToken, refreshGrace, lifetime, people, console);
  }

  public TokenSettings withLimits(SessionLimits ofPeople, SessionLimits ofConsole) {
    return new TokenSettings(
        accessToken, refreshToken, refreshGrace, consoleSession, ofPeople, ofConsole);
  }

  /// Of a session whose client says nothing. Programs that act for themselves have none.
  SessionLimits limits(NewSession session) {
    if (session.client() == null) {
      return console;
    }
    return session.user() == null ? SessionLimits.NONE : people;
  }
}
