package dev.andiron.pg;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// A role of one database that signs in and may do nothing that it was not granted.
///
/// Roles belong to all databases of a cluster, so its name tells which one it is for.
///
/// @param schema where the tables are, quoted
public record ConfinedRole(String name, String schema) {
  /// A key of PostgreSQL's advisory locks that is ours: making roles and granting.
  private static final long LOCK = 0x616e6469726f6e32L;

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

  /// Makes it where it is not there; whether it was made.
  boolean ensure(Database owner, String password) {
    boolean[] made = new boolean[1];
    inTransaction(
        owner,
        connection -> {
          Boolean confined = isConfined(connection);
          if (confined == null) {
            run(connection, "create role " + name + " login noinherit");
            run(connection, "alter role " + name + " set default_transaction_read_only = on");
            password(connection, password);
            made[0] = true;
          } else if (!confined) {
            throw new SQLException("the role " + name + " may do more than it should", "42501");
          }
        });
    return made[0];
  }

  /// Null where there is no such role.
  private @Nullable Boolean isConfined(Connection connection) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            select not (rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls)
              and not exists (select from pg_auth_members m where m.member = r.oid)
            from pg_roles r
            where rolname = ?
            """)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? (Boolean) rows.getBoolean(1) : null;
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
