package dev.andiron.crypto;

/// The hashing pool takes no more work just now; nothing was computed.
public final class BusyException extends Exception {
  private static final long serialVersionUID = 1;

  private final int retryAfter;

  BusyException(int retryAfter) {
    super("the hashing pool is busy", null, false, false); // no stack: storms make many of these
    this.retryAfter = retryAfter;
  }

  /// Seconds after which a place is likely to be free, at least 1 (RFC 9110 §10.2.3).
  public int retryAfter() {
    return retryAfter;
  }
}
