package dev.andiron.http;

import java.util.List;
import java.util.zip.Deflater;

/// Packs answers with gzip where the caller takes it and it is worth it. Never under `/auth`: the
/// length of a packed answer tells about the secrets in it (BREACH).
final class Compression {
  private static final int WORTH_IT = 1024;
  private static final List<String> TEXTS =
      List.of("text/", "application/json", "application/fhir+json", "application/javascript");

  private Compression() {}

  static Response apply(Request request, Response response) {
    if (response.body().length <= WORTH_IT
        || request.path().startsWith("/auth/")
        || response.headers().first("Content-Encoding") != null
        || !isText(response)) {
      return response;
    }
    Response varied = Cors.vary(response, "Accept-Encoding");
    if (!Gzip.isTaken(request.headers())) {
      return varied;
    }
    // FHIR repeats itself so much that the fastest level packs nearly as well as the best.
    return new Response(
        response.status(),
        varied.headers().with("Content-Encoding", "gzip"),
        Gzip.packed(response.body(), Deflater.BEST_SPEED));
  }

  private static boolean isText(Response response) {
    String type = response.headers().first("Content-Type");
    return type != null && TEXTS.stream().anyMatch(type::startsWith);
  }
}
