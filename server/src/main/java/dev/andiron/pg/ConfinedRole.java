package dev.andiron.pg;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.postgresql.PGConnection;

/// A role of one database that signs in and may do nothing that it was not granted.
///
/// Roles belong to all databases of a cluster, so its name tells which one it is for.
///
/// @param schema where the tables are, quoted
public record ConfinedRole(String name, String schema) {
  /// A key of PostgreSQL's advisory locks that is ours: making roles and granting.
  private static final long LOCK = 0x616e6469726f6e32L;

  /// What each of its sessions begins with: little memory for each step of a plan, and one process.
  private static final Map<String, String> SETTINGS =
      new TreeMap<>(
          Map.of(
              "default_transaction_read_only", "on",
              "work_mem", "4MB",
              "hash_mem_multiplier", "1",
              "max_parallel_workers_per_gather", "0",
              "jit", "off"));

  static ConfinedRole of(Database owner, String prefix) {
    ConfinedRole role =
        owner.first(
            Statement.of(
                "select ? || oid, quote_ident(current_schema()) from pg_database"
                    + " where datname = current_database()",
                prefix),
            row -> new ConfinedRole(row.text(1), row.text(2)));
    if (role == null) {
      throw new IllegalStateException("a connection without a database");
    }
    return role;
  }

  /// What a role of this name is like.
  private enum Found {
    NONE,
    TOO_MIGHTY,
    UNBOUNDED,
    CONFINED
  }

  /// Makes it where it is not there; whether it was made.
  ///
  /// @param connections how many there may be at once, from all who share it
  boolean ensure(Database owner, String password, int connections) {
    boolean[] made = new boolean[1];
    inTransaction(
        owner,
        connection -> {
          switch (found(connection, connections)) {
            case NONE -> {
              run(connection, "create role " + name + " login noinherit");
              bound(connection, connections);
              password(connection, password);
              made[0] = true;
            }
            case TOO_MIGHTY ->
                throw new SQLException("the role " + name + " may do more than it should", "42501");
            case UNBOUNDED -> bound(connection, connections);
            case CONFINED -> {}
          }
        });
    return made[0];
  }

  private void bound(Connection connection, int connections) throws SQLException {
    run(connection, "alter role " + name + " connection limit " + connections);
    for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
      run(
          connection,
          "alter role " + name + " set " + setting.getKey() + " = '" + setting.getValue() + "'");
    }
  }

  private Found found(Connection connection, int connections) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls
                or exists (select from pg_auth_members m where m.member = r.oid),
              rolconnlimit = ? and coalesce(rolconfig @> ?, false)
            from pg_roles r
            where rolname = ?
            """)) {
      statement.setInt(1, connections);
      statement.setArray(
          2,
          connection.createArrayOf(
              "text",
              SETTINGS.entrySet().stream().map(s -> s.getKey() + "=" + s.getValue()).toArray()));
      statement.setString(3, name);
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          return Found.NONE;
        }
        if (rows.getBoolean(1)) {
          return Found.TOO_MIGHTY;
        }
        return rows.getBoolean(2) ? Found.CONFINED : Found.UNBOUNDED;
      }
    }
  }

  void setPassword(Database owner, String password) {
    inTransaction(owner, connection -> password(connection, password));
  }

  /// The driver sends what PostgreSQL keeps (SCRAM), so that no log has the password.
  private void password(Connection connection, String password) throws SQLException {
    connection
        .unwrap(PGConnection.class)
        .alterUserPassword(name, password.toCharArray(), "scram-sha-256");
  }

  /// Lets it read these tables, which exist; whether it could not before.
  ///
  /// @param tables their names, not quoted
  /// @throws DatabaseException if the owner may not grant that
  public boolean mayRead(Database owner, Collection<String> tables) {
    List<String> granted = new ArrayList<>();
    inTransaction(
        owner,
        connection -> {
          try (var statement =
              connection.prepareStatement(
                  """
                  select format('grant usage on schema %s to %I', ?::text, ?::text)
                  where not has_schema_privilege(?::text, current_schema(), 'usage')
                  union all
                  select format('grant select on %I to %I', relname, ?::text)
                  from pg_class
                  where relnamespace = current_schema()::regnamespace and relname = any (?)
                    and not has_table_privilege(?::text, oid, 'select')
                  """)) {
            statement.setString(1, schema);
            for (int i = 2; i <= 4; i++) {
              statement.setString(i, name);
            }
            statement.setArray(5, connection.createArrayOf("text", tables.toArray()));
            statement.setString(6, name);
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                granted.add(rows.getString(1));
              }
            }
          }
          for (String grant : granted) {
            run(connection, grant);
          }
        });
    return !granted.isEmpty();
  }

  private static void inTransaction(Database owner, Database.Work work) {
    owner.withConnection(connection -> {
      connection.setAutoCommit(false);
      try {
        run(connection, "select pg_advisory_xact_lock(" + LOCK + ")");
        work.on(connection);
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    });
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
