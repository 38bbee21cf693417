package dev.andiron.browser;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Somebody else's site, with pages that mean no good. It is reached as `localhost`, which is the
/// same site as the server under test on another port, and as `127.0.0.1`, which is another.
final class HostileSite implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, String> pages = new ConcurrentHashMap<>();

  HostileSite() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          byte[] page =
              ("<!doctype html><title>Elsewhere</title><link rel=icon href='data:,'>"
                      + pages.getOrDefault(exchange.getRequestURI().getPath(), ""))
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html;charset=utf-8");
          exchange.sendResponseHeaders(200, page.length);
          try (var out = exchange.getResponseBody()) {
            out.write(page);
          }
        });
    server.start();
  }

  /// @param host `localhost` or `127.0.0.1`
  /// @return where the page is
  String page(String host, String name, String html) {
    pages.put("/" + name, html);
    return "http://" + host + ":" + server.getAddress().getPort() + "/" + name;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
