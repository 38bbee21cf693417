package dev.andiron.http;

import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The listener: HTTP/1.1, and HTTP/2 where there is TLS, on Jetty's core; one virtual thread for
/// each request.
///
/// ```
/// ServerConnector → Protocols (framing, RFC 9112, RFC 9113) → GracefulHandler → RequestHandler → Router
///                              └ refused framing → RefusalHandler ─────────────────────────┘
/// ```
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  /// Far beyond what connections there are. Jetty's own bound, 200, would let as many callers with
  /// slow bodies stop the server for ever: what would free them, their timeouts even, waits behind
  /// them. What requests take is bounded where they take it ([BodyMemory]).
  private static final int MOST_TASKS = 1_000_000;

  private static final Duration HURRY_EVERY = Duration.ofMillis(100);

  private final Server server;
  private final ServerConnector connector;
  private final HeadWatch heads;
  private final @Nullable TlsContext tls;
  private final int port;

  private HttpServer(
      Server server,
      ServerConnector connector,
      HeadWatch heads,
      @Nullable TlsContext tls,
      int port) {
    this.server = server;
    this.connector = connector;
    this.heads = heads;
    this.tls = tls;
    this.port = port;
  }

  /// Where to listen, and for how long to wait.
  ///
  /// @param port 0 for any free one
  /// @param idleTimeout of a connection on which nothing moves, or on which a head moves and is not
  ///   whole by then
  /// @param slowest the rate of a body below which it is cut, in bytes a second
  /// @param patience how long a body may take whatever its rate
  /// @param stopTimeout how long [#close] waits for requests in flight
  /// @param proxies that stand in front of it
  /// @param tls null for plain HTTP; with it nothing else is answered
  public record Settings(
      String host,
      int port,
      Duration idleTimeout,
      int slowest,
      Duration patience,
      Duration stopTimeout,
      TrustedProxies proxies,
      @Nullable TlsFiles tls) {

    public static Settings of(String host, int port) {
      return new Settings(
          host,
          port,
          Duration.ofSeconds(30),
          1024,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          TrustedProxies.NONE,
          null);
    }

    /// The same behind these proxies.
    public Settings behind(TrustedProxies proxies) {
      return new Settings(host, port, idleTimeout, slowest, patience, stopTimeout, proxies, tls);
    }

    /// The same with TLS, or without where there are no files.
    public Settings with(@Nullable TlsFiles tls) {
      return new Settings(host, port, idleTimeout, slowest, patience, stopTimeout, proxies, tls);
    }
  }

  /// Starts to listen; requests are answered when this returns.
  ///
  /// @throws BindException when the address cannot be listened on; the message names it
  /// @throws TlsException where the files of TLS cannot be used
  public static HttpServer start(Settings settings, Router router) throws IOException {
    return start(settings, router, RequestListener.NONE);
  }

  /// As above.
  ///
  /// @param listener hears of every request
  public static HttpServer start(Settings settings, Router router, RequestListener listener)
      throws IOException {
    TlsFiles files = settings.tls();
    TlsContext tls = files == null ? null : new TlsContext(files);
    Server server = new Server(new VirtualThreadPool(MOST_TASKS));
    ServerConnector connector =
        new ServerConnector(
            server,
            1,
            1,
            tls == null ? Protocols.plain() : Protocols.secure(tls.factory(), settings));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setIdleTimeout(settings.idleTimeout().toMillis());
    connector.setShutdownIdleTimeout(500);
    connector.setAcceptQueueSize(1024);
    server.addConnector(connector);
    server.setHandler(new GracefulHandler(new RequestHandler(router, settings, listener)));
    server.setErrorHandler(new RefusalHandler(router, settings.proxies(), listener));
    server.setStopTimeout(settings.stopTimeout().toMillis());
    server.setStopAtShutdown(false);
    bind(connector, settings);
    try {
      server.start();
      // Jetty's life cycle declares nothing narrower.
    } catch (Exception e) {
      connector.close();
      throw new IOException("The HTTP listener did not start.", e);
    }
    if (tls != null) {
      tls.start();
    }
    HeadWatch heads = new HeadWatch(connector, settings.idleTimeout());
    heads.start();
    return new HttpServer(server, connector, heads, tls, connector.getLocalPort());
  }

  private static void bind(ServerConnector connector, Settings settings) throws BindException {
    try {
      connector.open();
    } catch (IOException | IllegalArgumentException | SecurityException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      BindException refused =
          new BindException(
              "cannot listen on "
                  + settings.host()
                  + ":"
                  + settings.port()
                  + ": "
                  + (cause.getMessage() == null ? cause.toString() : cause.getMessage()));
      refused.initCause(e);
      throw refused;
    }
  }

  /// The port that is, or was, listened on.
  public int port() {
    return port;
  }

  /// Stops listening, lets requests in flight end (up to the stop timeout), and closes.
  @Override
  public void close() {
    if (tls != null) {
      tls.close();
    }
    heads.close();
    Thread _ = Thread.startVirtualThread(this::hurry);
    try {
      server.stop();
      // Jetty's life cycle declares nothing narrower. All is closed by now; whoever stops the
      // program has more to close and must not be kept from it.
    } catch (Exception e) {
      LOG.warn("The HTTP listener cut requests that did not end in time: {}", e.toString());
    }
  }

  /// Lets idle connections end soon. Jetty tells only those that it knows when it begins to stop,
  /// and would wait as long as it may for one that was accepted at that very moment.
  private void hurry() {
    while (connector.isRunning() || connector.isStopping()) {
      for (EndPoint each : connector.getConnectedEndPoints()) {
        each.setIdleTimeout(connector.getShutdownIdleTimeout());
      }
      LockSupport.parkNanos(HURRY_EVERY.toNanos());
    }
  }
}
