package dev.andiron.pg;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections of a pool as they are lent. While the database hangs none is, and those that are
/// out are broken, so that whoever waits for an answer hears that there will be none. Thread-safe.
final class Connections {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  private final DataSource pool;
  private final Set<Lent> out = ConcurrentHashMap.newKeySet();
  private volatile boolean hanging;

  Connections(DataSource pool) {
    this.pool = pool;
  }

  /// A connection until it is closed, which gives it back.
  static final class Lent implements AutoCloseable {
    private final Connections from;
    private final Connection connection;

    private Lent(Connections from, Connection connection) {
      this.from = from;
      this.connection = connection;
    }

    Connection connection() {
      return connection;
    }

    private void breakOff() {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        LOG.debug("A connection could not be broken off: {}", e.toString());
      }
    }

    @Override
    public void close() throws SQLException {
      from.out.remove(this);
      connection.close();
    }
  }

  /// Whatever keeps us from a connection (nobody listens, the password was changed, all are in use)
  /// is an outage, not a defect of the statement.
  ///
  /// @throws DatabaseException where there is none to be had
  Lent lend() {
    if (hanging) {
      throw DatabaseException.unreachable(new SQLException("the database hangs", "08006"));
    }
    Lent lent;
    try {
      lent = new Lent(this, pool.getConnection());
    } catch (SQLException e) {
      throw DatabaseException.unreachable(e);
    }
    boolean _ = out.add(lent);
    if (hanging) { // whoever broke off the others may not have seen this one
      lent.breakOff();
    }
    return lent;
  }

  /// The database does not answer.
  void hang() {
    hanging = true;
    out.forEach(Lent::breakOff);
  }

  /// It does again.
  void goOn() {
    hanging = false;
  }
}
