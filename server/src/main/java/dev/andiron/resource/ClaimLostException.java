package dev.andiron.resource;

/// Somebody else wrote a resource by the same condition at the same time; nothing was written. Look
/// for what meets the condition once more.
public final class ClaimLostException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ClaimLostException() {
    super(null, null, false, false);
  }
}
