package dev.andiron;

import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseUrl;
import dev.andiron.pg.Migrations;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import dev.andiron.pg.embedded.EmbeddedPostgres;
import dev.andiron.pg.embedded.TestCluster;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The PostgreSQL of the tests, started once per JVM: the embedded one, or that which the system
/// property `andiron.test.database-url` (or the environment's `ANDIRON_TEST_DATABASE_URL`) names,
/// signed in as a role that may create databases.
public final class TestPostgres {
  private static final AtomicInteger NEXT = new AtomicInteger();

  private TestPostgres() {}

  /// Whether it is the embedded one, a child of this process.
  public static boolean isInside() {
    return Server.EXTERNAL == null;
  }

  /// A fresh, empty database. It stays until the JVM ends.
  public static Database newDatabase() {
    return newPool().database();
  }

  /// A fresh database with the product's tables.
  public static Database newProductDatabase() {
    Database database = newDatabase();
    Migrations.ofProduct().applyTo(database);
    return database;
  }

  /// An empty one, for those who want to close its connections.
  public static Pool newPool() {
    return Pool.open(newUrl(), Pool.DEFAULT_SIZE);
  }

  /// Where a fresh, empty database is, for those who open it themselves.
  public static DatabaseUrl newUrl() {
    return create(Server.ADMIN, Server.HOME);
  }

  static DatabaseUrl create(Database admin, DatabaseUrl home) {
    String name = "test_" + ProcessHandle.current().pid() + "_" + NEXT.incrementAndGet();
    admin.execute(Statement.of("CREATE DATABASE " + name));
    String jdbc = home.jdbc().replaceFirst("(//[^/]*)/[^?]*", "$1/" + name);
    return new DatabaseUrl(jdbc, home.user(), home.password());
  }

  /// Started when first used.
  private static final class Server {
    static final @Nullable String EXTERNAL = external();
    static final DatabaseUrl HOME = home();
    static final Database ADMIN = Pool.open(HOME, 2).database();

    private static @Nullable String external() {
      String property = System.getProperty("andiron.test.database-url");
      return property == null ? System.getenv("ANDIRON_TEST_DATABASE_URL") : property;
    }

    private static DatabaseUrl home() {
      String external = EXTERNAL;
      if (external != null) {
        return DatabaseUrl.parse(external);
      }
      EmbeddedPostgres postgres = TestCluster.start();
      return new DatabaseUrl(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }
  }
}
