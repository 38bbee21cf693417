package dev.andiron.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.main.TestApp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Bodies that are announced and do not come")
class AnnouncedBodiesTest {
  private static final int LARGEST = 10 * 1024 * 1024;
  private static final int MANY = 300;

  @Test
  @Timeout(60)
  @DisplayName("take no memory: strangers cannot fill the heap with a few bytes each")
  void announced() throws IOException {
    TestApp app = TestApp.shared();
    long enough = Runtime.getRuntime().maxMemory() / LARGEST + 20;
    besideStrangers(app, "/Patient", Math.clamp(enough, MANY, 2 * MANY));
  }

  @Test
  @Timeout(60)
  @DisplayName("hold up nobody else, though they are many and were answered long ago")
  void answered() throws IOException {
    besideStrangers(TestApp.shared(), "/no/such/path", MANY);
  }

  /// The server answers while the strangers are there, and when they have gone.
  private static void besideStrangers(TestApp app, String path, int count) throws IOException {
    List<Socket> strangers = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        strangers.add(stranger(app, path));
      }
      for (int i = 0; i < 20; i++) {
        assertThat(read(app)).contains("200");
      }
    } finally {
      for (Socket stranger : strangers) {
        stranger.close();
      }
    }
    assertThat(read(app)).contains("200");
  }

  /// The first line of an answer, over a connection of its own.
  private static String read(TestApp app) throws IOException {
    try (Socket socket = connected(app)) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return answer.lines().findFirst().orElse("");
    }
  }

  private static Socket connected(TestApp app) throws IOException {
    return new Socket(InetAddress.getByName("localhost"), URI.create(app.url()).getPort());
  }

  private static Socket stranger(TestApp app, String path) throws IOException {
    Socket socket = new Socket(InetAddress.getByName("localhost"), URI.create(app.url()).getPort());
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
            + LARGEST
            + "\r\n\r\n{";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}
