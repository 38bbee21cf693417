package dev.andiron.http;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.jspecify.annotations.Nullable;

/// Ends connections on which something begins and never gets whole: a TLS handshake, the head of a
/// request, blank lines before it, the head of a chunk, trailers. Each of their bytes puts off the
/// idle timeout, and what looks at how fast bodies come does not see them.
final class HeadWatch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(500);

  /// Of a request whose bytes are for the parser alone.
  private static final Set<HttpParser.State> UNDER_WAY =
      EnumSet.of(
          HttpParser.State.METHOD,
          HttpParser.State.SPACE1,
          HttpParser.State.URI,
          HttpParser.State.SPACE2,
          HttpParser.State.REQUEST_VERSION,
          HttpParser.State.HEADER,
          HttpParser.State.CHUNK_SIZE,
          HttpParser.State.TRAILER);

  private final ServerConnector connector;
  private final Duration limit;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<EndPoint, Seen> seen = new HashMap<>();

  /// @param requests that the connection had had
  /// @param content how much of the body of the present one
  /// @param bytes that it had had, where nothing had begun
  /// @param at when it was first seen so
  private record Seen(long requests, long content, long bytes, boolean begun, long at) {}

  /// @param limit in which what begins has to be whole
  HeadWatch(ServerConnector connector, Duration limit) {
    this.connector = connector;
    this.limit = limit;
  }

  void start() {
    Thread _ = Thread.ofVirtual().name("heads").start(this::watch);
  }

  private void watch() {
    try {
      while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        look(System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(long now) {
    Set<EndPoint> connected = new HashSet<>(connector.getConnectedEndPoints());
    seen.keySet().retainAll(connected);
    for (EndPoint each : connected) {
      Seen before = seen.get(each);
      Seen next = next(each.getConnection(), before, now);
      seen.put(each, next);
      if (next.begun() && now - next.at() > limit.toNanos()) {
        each.close();
      }
    }
  }

  private static Seen next(Connection connection, @Nullable Seen before, long now) {
    Connection inner =
        connection instanceof SslConnection tls ? tls.getSslEndPoint().getConnection() : connection;
    return switch (inner) {
      case HTTP2Connection _ ->
          new Seen(0, 0, 0, false, now); // its frames have limits of their own
      case HttpConnection http -> next(http, before, now);
      // A handshake, or nothing yet.
      case null, default ->
          before != null && before.begun() ? before : new Seen(0, 0, 0, true, now);
    };
  }

  private static Seen next(HttpConnection http, @Nullable Seen before, long now) {
    HttpParser.State state = http.getParser().getState();
    long requests = http.getMessagesIn();
    long bytes = http.getBytesIn();
    long content = http.getParser().getContentRead();
    Seen same =
        before != null && before.requests() == requests && before.content() == content
            ? before
            : null;
    // Blank lines leave the parser where it was.
    boolean blank = state == HttpParser.State.START && same != null && same.bytes() != bytes;
    if (!UNDER_WAY.contains(state) && !blank) {
      return new Seen(requests, content, bytes, false, now);
    }
    return same != null && same.begun() ? same : new Seen(requests, content, -1, true, now);
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
