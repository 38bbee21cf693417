package dev.andiron.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// Requests that no well-behaved client would send, byte by byte.
final class Raw {
  private Raw() {}

  /// One answer: its status and all of its text.
  record Answer(int status, String text) {}

  /// Sends a request line and fields, and reads until the server closes.
  ///
  /// @param fields each ends in CR LF
  static Answer send(String requestLine, String fields, String body) {
    String request = requestLine + "\r\n" + fields + "Connection: close\r\n\r\n" + body;
    try (Socket socket = new Socket("localhost", URI.create(Target.APP.url()).getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Answer(Integer.parseInt(answer.substring(9, 12)), answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
