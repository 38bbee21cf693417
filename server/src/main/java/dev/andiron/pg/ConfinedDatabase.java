package dev.andiron.pg;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A second way into a database, for questions that others wrote: signed in as a [ConfinedRole], on
/// connections of its own. Thread-safe.
///
/// A question is one `select`, and stays one: it is a subquery of ours. It runs in a transaction
/// that only reads, for two seconds at most, of which one row and one column come back, and which
/// is always rolled back. Where PostgreSQL runs on this machine as a part of ours, the system
/// bounds its memory, too.
public final class ConfinedDatabase implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final Duration LONGEST_LOCK = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  /// Some of PostgreSQL's functions do not look whether their time is up. Then we do not wait.
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(4);

  /// A few times what asking for a resource of some megabytes takes.
  private static final long MOST_MEMORY = 128L << 20;

  /// How many nodes there may be, with all of their connections, or with some that are given up and
  /// still busy.
  private static final int NODES = 10;

  private static final String WRONG_PASSWORD = "28P01";

  private final Pool pool;
  private final ConfinedRole role;
  private final BackendMemory memory;

  private ConfinedDatabase(Pool pool, ConfinedRole role, BackendMemory memory) {
    this.pool = pool;
    this.role = role;
    this.memory = memory;
  }

  /// Whose the PostgreSQL is.
  public enum Location {
    /// It is a part of this server, and no other one uses it.
    INSIDE,
    ELSEWHERE
  }

  /// Makes the role where it is not there, and signs in.
  ///
  /// @param owner signed in as one who may make roles
  /// @param url where the database is
  /// @param location whose it is
  /// @param password of the role, the same for all who share the database
  /// @param connections how many at most
  /// @throws DatabaseException if that is not possible; [DatabaseException#isForbidden] where the
  ///   owner may not make roles
  public static ConfinedDatabase open(
      Database owner,
      DatabaseUrl url,
      Location location,
      String prefix,
      String password,
      int connections) {
    boolean inside = location == Location.INSIDE;
    ConfinedRole role = ConfinedRole.of(owner, prefix);
    boolean made = role.ensure(owner, password, connections * (inside ? 2 : NODES));
    DatabaseUrl confined = new DatabaseUrl(url.jdbc(), role.name(), password);
    BackendMemory memory = new BackendMemory(inside ? MOST_MEMORY : null);
    try {
      return new ConfinedDatabase(pool(confined, connections), role, memory);
    } catch (DatabaseException e) {
      if (made || !e.state().equals(WRONG_PASSWORD)) {
        throw e;
      }
      role.setPassword(owner, password);
      return new ConfinedDatabase(pool(confined, connections), role, memory);
    }
  }

  private static Pool pool(DatabaseUrl url, int connections) {
    return Pool.open(url, connections, LONGEST_WAIT, LONGEST_SILENCE);
  }

  /// Whom tables are granted to.
  public ConfinedRole role() {
    return role;
  }

  /// Whether the first column of the first row is true.
  ///
  /// @param query with a `?` for each of the values
  /// @param values of no type: PostgreSQL takes them for what it needs there
  /// @throws DatabaseException if it cannot be told, whyever
  public boolean isTrue(String query, List<@Nullable String> values) {
    return confined(connection -> {
      try (PreparedStatement prepared = connection.prepareStatement(asked(query))) {
        bind(prepared, values);
        try (ResultSet rows = prepared.executeQuery()) {
          return rows.next() && rows.getBoolean(1);
        }
      }
    });
  }

  /// Plans the query without running it, so that what is wrong with it, or forbidden, is known.
  ///
  /// @param values how many there will be
  /// @throws DatabaseException if something is
  public void plan(String query, int values) {
    Boolean _ =
        confined(connection -> {
          try (PreparedStatement prepared =
              connection.prepareStatement("explain " + asked(query))) {
            for (int i = 1; i <= values; i++) {
              prepared.setNull(i, Types.OTHER);
            }
            return prepared.execute();
          }
        });
  }

  /// No statement that does anything but read can stand within the parentheses, and none can
  /// follow: what is prepared is one statement.
  private static String asked(String query) {
    return "select answer.allowed is true from (\n" + query + "\n) as answer (allowed) limit 1";
  }

  private static void bind(PreparedStatement prepared, List<@Nullable String> values)
      throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      if (value == null) {
        prepared.setNull(i + 1, Types.OTHER);
      } else {
        prepared.setObject(i + 1, value, Types.OTHER);
      }
    }
    prepared.setQueryTimeout(Math.toIntExact(LONGEST.toSeconds()) + 1);
  }

  private interface Question {
    boolean ask(Connection connection) throws SQLException;
  }

  private boolean confined(Question question) {
    boolean[] answer = new boolean[1];
    pool.database()
        .withConnection(connection -> {
          connection.setAutoCommit(false);
          try {
            limit(connection);
            memory.bound(connection);
            answer[0] = question.ask(connection);
          } finally {
            end(connection);
          }
        });
    return answer[0];
  }

  private void limit(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          set transaction read only;
          set local statement_timeout = %d;
          set local lock_timeout = %d;
          set local standard_conforming_strings = on;
          set local search_path = %s\
          """
              .formatted(LONGEST.toMillis(), LONGEST_LOCK.toMillis(), role.schema()));
    }
  }

  /// Locks that a question took of a session would outlive its transaction.
  private static void end(Connection connection) throws SQLException {
    if (connection.isClosed()) {
      return; // the pool gives up a connection after some errors
    }
    connection.rollback();
    connection.setAutoCommit(true);
    try (var statement = connection.createStatement()) {
      statement.execute("select pg_catalog.pg_advisory_unlock_all()");
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
