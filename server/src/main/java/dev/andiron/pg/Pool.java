package dev.andiron.pg;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.function.BooleanSupplier;

/// The connections of this process to one database. Thread-safe.
///
/// Works through PgBouncer from 1.21 on, in transaction mode: nothing is kept in a session but
/// prepared statements, which it follows (`max_prepared_statements`).
public final class Pool implements AutoCloseable {
  /// A few more than PostgreSQL can work on at once on a small machine.
  public static final int DEFAULT_SIZE = 10;

  private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(5);

  /// A host that vanished sends nothing, not even a refusal: without this its connections hang.
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

  private final HikariDataSource pool;
  private final Connections connections;

  private Pool(HikariDataSource pool) {
    this.pool = pool;
    this.connections = new Connections(pool);
  }

  /// Opens the pool; a first connection proves that the database answers.
  ///
  /// @throws DatabaseException if it does not
  public static Pool open(DatabaseUrl url, int size) {
    return open(url, size, WAIT_FOR_CONNECTION, LONGEST_SILENCE);
  }

  /// @param wait for a free connection
  /// @param silence after which a connection is given up
  static Pool open(DatabaseUrl url, int size, Duration wait, Duration silence) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("andiron");
    config.setJdbcUrl(url.jdbc());
    config.setUsername(url.user());
    config.setPassword(url.password());
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(Math.min(size, 2));
    config.setConnectionTimeout(wait.toMillis());
    config.setInitializationFailTimeout(1); // one attempt; whoever starts us decides about more
    config.setKeepaliveTime(Duration.ofMinutes(2).toMillis());
    config.setMaxLifetime(Duration.ofMinutes(30).toMillis());
    Properties properties = driverProperties();
    properties.setProperty("socketTimeout", Long.toString(silence.toSeconds()));
    config.setDataSourceProperties(properties);
    try {
      return new Pool(new HikariDataSource(config));
    } catch (PoolInitializationException e) {
      throw DatabaseException.of(
          e.getCause() instanceof SQLException cause ? cause : new SQLException(e));
    }
  }

  /// pgjdbc's; a parameter in the URL wins.
  static Properties driverProperties() {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "andiron");
    properties.setProperty("assumeMinServerVersion", "13"); // saves a round trip per connection
    properties.setProperty("tcpKeepAlive", "true");
    // Else the messages of failures, which end in logs, have the values of rows and parameters.
    properties.setProperty("logServerErrorDetail", "false");
    properties.setProperty("connectTimeout", "5"); // seconds
    properties.setProperty("socketTimeout", Long.toString(LONGEST_SILENCE.toSeconds()));
    return properties;
  }

  /// Those, and who signs in.
  static Properties driverProperties(DatabaseUrl url) {
    Properties properties = driverProperties();
    if (url.user() != null) {
      properties.setProperty("user", url.user());
    }
    if (url.password() != null) {
      properties.setProperty("password", url.password());
    }
    return properties;
  }

  Connections connections() {
    return connections;
  }

  public Database database() {
    return database(() -> true);
  }

  /// For what grows: nothing is written ([DatabaseException#isFull]) while there is no space.
  ///
  /// @param hasSpace asked before each write
  public Database database(BooleanSupplier hasSpace) {
    return new Database(connections, hasSpace);
  }

  /// How its connections are used just now.
  ///
  /// @param waiting threads that wait for one
  /// @param most connections that there can be
  public record Use(int used, int idle, int waiting, int most) {}

  public Use use() {
    HikariPoolMXBean now = pool.getHikariPoolMXBean();
    int most = pool.getMaximumPoolSize();
    return now == null // before it is open
        ? new Use(0, 0, 0, most)
        : new Use(
            now.getActiveConnections(),
            now.getIdleConnections(),
            now.getThreadsAwaitingConnection(),
            most);
  }

  @Override
  public void close() {
    pool.close();
  }
}
