package dev.andiron.crypto;

/// A sealed value, or the key to it, that cannot be used. The message is fit for an administrator
/// and holds no secret.
public final class SealException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Why.
  public enum Reason {
    /// `ANDIRON_ENCRYPTION_KEY` or the key file is not the Base64 of 32 bytes.
    INVALID_KEY,
    /// The key file cannot be read, or cannot be made.
    KEY_FILE,
    /// The value was sealed with another key.
    WRONG_KEY,
    /// The value was changed after it was sealed, or sealed for another purpose.
    BROKEN
  }

  private final Reason reason;

  SealException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  SealException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
