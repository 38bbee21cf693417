package dev.andiron.pg;

/// The database's tables and this program do not belong together. The message is one line for the
/// person who started the server.
public final class MigrationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MigrationException(String message) {
    super(message);
  }

  MigrationException(String message, Throwable cause) {
    super(message, cause);
  }
}
