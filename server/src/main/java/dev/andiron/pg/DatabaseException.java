package dev.andiron.pg;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// What PostgreSQL, or the way to it, answered instead of a result. Its message is for logs only.
public final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private static final String DISK_FULL = "53100";

  private final String state;
  private final @Nullable String constraint;
  private final boolean unreachable;

  private DatabaseException(
      SQLException cause, String state, @Nullable String constraint, boolean unreachable) {
    super("SQLSTATE " + state, cause);
    this.state = state;
    this.constraint = constraint;
    this.unreachable = unreachable;
  }

  static DatabaseException of(SQLException e) {
    return of(e, false);
  }

  /// There was no connection to be had.
  static DatabaseException unreachable(SQLException e) {
    return of(e, true);
  }

  /// There is not enough space left to write anything.
  static DatabaseException full() {
    return of(new SQLException("the space that is kept free would be used up", DISK_FULL), false);
  }

  private static DatabaseException of(SQLException e, boolean unreachable) {
    SQLException first = e;
    while (first.getSQLState() == null && first.getCause() instanceof SQLException cause) {
      first = cause;
    }
    String constraint = null;
    if (first instanceof PSQLException psql) {
      ServerErrorMessage message = psql.getServerErrorMessage();
      constraint = message == null ? null : message.getConstraint();
    }
    String state = first.getSQLState();
    return new DatabaseException(e, state == null ? "08000" : state, constraint, unreachable);
  }

  /// The SQLSTATE (PostgreSQL, Appendix A).
  public String state() {
    return state;
  }

  /// The name of the constraint that was violated, where one was.
  public @Nullable String constraint() {
    return constraint;
  }

  public boolean isUniqueViolation() {
    return state.equals("23505");
  }

  public boolean isUndefinedTable() {
    return state.equals("42P01");
  }

  /// It may not be done, or read, by who signed in.
  public boolean isForbidden() {
    return state.equals("42501");
  }

  /// Nobody signs in like that: the role or its password, or the way to the database.
  public boolean isSignInRefused() {
    return state.startsWith("28");
  }

  /// It would write where only reading is allowed.
  public boolean isOfReading() {
    return state.equals("25006");
  }

  /// The statement was stopped: it took longer than it was given.
  public boolean isCancelled() {
    return state.equals("57014");
  }

  /// There was no memory for it, or it may not have that much.
  public boolean isOutOfMemory() {
    return state.equals("53200");
  }

  /// There is no space left for what would be written; what is there can be read.
  public boolean isFull() {
    return state.equals(DISK_FULL);
  }

  /// A conflict of concurrent transactions: the same work may be tried again.
  public boolean isRetryable() {
    return state.equals("40001") || state.equals("40P01");
  }

  /// A lock was not to be had in the time that was set.
  public boolean isLockTimeout() {
    return state.equals("55P03");
  }

  /// It is a value that cannot be taken (22), or one too large (54), not the statement.
  public boolean isOfValues() {
    return state.startsWith("22") || state.startsWith("54");
  }

  /// The database cannot be reached or refuses work just now: no connection for whatever reason,
  /// connections (08), resources (53), shutdown (57P), read-only standby (25006).
  public boolean isUnavailable() {
    return unreachable
        || state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57P")
        || isOfReading();
  }
}
