package dev.andiron.cluster;

import dev.andiron.pg.DatabaseUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The line between one node and its database, which can be cut: then open connections end and new
/// ones are refused, as when the database stopped.
final class DatabaseLine implements AutoCloseable {
  private static final Pattern HOST_AND_PORT = Pattern.compile("//([^:/]+):(\\d+)/");

  private final DatabaseUrl direct;
  private final InetSocketAddress target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private ServerSocket entrance;

  DatabaseLine(DatabaseUrl direct) throws IOException {
    this.direct = direct;
    Matcher matcher = HOST_AND_PORT.matcher(direct.jdbc());
    if (!matcher.find()) {
      throw new IllegalArgumentException("no host and port in " + direct);
    }
    this.target = new InetSocketAddress(matcher.group(1), Integer.parseInt(matcher.group(2)));
    this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    accept(entrance);
  }

  /// The database, over this line.
  DatabaseUrl url() {
    String jdbc =
        HOST_AND_PORT
            .matcher(direct.jdbc())
            .replaceFirst("//127.0.0.1:" + entrance.getLocalPort() + "/");
    return new DatabaseUrl(jdbc, direct.user(), direct.password());
  }

  void cut() throws IOException {
    entrance.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  void mend() throws IOException {
    ServerSocket again = new ServerSocket();
    again.setReuseAddress(true);
    again.bind(entrance.getLocalSocketAddress());
    entrance = again;
    accept(again);
  }

  private void accept(ServerSocket listening) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              connect(listening, listening.accept());
            }
          } catch (IOException e) {
            // cut
          }
        });
  }

  private void connect(ServerSocket listening, Socket caller) throws IOException {
    Socket database = new Socket();
    database.connect(target);
    open.add(caller);
    open.add(database);
    if (listening.isClosed()) { // cut between accepting and here: nothing gets through
      caller.close();
      database.close();
    }
    pump(caller, database);
    pump(database, caller);
  }

  private void pump(Socket from, Socket to) {
    Thread.ofVirtual()
        .start(() -> {
          try (from;
              to) {
            from.getInputStream().transferTo(to.getOutputStream());
          } catch (IOException e) {
            // one of them ended
          } finally {
            open.remove(from);
          }
        });
  }

  @Override
  public void close() {
    try {
      cut();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
