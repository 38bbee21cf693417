package dev.andiron.identity;

/// What came of presenting a refresh token.
public sealed interface Refreshed {
  /// A fresh pair in place of the one that is spent now.
  record Rotated(Issued issued) implements Refreshed {}

  /// It is no good, or no good any more; where it was used a second time its session is closed.
  ///
  /// @param detail why, for the log only
  record Refused(String detail) implements Refreshed {}

  /// The client did not prove itself, and must.
  record Unproven() implements Refreshed {}

  /// RFC 6749 §6: the scope asked for goes beyond the one that was granted.
  record TooWide() implements Refreshed {}
}
