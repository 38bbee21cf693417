package dev.andiron.pg;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the tables of a database to what this program expects.
///
/// All steps that are missing are taken in one transaction under an advisory lock: several nodes
/// may start at once on an empty database, and a step that fails leaves it as it was.
public final class Migrations {
  private static final Logger log = LoggerFactory.getLogger(Migrations.class);

  /// Any number will do, as long as it stays the same: the letters of "andiron".
  private static final long LOCK = 0x616e6469726f6eL;

  private final List<Migration> migrations;

  Migrations(List<Migration> migrations) {
    this.migrations = List.copyOf(migrations);
    Set<Integer> numbers = new HashSet<>();
    int last = 0;
    for (Migration migration : migrations) {
      if (!numbers.add(migration.number()) || migration.number() < last) {
        throw new MigrationException("migration " + migration.label() + " is out of order");
      }
      last = migration.number();
    }
  }

  /// The product's own: the files that `/dev/andiron/migration/index` lists, one on a line.
  public static Migrations ofProduct() {
    return read("/dev/andiron/migration");
  }

  static Migrations read(String folder) {
    return new Migrations(
        Migration.resource(folder + "/index")
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .map(file -> Migration.read(folder, file))
            .toList());
  }

  /// Takes the steps that this database has not seen.
  ///
  /// @throws MigrationException if the database was used by a newer program, if a step was changed
  ///   after it was taken, or if one fails
  /// @throws DatabaseException if the database cannot be asked
  public void applyTo(Database database) {
    database.withConnection(connection -> {
      connection.setNetworkTimeout(Runnable::run, 0); // a step may take long, a lock longer
      connection.setAutoCommit(false);
      try {
        apply(connection);
        connection.commit();
      } catch (SQLException | MigrationException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    });
  }

  private void apply(Connection connection) throws SQLException {
    run(connection, "select pg_advisory_xact_lock(" + LOCK + ")");
    run(
        connection,
        """
        create table if not exists andiron_migration (
          number int primary key,
          name text not null,
          checksum text not null,
          applied_at timestamptz not null default now())
        """);
    SequencedMap<Integer, Applied> applied = applied(connection);
    for (Migration migration : migrations) {
      Applied before = applied.remove(migration.number());
      if (before == null) {
        take(connection, migration);
      } else if (!before.checksum().equals(migration.checksum())) {
        throw new MigrationException(
            "migration "
                + migration.label()
                + " is not the one that this database has seen under that number ("
                + before.name()
                + "): the program was changed, or the database is another program's");
      }
    }
    if (!applied.isEmpty()) {
      throw new MigrationException(
          "the database was used by a newer version of this program: it has seen migration "
              + applied.lastEntry().getValue().name()
              + ", which this version does not know");
    }
  }

  private record Applied(String name, String checksum) {}

  private static SequencedMap<Integer, Applied> applied(Connection connection) throws SQLException {
    SequencedMap<Integer, Applied> applied = new TreeMap<>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("select number, name, checksum from andiron_migration")) {
      while (rows.next()) {
        int number = rows.getInt(1);
        String label = "%04d-%s".formatted(number, rows.getString(2));
        applied.put(number, new Applied(label, rows.getString(3)));
      }
    }
    return applied;
  }

  private static void take(Connection connection, Migration migration) throws SQLException {
    log.info("Migration {}", migration.label());
    try {
      run(connection, migration.sql());
    } catch (SQLException e) {
      if (DatabaseException.of(e).isUnavailable()) {
        throw e;
      }
      throw new MigrationException(
          "migration "
              + migration.label()
              + " failed: "
              + firstLine(String.valueOf(e.getMessage())),
          e);
    }
    try (var insert =
        connection.prepareStatement(
            "insert into andiron_migration (number, name, checksum) values (?, ?, ?)")) {
      insert.setInt(1, migration.number());
      insert.setString(2, migration.name());
      insert.setString(3, migration.checksum());
      insert.executeUpdate();
    }
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
