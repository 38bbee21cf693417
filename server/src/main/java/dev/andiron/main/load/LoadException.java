package dev.andiron.main.load;

/// Loading cannot go on, or not begin. The message is one line that says what to mend.
public final class LoadException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LoadException(String message) {
    super(message);
  }

  public LoadException(String message, Throwable cause) {
    super(message, cause);
  }
}
