package dev.andiron.main.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A server, by HTTP. Thread-safe.
public final class HttpDestination implements Destination {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /// A bundle of tens of megabytes on a busy server takes its time.
  private static final Duration ANSWER = Duration.ofMinutes(15);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
  private final URI url;
  private final String authorization;

  /// @param url where the FHIR API is served
  /// @param authorization the value of the header
  public HttpDestination(URI url, String authorization) {
    String path = url.getRawPath();
    this.url = path == null || path.isEmpty() ? url.resolve("/") : url;
    this.authorization = authorization;
  }

  @Override
  public String name() {
    return url.toString();
  }

  @Override
  public Answer post(byte[] bundle) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(ANSWER)
            .header("Authorization", authorization)
            .header("Content-Type", "application/fhir+json")
            .header("Accept", "application/fhir+json")
            .header("Prefer", "return=minimal")
            .POST(HttpRequest.BodyPublishers.ofByteArray(bundle))
            .build();
    HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    return new Answer(
        response.statusCode(),
        response.body(),
        seconds(response.headers().firstValue("Retry-After").orElse(null)));
  }

  /// RFC 9110 §10.2.3: a number of seconds, or a date, which no server sends that asks for
  /// patience.
  private static @Nullable Duration seconds(@Nullable String retryAfter) {
    return retryAfter != null && retryAfter.matches("\\d{1,6}")
        ? Duration.ofSeconds(Long.parseLong(retryAfter))
        : null;
  }

  @Override
  public void close() {
    client.close();
  }
}
