package dev.andiron.crypto;

/// A token that is none of ours. The message names the rule that it broke, never the token.
public final class JwtException extends Exception {
  private static final long serialVersionUID = 1;

  /// Which rule.
  public enum Reason {
    /// Not three parts of canonical base64url (RFC 7515 §3.1).
    MALFORMED,
    /// Not the header that we make: another algorithm, an unknown key, any further parameter.
    HEADER,
    /// The signature is not of the key that the header names.
    SIGNATURE,
    /// Signed by us, but for another use.
    CLAIMS
  }

  private final Reason reason;

  JwtException(Reason reason) {
    super(reason.name(), null, false, false); // hostile input: no stack
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
