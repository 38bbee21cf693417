package dev.andiron.main;

import java.util.ArrayDeque;
import java.util.Deque;

/// What was opened, to be closed in the opposite order; all of it, whatever becomes of one.
final class Parts implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /// The same, remembered.
  <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  @Override
  public void close() {
    if (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      } finally {
        close();
      }
    }
  }
}
