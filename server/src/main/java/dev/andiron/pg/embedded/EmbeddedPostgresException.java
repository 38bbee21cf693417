package dev.andiron.pg.embedded;

/// The PostgreSQL inside cannot be started. The message is one line for the person who started the
/// server: it says what is wrong and, where we know, what to do.
public final class EmbeddedPostgresException extends RuntimeException {
  private static final long serialVersionUID = 1;

  EmbeddedPostgresException(String message) {
    super(message);
  }

  EmbeddedPostgresException(String message, Throwable cause) {
    super(message, cause);
  }
}
