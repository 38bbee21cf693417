package dev.andiron;

import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// A client of the JDK's, made short: `http.get("/Patient").bearer(token).send()`. It keeps every
/// byte that a server ever answered, so that a test can look for what must not be there.
public final class Http {
  /// One for each server, by host and port.
  private static final Map<String, HttpClient> CLIENTS = new ConcurrentHashMap<>();

  /// Everything that any server answered in this JVM: status, headers, body.
  public static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();

  private final String url;

  public Http(String url) {
    this.url = url;
  }

  private static HttpClient client(URI uri) {
    return CLIENTS.computeIfAbsent(
        uri.getAuthority(),
        _ -> HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
  }

  /// Ends the connections to a server that no request needs: it would wait half a second for each
  /// to ask for something more.
  public static void leave(String url) {
    HttpClient client = CLIENTS.remove(URI.create(url).getAuthority());
    if (client != null) {
      client.shutdown();
    }
  }

  public Call get(String path) {
    return call("GET", path);
  }

  public Call post(String path) {
    return call("POST", path);
  }

  public Call put(String path) {
    return call("PUT", path);
  }

  public Call patch(String path) {
    return call("PATCH", path);
  }

  public Call delete(String path) {
    return call("DELETE", path);
  }

  public Call call(String method, String path) {
    return new Call(method, path.startsWith("http") ? path : url + path);
  }

  /// One answer.
  public record Answer(int status, HttpResponse<String> response, String body) {
    public JsonObject json() {
      return (JsonObject) JsonReader.read(body);
    }

    public @Nullable String header(String name) {
      return response.headers().firstValue(name).orElse(null);
    }

    /// The text of a member, or `""`.
    public String text(String member) {
      String text = json().string(member);
      return text == null ? "" : text;
    }

    /// The resources of a Bundle.
    public List<JsonObject> resources() {
      List<JsonObject> resources = new ArrayList<>();
      for (Json entry : json().array("entry")) {
        if (entry instanceof JsonObject object && object.get("resource") instanceof JsonObject is) {
          resources.add(is);
        }
      }
      return resources;
    }

    /// The url of a Bundle's link, or null.
    public @Nullable String link(String relation) {
      for (Json link : json().array("link")) {
        if (link instanceof JsonObject object && relation.equals(object.string("relation"))) {
          return object.string("url");
        }
      }
      return null;
    }
  }

  /// One request in the making.
  public static final class Call {
    private final String method;
    private final HttpRequest.Builder request;
    private HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.noBody();

    private Call(String method, String url) {
      this.method = method;
      this.request = HttpRequest.newBuilder(URI.create(url));
    }

    public Call header(String name, String value) {
      request.header(name, value);
      return this;
    }

    public Call basic(String id, String secret) {
      return header("Authorization", basicValue(id, secret));
    }

    public Call bearer(String token) {
      return header("Authorization", "Bearer " + token);
    }

    public Call json(String text) {
      return body("application/json", text);
    }

    public Call yaml(String text) {
      return body("text/yaml", text);
    }

    /// @param namesAndValues name, value, name, value, …
    public Call form(String... namesAndValues) {
      StringBuilder form = new StringBuilder();
      for (int i = 0; i < namesAndValues.length; i += 2) {
        form.append(i == 0 ? "" : "&")
            .append(URLEncoder.encode(namesAndValues[i], StandardCharsets.UTF_8))
            .append('=')
            .append(URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
      }
      return body("application/x-www-form-urlencoded", form.toString());
    }

    public Call body(String contentType, String text) {
      request.header("Content-Type", contentType);
      body = HttpRequest.BodyPublishers.ofString(text);
      return this;
    }

    public Call bytes(String contentType, byte[] bytes) {
      request.header("Content-Type", contentType);
      body = HttpRequest.BodyPublishers.ofByteArray(bytes);
      return this;
    }

    /// Sends, for an answer that is no text; it is not kept in [#SEEN].
    public HttpResponse<byte[]> sendForBytes() {
      return sent(HttpResponse.BodyHandlers.ofByteArray());
    }

    public Answer send() {
      HttpResponse<String> response = sent(HttpResponse.BodyHandlers.ofString());
      SEEN.add(response.statusCode() + " " + response.headers().map() + "\n" + response.body());
      return new Answer(response.statusCode(), response, response.body());
    }

    private <T> HttpResponse<T> sent(HttpResponse.BodyHandler<T> handler) {
      HttpRequest whole = request.method(method, body).build();
      try {
        return client(whole.uri()).send(whole, handler);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  public static String basicValue(String id, String secret) {
    return "Basic "
        + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
  }
}
