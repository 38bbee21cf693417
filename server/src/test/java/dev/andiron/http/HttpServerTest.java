package dev.andiron.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The listener")
@Timeout(60)
class HttpServerTest {
  private static final Router NOTHING = new Router(List.of(), TestServer.PLAIN, Cors.OFF);

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (HttpServer first = HttpServer.start(HttpServer.Settings.of("127.0.0.1", 0), NOTHING)) {
      assertThat(first.port()).isPositive();
      assertThatThrownBy(
              () -> HttpServer.start(HttpServer.Settings.of("127.0.0.1", first.port()), NOTHING))
          .isInstanceOf(BindException.class)
          .hasMessageContaining("127.0.0.1:" + first.port())
          .hasMessageContaining("in use");
    }
  }

  @Test
  void anAddressThatIsNotOursIsNamed() {
    assertThatThrownBy(
            () -> HttpServer.start(HttpServer.Settings.of("no.such.host.invalid", 0), NOTHING))
        .isInstanceOf(BindException.class)
        .hasMessageContaining("no.such.host.invalid");
    assertThatThrownBy(() -> HttpServer.start(HttpServer.Settings.of("192.0.2.1", 0), NOTHING))
        .isInstanceOf(BindException.class)
        .hasMessageContaining("192.0.2.1");
  }

  @Test
  void aPortIsFreeAgainAfterwards() throws IOException {
    HttpServer first = HttpServer.start(HttpServer.Settings.of("127.0.0.1", 0), NOTHING);
    int port = first.port();
    first.close();
    HttpServer.start(HttpServer.Settings.of("127.0.0.1", port), NOTHING).close();
  }

  @Test
  @DisplayName("A field is as it was sent, whatever came before it on the connection")
  void fieldsKeepTheirCase() {
    Route echo =
        new Route(
            "GET",
            "/",
            0,
            request ->
                Response.of(
                    200,
                    "text/plain",
                    (request.headers().first("Authorization")
                            + request.headers().first("Cookie")
                            + ".")
                        .getBytes(StandardCharsets.UTF_8)));
    try (TestServer server = TestServer.of(echo)) {
      String first =
          "GET / HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer aa\r\nCookie: c=aa\r\n\r\n";
      String second = first.replace("aa", "aA").replace("Host: h", "Host: h\r\nConnection: close");
      assertThat(server.raw(first + second)).contains("Bearer aac=aa.").contains("Bearer aAc=aA.");
    }
  }

  @Test
  @DisplayName("Each request has a virtual thread of its own: a hundred may wait at once")
  void virtualThreads() throws InterruptedException {
    CountDownLatch together = new CountDownLatch(100);
    try (TestServer server =
        TestServer.of(
            new Route(
                "GET",
                "/",
                0,
                _ -> {
                  together.countDown();
                  await(together);
                  return Response.of(
                      200,
                      "text/plain",
                      Boolean.toString(Thread.currentThread().isVirtual())
                          .getBytes(StandardCharsets.UTF_8));
                }))) {
      List<CompletableFuture<String>> answers =
          IntStream.range(0, 100)
              .mapToObj(_ ->
                  CompletableFuture.supplyAsync(
                      () -> TestServer.text(server.get("/")),
                      task -> Thread.ofVirtual().start(task)))
              .toList();
      assertThat(answers).allMatch(answer -> answer.join().equals("true"));
    }
  }

  @Test
  @DisplayName("A stop lets requests in flight end and takes no new ones")
  void gracefulStop() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    TestServer server =
        TestServer.of(
            new Route(
                "GET",
                "/",
                0,
                _ -> {
                  arrived.countDown();
                  await(go);
                  return Response.of(200, "text/plain", new byte[] {'x'});
                }));
    CompletableFuture<HttpResponse<byte[]>> answer =
        CompletableFuture.supplyAsync(
            () -> server.get("/"), task -> Thread.ofVirtual().start(task));
    await(arrived);
    CompletableFuture<Void> stopped =
        CompletableFuture.runAsync(server.server()::close, task -> Thread.ofVirtual().start(task));
    untilRefused(server);
    assertThat(stopped).isNotDone();
    go.countDown();
    assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    stopped.get(10, TimeUnit.SECONDS);
    server.close();
  }

  // Many times: a connection may be accepted just while the server stops.
  @RepeatedTest(3)
  void idleConnectionsDoNotHoldUpAStop() throws IOException {
    TestServer server = TestServer.of();
    try (var idle = server.socket();
        var used = server.socket()) {
      used.getOutputStream()
          .write("GET /x HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(used.getInputStream().read()).isEqualTo('H');
      assertThat(idle.isConnected()).isTrue();
      long begun = System.nanoTime();
      server.server().close();
      assertThat(System.nanoTime() - begun).isLessThan(5_000_000_000L);
    }
    server.close();
  }

  @Test
  void aRequestThatNeverEndsDoesNotHoldUpAStopForEver() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch arrived = new CountDownLatch(1);
    HttpServer.Settings usual = HttpServer.Settings.of("127.0.0.1", 0);
    TestServer server =
        TestServer.of(
            new HttpServer.Settings(
                usual.host(),
                usual.port(),
                usual.idleTimeout(),
                usual.slowest(),
                usual.patience(),
                Duration.ofMillis(500),
                TrustedProxies.NONE,
                null),
            Cors.OFF,
            new Route(
                "GET",
                "/",
                0,
                _ -> {
                  arrived.countDown();
                  await(never);
                  return Response.empty(200);
                }));
    try (var socket = server.socket()) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      await(arrived);
      long begun = System.nanoTime();
      server.server().close();
      assertThat(System.nanoTime() - begun).isLessThan(5_000_000_000L);
    }
    never.countDown();
    server.close();
  }

  private static void untilRefused(TestServer server) {
    boolean refused = false;
    while (!refused) {
      try (var socket = server.socket()) {
        refused = !socket.isConnected();
        Thread.onSpinWait();
      } catch (IOException e) {
        refused = true;
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody came");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
