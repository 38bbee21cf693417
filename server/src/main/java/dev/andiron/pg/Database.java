package dev.andiron.pg;

import dev.andiron.pg.Connections.Lent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/// Statements on pooled connections. Thread-safe; made for virtual threads. Nobody holds a
/// connection longer than one call of a method here.
///
/// Every method throws [DatabaseException].
public final class Database {
  private static final int MOST_IN_ONE_SYNC = 100;

  private final Connections connections;
  private final BooleanSupplier hasSpace;

  public Database(DataSource connections) {
    this(new Connections(connections), () -> true);
  }

  /// @param hasSpace whether there is space for writing; asked before each
  Database(Connections connections, BooleanSupplier hasSpace) {
    this.connections = connections;
    this.hasSpace = hasSpace;
  }

  /// Work inside one transaction.
  public static final class Transaction {
    private final Connection connection;

    private Transaction(Connection connection) {
      this.connection = connection;
    }

    public <T> List<T> query(Statement statement, Row.Mapper<T> mapper) {
      return sql(() -> Database.query(connection, statement, mapper));
    }

    public <T> @Nullable T first(Statement statement, Row.Mapper<T> mapper) {
      List<T> rows = query(statement, mapper);
      return rows.isEmpty() ? null : rows.getFirst();
    }

    /// Runs the statements in order in one round trip; the number of rows each of them touched.
    public List<Integer> execute(List<Statement> statements) {
      return sql(() -> Database.execute(connection, statements));
    }

    public int execute(Statement statement) {
      return execute(List.of(statement)).getFirst();
    }
  }

  /// The rows of one statement, run in a transaction of its own.
  public <T> List<T> query(Statement statement, Row.Mapper<T> mapper) {
    return query(statement, Duration.ZERO, mapper);
  }

  /// As above, for so long.
  ///
  /// @param longest after which PostgreSQL is told to give up ([DatabaseException#isCancelled]); of
  ///   whole seconds; zero for as long as it takes
  public <T> List<T> query(Statement statement, Duration longest, Row.Mapper<T> mapper) {
    return sql(() -> {
      try (Lent lent = connections.lend();
          PreparedStatement prepared = lent.connection().prepareStatement(statement.sql())) {
        limit(prepared, longest);
        return rows(lent.connection(), prepared, statement, mapper);
      }
    });
  }

  /// As [#query], but PostgreSQL plans the statement anew for the values of each run. For
  /// statements whose best plan depends on their values: a plan that is kept for all values can be
  /// a thousand times slower for the rare ones.
  public <T> List<T> queryPlannedAnew(Statement statement, Row.Mapper<T> mapper) {
    return queryPlannedAnew(statement, Duration.ZERO, mapper);
  }

  /// As above, for so long, as [#query(Statement, Duration, Row.Mapper)].
  public <T> List<T> queryPlannedAnew(Statement statement, Duration longest, Row.Mapper<T> mapper) {
    return sql(() -> {
      try (Lent lent = connections.lend();
          PreparedStatement prepared = lent.connection().prepareStatement(statement.sql())) {
        // Never a named statement: only those may get a plan that is kept (PREPARE, Notes).
        prepared.unwrap(PGStatement.class).setPrepareThreshold(0);
        limit(prepared, longest);
        return rows(lent.connection(), prepared, statement, mapper);
      }
    });
  }

  /// The first row of one statement, or null where there is none.
  public <T> @Nullable T first(Statement statement, Row.Mapper<T> mapper) {
    List<T> rows = query(statement, mapper);
    return rows.isEmpty() ? null : rows.getFirst();
  }

  /// Runs one statement; the number of rows it touched.
  public int execute(Statement statement) {
    return sql(() -> {
      try (Lent lent = lendToWrite()) {
        return execute(lent.connection(), List.of(statement)).getFirst();
      }
    });
  }

  /// Inserts all the rows or none, durably, in one round trip: without BEGIN and COMMIT what is
  /// sent up to one Sync is one transaction (PostgreSQL, 54.2.4 Pipelining). pgjdbc sends a Sync of
  /// its own only after some 250 statements.
  void insertAll(List<Insert> inserts) {
    if (inserts.size() > MOST_IN_ONE_SYNC) {
      throw new IllegalArgumentException(inserts.size() + " tables at once");
    }
    sql(() -> {
      try (Lent lent = lendToWrite()) {
        return execute(lent.connection(), inserts);
      }
    });
  }

