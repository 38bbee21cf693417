package dev.andiron.search;

import java.util.List;

/// A search by a parameter whose values are still being indexed. The same search will be answered
/// later.
public final class IndexNotReadyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int retryAfterSeconds;

  IndexNotReadyException(String type, List<String> codes, IndexProgress progress) {
    super(message(type, codes, progress), null, false, false);
    this.retryAfterSeconds = progress.retryAfterSeconds();
  }

  private static String message(String type, List<String> codes, IndexProgress progress) {
    String names = String.join(", ", codes.stream().map(code -> type + "." + code).toList());
    return "The search index of "
        + names
        + " is being built ("
        + progress.words()
        + "); until it is whole, nothing can be searched or sorted by it. Everything else is answered"
        + " as always.";
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /// When it is worth to try again.
  public int retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
