package dev.andiron.http;

import java.io.IOException;

/// A certificate or its key cannot be used. The message is one line for the person who gave them,
/// and has nothing of the key.
public final class TlsException extends IOException {
  private static final long serialVersionUID = 1;

  TlsException(String message) {
    super(message);
  }
}
