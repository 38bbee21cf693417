package dev.andiron.resource;

/// One of several changes was refused, and so none was made.
public final class RefusedChangeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int index;
  private final transient RefusedException refusal;

  RefusedChangeException(int index, RefusedException refusal) {
    super(null, null, false, false);
    this.index = index;
    this.refusal = refusal;
  }

  /// Which, counted from 0.
  public int index() {
    return index;
  }

  /// Why.
  public RefusedException refusal() {
    return refusal;
  }
}
