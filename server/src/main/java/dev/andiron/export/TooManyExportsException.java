package dev.andiron.export;

/// Somebody has as many exports as one may have.
public final class TooManyExportsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TooManyExportsException(String message) {
    super(message, null, false, false);
  }
}
