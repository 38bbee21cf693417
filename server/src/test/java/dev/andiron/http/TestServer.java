package dev.andiron.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// A real listener on a free port, a client for it, and a socket for what no client would send.
final class TestServer implements AutoCloseable {
  static final ProblemRenderer PLAIN =
      (request, problem) ->
          Response.of(
              problem.status(),
              "text/plain;charset=utf-8",
              (request.path() + " " + problem.getMessage()).getBytes(StandardCharsets.UTF_8));

  private final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private TestServer(HttpServer server) {
    this.server = server;
  }

  static TestServer of(Route... routes) {
    return of(Cors.OFF, routes);
  }

  static TestServer of(Cors cors, Route... routes) {
    return of(HttpServer.Settings.of("127.0.0.1", 0), cors, routes);
  }

  static TestServer of(HttpServer.Settings settings, Cors cors, Route... routes) {
    try {
      return new TestServer(HttpServer.start(settings, new Router(List.of(routes), PLAIN, cors)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HttpServer server() {
    return server;
  }

  HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + target))
        .timeout(Duration.ofSeconds(20));
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<byte[]> get(String target) {
    return send(request(target));
  }

  static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  Socket socket() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(15_000);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /// Sends these very bytes and reads until the server closes.
  String raw(String text) {
    try (Socket socket = socket()) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return untilClosed(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String untilClosed(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /// The status of the answer to these very bytes.
  int rawStatus(String text) {
    String answer = raw(text);
    if (!answer.startsWith("HTTP/1.1 ")) {
      throw new AssertionError("no answer: " + answer);
    }
    return Integer.parseInt(answer.substring(9, 12));
  }

  /// One GET of this request target, as it stands.
  int rawGet(String target) {
    return rawStatus("GET " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
