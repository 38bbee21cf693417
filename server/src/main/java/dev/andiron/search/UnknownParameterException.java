package dev.andiron.search;

/// A parameter, or a part of one, that is not searched by: refused, or passed over where a search
/// is lenient.
final class UnknownParameterException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnknownParameterException(String message) {
    super(message, null, false, false);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