  /// Runs the work, which writes, in one transaction (READ COMMITTED) and commits; rolls back when
  /// it throws.
  public <T extends @Nullable Object> T transaction(Function<Transaction, T> work) {
    return sql(() -> {
      try (Lent lent = lendToWrite()) {
        Connection connection = lent.connection();
        connection.setAutoCommit(false);
        try {
          T result = work.apply(new Transaction(connection));
          connection.commit();
          return result;
        } catch (Throwable t) {
          rollBack(connection, t);
          throw t;
        } finally {
          restore(connection);
        }
      }
    });
  }

  /// What needs the connection itself.
  interface Work {
    void on(Connection connection) throws SQLException;
  }

  void withConnection(Work work) {
    sql(() -> {
      try (Lent lent = connections.lend()) {
        work.on(lent.connection());
        return true;
      }
    });
  }

  private Lent lendToWrite() {
    if (!hasSpace.getAsBoolean()) {
      throw DatabaseException.full();
    }
    return connections.lend();
  }

  private static void rollBack(Connection connection, Throwable because) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }

  private static void restore(Connection connection) throws SQLException {
    if (!connection.isClosed()) {
      connection.setAutoCommit(true);
    }
  }

  private static <T> List<T> query(Connection connection, Statement statement, Row.Mapper<T> mapper)
      throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(statement.sql())) {
      return rows(connection, prepared, statement, mapper);
    }
  }

  /// The driver's timer sends the cancellation: nothing is set in the session, which a pooler may
  /// share.
  private static void limit(PreparedStatement prepared, Duration longest) throws SQLException {
    prepared.setQueryTimeout(Math.toIntExact(longest.toSeconds()));
  }

  private static <T> List<T> rows(
      Connection connection, PreparedStatement prepared, Statement statement, Row.Mapper<T> mapper)
      throws SQLException {
    bind(connection, prepared, 1, statement.parameters());
    try (ResultSet result = prepared.executeQuery()) {
      List<T> rows = new ArrayList<>();
      Row row = new Row(result);
      while (result.next()) {
        rows.add(mapper.map(row));
      }
      return rows;
    }
  }

  /// pgjdbc sends statements joined by `;` down the wire together and reads their answers after.
  private static List<Integer> execute(Connection connection, List<? extends Statement> statements)
      throws SQLException {
    if (statements.isEmpty()) {
      return List.of();
    }
    StringBuilder sql = new StringBuilder();
    for (Statement statement : statements) {
      sql.append(sql.isEmpty() ? "" : ";\n").append(statement.sql());
    }
    try (PreparedStatement prepared = connection.prepareStatement(sql.toString())) {
      int next = 1;
      for (Statement statement : statements) {
        bind(connection, prepared, next, statement.parameters());
        next += statement.parameters().size();
      }
      prepared.execute();
      List<Integer> counts = new ArrayList<>(statements.size());
      for (int i = 0; i < statements.size(); i++) {
        counts.add(Math.max(prepared.getUpdateCount(), 0));
        prepared.getMoreResults();
      }
      return counts;
    }
  }

  private static void bind(
      Connection connection, PreparedStatement prepared, int from, List<@Nullable Object> values)
      throws SQLException {
    int index = from;
    for (Object value : values) {
      switch (value) {
        case null -> prepared.setObject(index, null);
        case Instant instant ->
            prepared.setObject(index, OffsetDateTime.ofInstant(instant, ZoneOffset.UTC));
        case Statement.SqlArray array ->
            prepared.setArray(index, connection.createArrayOf(array.elementType(), typed(array)));
        case byte[] bytes -> prepared.setBytes(index, bytes);
        default -> prepared.setObject(index, value);
      }
      index++;
    }
  }

  /// pgjdbc sends these types in binary, and `bytea` at all, where the array is of their class.
  private static @Nullable Object[] typed(Statement.SqlArray array) {
    Object[] elements = array.elements();
    Class<? extends Object[]> type =
        switch (array.elementType()) {
          case "text" -> String[].class;
          case "bytea" -> byte[][].class;
          case "int4" -> Integer[].class;
          case "int8" -> Long[].class;
          case "timestamptz" -> {
            elements = texts(elements);
            yield String[].class;
          }
          default -> Object[].class;
        };
    return Arrays.copyOf(elements, elements.length, type);
  }

  /// Many rows that come together have one time, which is spelled once.
  private static @Nullable Object[] texts(@Nullable Object[] elements) {
    @Nullable Object[] texts = new @Nullable Object[elements.length];
    for (int i = 0; i < texts.length; i++) {
      Object element = elements[i];
      texts[i] =
          i > 0 && Objects.equals(element, elements[i - 1])
              ? texts[i - 1]
              : element == null ? null : element.toString();
    }
    return texts;
  }

  private interface Sql<T extends @Nullable Object> {
    T run() throws SQLException;
  }

  private static <T extends @Nullable Object> T sql(Sql<T> work) {
    try {
      return work.run();
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    }
  }
}
