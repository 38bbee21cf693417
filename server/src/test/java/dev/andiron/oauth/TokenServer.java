package dev.andiron.oauth;

import dev.andiron.TestPostgres;
import dev.andiron.crypto.HashingPool;
import dev.andiron.http.Cors;
import dev.andiron.http.HttpServer;
import dev.andiron.http.Router;
import dev.andiron.identity.IdentityNode;
import dev.andiron.identity.MutableClock;
import dev.andiron.identity.SignInCounts;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.metrics.Metrics;
import dev.andiron.pg.Pool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The OAuth routes behind a real listener, over a real database.
final class TokenServer implements AutoCloseable {
  static final String FORM = "application/x-www-form-urlencoded";
  static final String JSON = "application/json";

  final MutableClock clock = new MutableClock();
  final Pool pool = Pool.open(TestPostgres.newUrl(), 8);
  final HashingPool hashing;
  final IdentityNode node;
  private final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  TokenServer() {
    this(new HashingPool(2, 64, Duration.ofSeconds(10)));
  }

  TokenServer(HashingPool hashing) {
    this.hashing = hashing;
    dev.andiron.pg.Migrations.ofProduct().applyTo(pool.database());
    node = new IdentityNode(pool.database(), clock, hashing, null);
    OAuthRoutes.Services services =
        new OAuthRoutes.Services(
            node.clientAuthentication,
            node.signIn,
            node.sessions,
            node.users,
            node.keys,
            (introspecting, _) -> introspecting.id().equals("gateway"),
            IdentityNode.ISSUER,
            true,
            new SignInCounts(new Metrics()));
    try {
      server =
          HttpServer.start(
              HttpServer.Settings.of("127.0.0.1", 0),
              new Router(OAuthRoutes.list(services), new OAuthProblems(), Cors.OFF));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// An answer, its body read as JSON where there is one.
  record Answer(int status, HttpResponse<String> http) {
    JsonObject json() {
      return (JsonObject) JsonReader.read(http.body());
    }

    @Nullable String error() {
      return json().string("error");
    }

    String text(String member) {
      String text = json().string(member);
      if (text == null) {
        throw new AssertionError("no " + member + " in " + http.body());
      }
      return text;
    }

    @Nullable String header(String name) {
      return http.headers().firstValue(name).orElse(null);
    }
  }

  Answer post(String target, String contentType, String body, Map<String, String> headers) {
    HttpRequest.Builder request =
        request(target)
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return send(request);
  }

  Answer token(String form) {
    return post("/auth/token", FORM, form, Map.of());
  }

  Answer token(String form, String authorization) {
    return post("/auth/token", FORM, form, Map.of("Authorization", authorization));
  }

  HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + target))
        .timeout(Duration.ofSeconds(20));
  }

  Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static String basic(String id, String secret) {
    return "Basic "
        + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    client.close(); // else the server waits half a second for it to ask for more
    server.close();
    node.close();
    pool.close();
  }
}
