package dev.andiron.main.users;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonException;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.json.JsonWriter;
import dev.andiron.main.load.LoadException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The users of a server, by HTTP. Thread-safe.
public final class RemoteUsers implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
  private final String url;
  private final String authorization;
  private final Duration patience;

  /// @param url where the FHIR API is served
  /// @param authorization the value of the header
  /// @param patience how long a server may say that it is busy, or not answer
  public RemoteUsers(URI url, String authorization, Duration patience) {
    this.url = url.toString();
    this.authorization = authorization;
    this.patience = patience;
  }

  /// What became of a user.
  sealed interface Outcome {
    /// They are there now, with their password.
    record Brought() implements Outcome {}

    /// They were there, and stay as they are.
    record Known() implements Outcome {}

    /// @param reason may be shown
    record Refused(String reason) implements Outcome {}
  }

  /// Brings a user, and then the hash of their password, unless they have one. Doing it again
  /// changes nothing, and finishes what was broken off between the two.
  ///
  /// @throws LoadException where nothing more will be taken
  Outcome bring(NewUser user) throws InterruptedException {
    HttpResponse<byte[]> made = make(user);
    boolean known = made.statusCode() == 412 || made.statusCode() == 200;
    if (!known && made.statusCode() != 201) {
      return new Outcome.Refused(reason(made));
    }
    Json hash = user.hash();
    if (hash == null) {
      return known ? new Outcome.Known() : new Outcome.Brought();
    }
    String id = user.text("id");
    if (id == null) {
      id = body(made) instanceof JsonObject resource ? resource.string("id") : null;
    }
    if (id == null) {
      return new Outcome.Refused("was made, but the server does not say under which id.");
    }
    JsonObject body = JsonObject.builder().put("userId", id).put("passwordHash", hash).build();
    HttpResponse<byte[]> taken = send(request("/auth/import-hash").POST(json(body)));
    return switch (taken.statusCode()) {
      case 204 -> new Outcome.Brought();
      case 409 -> new Outcome.Known();
      default -> new Outcome.Refused((known ? "is there, but " : "was made, but ") + reason(taken));
    };
  }

  /// 201 where the user is new; 412, or 200 for one without an id, where they were there.
  private HttpResponse<byte[]> make(NewUser user) throws InterruptedException {
    String id = user.text("id");
    if (id != null) {
      return send(
          request("/User/" + encoded(id)).header("If-None-Match", "*").PUT(json(user.resource())));
    }
    String userName = user.text("userName");
    String condition =
        userName == null
            ? "email=" + encoded(String.valueOf(user.text("email")))
            : "userName=" + encoded(userName);
    return send(request("/User").header("If-None-Exist", condition).POST(json(user.resource())));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static HttpRequest.BodyPublisher json(JsonObject body) {
    return HttpRequest.BodyPublishers.ofByteArray(JsonWriter.utf8(body));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(ANSWER)
        .header("Authorization", authorization)
        .header("Content-Type", "application/json")
        .header("Accept", "application/json");
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder built) throws InterruptedException {
    HttpRequest request = built.build();
    long until = System.nanoTime() + patience.toNanos();
    while (true) {
      @Nullable HttpResponse<byte[]> answer = null;
      Duration pause = PAUSE;
      try {
        answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() == 401 || answer.statusCode() == 403) {
          throw new LoadException(
              request.method() + " " + request.uri().getPath() + " is refused: " + reason(answer));
        }
        if (answer.statusCode() != 503) {
          return answer;
        }
        pause = pause(answer);
      } catch (IOException e) {
        if (System.nanoTime() + pause.toNanos() > until) {
          throw new LoadException(url + " does not answer: " + e, e);
        }
      }
      if (answer != null && System.nanoTime() + pause.toNanos() > until) {
        throw new LoadException(url + " has had no time for too long");
      }
      Thread.sleep(pause);
    }
  }

  private static Duration pause(HttpResponse<byte[]> answer) {
    String seconds = answer.headers().firstValue("Retry-After").orElse("");
    return seconds.matches("\\d{1,3}") ? Duration.ofSeconds(Long.parseLong(seconds)) : PAUSE;
  }

  private static @Nullable Json body(HttpResponse<byte[]> answer) {
    try {
      return JsonReader.read(answer.body());
    } catch (JsonException e) {
      return null; // a proxy's page, say
    }
  }

  /// What the answer says: of FHIR or of OAuth.
  private static String reason(HttpResponse<byte[]> answer) {
    if (body(answer) instanceof JsonObject object) {
      String description = object.string("error_description");
      if (description != null) {
        return description;
      }
      if (object.get("issue") instanceof JsonArray issues) {
        return issues.stream()
            .map(issue ->
                issue instanceof JsonObject each ? String.valueOf(each.string("diagnostics")) : "")
            .collect(Collectors.joining(" "));
      }
    }
    return "HTTP " + answer.statusCode();
  }

  @Override
  public void close() {
    client.close();
  }
}
