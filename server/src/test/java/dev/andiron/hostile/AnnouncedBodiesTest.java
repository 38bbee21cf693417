package dev.andiron.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
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

@DisplayName("Bodies that are announced and do not come")
class AnnouncedBodiesTest {
  private static final int LARGEST = 10 * 1024 * 1024;

  @Test
  @DisplayName("take no memory: strangers cannot fill the heap with a few bytes each")
  void announced() throws IOException {
    TestApp app = TestApp.shared();
    long enough = Runtime.getRuntime().maxMemory() / LARGEST + 20;
    List<Socket> strangers = new ArrayList<>();
    try {
      for (int i = 0; i < Math.min(enough, 500); i++) {
        strangers.add(stranger(app));
      }
      Answer answer = app.asRoot("GET", "/Patient?_count=1").send();

      assertThat(answer.status()).isEqualTo(200);
    } finally {
      for (Socket stranger : strangers) {
        stranger.close();
      }
    }
  }

  private static Socket stranger(TestApp app) throws IOException {
    Socket socket = new Socket(InetAddress.getByName("localhost"), URI.create(app.url()).getPort());
    String head =
        "POST /Patient HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
            + LARGEST
            + "\r\n\r\n{";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}
