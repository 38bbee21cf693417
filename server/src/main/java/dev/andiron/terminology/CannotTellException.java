package dev.andiron.terminology;

/// The codes of a value set cannot be told; ends the work on it, however deep that is.
final class CannotTellException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Lookup why;

  CannotTellException(Lookup why) {
    super(null, null, false, false);
    this.why = why;
  }

  /// @param reason in words that follow "because"
  static CannotTellException because(String reason) {
    return new CannotTellException(new Lookup.Unusable(reason));
  }

  Lookup why() {
    return why;
  }
}
