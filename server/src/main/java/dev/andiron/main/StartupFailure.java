package dev.andiron.main;

import dev.andiron.config.SettingsException;
import dev.andiron.crypto.SealException;
import dev.andiron.main.load.LoadException;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.MigrationException;
import dev.andiron.pg.embedded.EmbeddedPostgresException;
import dev.andiron.resource.Issue;
import dev.andiron.resource.RefusedException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Says in one line why the program did not start, or not go on.
final class StartupFailure {
  private StartupFailure() {}

  /// The line, or null for what nobody foresaw, which is a defect of ours and needs its trace.
  static @Nullable String explain(RuntimeException failure) {
    return switch (failure) {
      case StartupException e -> e.getMessage();
      case SettingsException e -> e.getMessage();
      case EmbeddedPostgresException e -> e.getMessage();
      case MigrationException e -> e.getMessage();
      case SealException e -> e.getMessage();
      case LoadException e -> e.getMessage();
      // What the environment says of the first user and client is written like everything else.
      case RefusedException e -> reason(e);
      case DatabaseException e -> "the database refuses: " + reason(e);
      default -> null;
    };
  }

  /// What there is against a write, on one line.
  static String reason(RefusedException e) {
    return e.issues().stream().map(StartupFailure::described).collect(Collectors.joining("; "));
  }

  private static String described(Issue issue) {
    return issue.expression().isEmpty()
        ? issue.message()
        : issue.expression() + ": " + issue.message();
  }

  /// What PostgreSQL said, on one line.
  static String reason(DatabaseException e) {
    Throwable cause = e.getCause();
    String message = cause == null ? null : cause.getMessage();
    return message == null
        ? String.valueOf(e.getMessage())
        : message.strip().replaceAll("\\s*[\\r\\n]+\\s*", "; ");
  }
}
