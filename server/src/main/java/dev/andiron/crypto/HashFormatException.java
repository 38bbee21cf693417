package dev.andiron.crypto;

/// A stored password hash that cannot be used. The message holds no part of the hash.
final class HashFormatException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Why.
  public enum Reason {
    /// Not one of the formats we know.
    UNKNOWN_FORMAT,
    /// A known format, broken.
    MALFORMED,
    /// Parameters out of the range that this server is willing to compute.
    TOO_COSTLY
  }

  private final Reason reason;

  HashFormatException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
