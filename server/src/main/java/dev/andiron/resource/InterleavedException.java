package dev.andiron.resource;

/// Another write of the same resource came between reading and committing.
final class InterleavedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  InterleavedException() {
    super(null, null, false, false);
  }
}
