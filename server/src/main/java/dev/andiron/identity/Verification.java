package dev.andiron.identity;

/// What was found of an access token.
public sealed interface Verification {
  /// It is good now: not expired, its session open, its user and client active.
  record Good(SessionView session) implements Verification {}

  /// It is not a token, or not a good one any more.
  ///
  /// @param detail why, for the log only
  record Bad(String detail) implements Verification {}

  /// It cannot be told just now: the database is out of reach. Neither yes nor no.
  record Unavailable() implements Verification {}
}
