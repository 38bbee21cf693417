package dev.andiron.pg;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens on a channel (`LISTEN`) over a connection of its own, and connects again when it is
/// lost. What it tells is a hint: notifications sent while it was away are gone, and behind a
/// PgBouncer in transaction mode none arrive at all. The truth is to be read from tables.
public final class Notifications implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Notifications.class);
  private static final Duration FIRST_WAIT = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  /// How often a silent connection is asked whether it still lives.
  private static final int SILENCE_MILLIS = 10_000;

  private static final int ANSWER_SECONDS = 5;

  private final DatabaseUrl url;
  private final String channel;
  private final Listener listener;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Connection current;

  /// Is called on one thread, and should be quick.
  public interface Listener {
    /// Something was sent on the channel.
    void notified();

    /// It listens, for the first time or again: something may have been missed.
    void connected();

    /// It does not listen any more.
    void lost();
  }

  private Notifications(DatabaseUrl url, String channel, Listener listener) {
    this.url = url;
    this.channel = channel;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("notifications").unstarted(this::run);
  }

  /// Begins to listen in the background; never fails.
  public static Notifications listen(DatabaseUrl url, String channel, Listener listener) {
    Notifications notifications = new Notifications(url, channel, listener);
    notifications.thread.start();
    return notifications;
  }

  private void run() {
    Duration wait = FIRST_WAIT;
    boolean wasConnected = false;
    try {
      do {
        try (Connection connection = connect()) {
          wait = FIRST_WAIT;
          wasConnected = true;
          listener.connected();
          receive(connection);
        } catch (SQLException e) {
          if (closed.getCount() > 0 && wasConnected) {
            log.warn("Notifications of the database are lost (SQLSTATE {})", e.getSQLState());
            listener.lost();
          }
          wasConnected = false;
        }
        wait =
            wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
      } while (!closed.await(wait.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Connection connect() throws SQLException {
    Properties properties = Pool.driverProperties(url);
    properties.remove("socketTimeout"); // silence is what it mostly hears
    Connection connection = DriverManager.getConnection(url.jdbc(), properties);
    current = connection;
    try (var statement = connection.createStatement()) {
      statement.execute(
          "listen " + connection.unwrap(PGConnection.class).escapeIdentifier(channel));
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private void receive(Connection connection) throws SQLException {
    PGConnection postgres = connection.unwrap(PGConnection.class);
    while (closed.getCount() > 0) {
      PGNotification[] received = postgres.getNotifications(SILENCE_MILLIS);
      if (received.length > 0) {
        listener.notified();
      } else if (!connection.isValid(ANSWER_SECONDS)) {
        throw new SQLException("no answer", "08006");
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
    Connection connection = current;
    try {
      if (connection != null) {
        connection.abort(Runnable::run); // ends the wait in the socket
      }
      thread.join(Duration.ofSeconds(2));
    } catch (SQLException e) {
      log.debug("closing", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
