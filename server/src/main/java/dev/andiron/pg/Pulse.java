package dev.andiron.pg;

import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Feels whether the database answers, over a connection of its own. One that was frozen, or whose
/// host vanished, refuses nobody: without this, each request would wait for it until its connection
/// is given up for silence, which takes a minute, since there are statements that take long.
public final class Pulse implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  /// The least that any machine can answer takes a busy one far less.
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final DatabaseUrl url;
  private final Connections connections;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("database-pulse").unstarted(this::run);
  private boolean hanging;

  private Pulse(DatabaseUrl url, Connections connections) {
    this.url = url;
    this.connections = connections;
  }

  /// Begins to feel in the background; never fails.
  ///
  /// @param pool whose connections are not lent while the database hangs
  public static Pulse of(DatabaseUrl url, Pool pool) {
    Pulse pulse = new Pulse(url, pool.connections());
    pulse.thread.start();
    return pulse;
  }

  private void run() {
    try {
      do {
        try (Connection connection = connect()) {
          connection.setNetworkTimeout(Runnable::run, Math.toIntExact(LONGEST.toMillis()));
          feel(connection);
        } catch (SQLException e) {
          hang(isSilence(e));
        }
      } while (!isClosedAfter(EVERY));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Connection connect() throws SQLException {
    Properties properties = Pool.driverProperties(url);
    properties.setProperty("loginTimeout", Long.toString(LONGEST.toSeconds()));
    properties.setProperty("socketTimeout", Long.toString(LONGEST.toSeconds()));
    return DriverManager.getConnection(url.jdbc(), properties);
  }

  private void feel(Connection connection) throws SQLException, InterruptedException {
    try (var statement = connection.createStatement()) {
      do {
        boolean _ = statement.execute("select");
        hang(false);
      } while (!isClosedAfter(EVERY));
    }
  }

  /// A refusal is an answer: whoever asks for themselves hears it as quickly.
  private static boolean isSilence(SQLException e) {
    for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) {
        return true;
      }
    }
    return String.valueOf(e.getMessage()).contains("attempt timed out");
  }

  private void hang(boolean hangs) {
    if (hangs) {
      // Each time: the pool opens new ones meanwhile.
      connections.hang();
    } else {
      connections.goOn();
    }
    if (hangs && !hanging) {
      LOG.error(
          "The database has not answered for {} s: nothing is asked of it until it does.",
          LONGEST.toSeconds());
    } else if (!hangs && hanging) {
      LOG.info("The database answers again.");
    }
    hanging = hangs;
  }

  private boolean isClosedAfter(Duration wait) throws InterruptedException {
    return closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
