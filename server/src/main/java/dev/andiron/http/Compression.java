package dev.andiron.http;

import java.util.List;
import java.util.zip.Deflater;

/// Packs answers with gzip where the caller takes it and it is worth it. Never under `/auth`: the
/// length of a packed answer tells about the secrets in it (BREACH).
final class Compression {
  private static final int WORTH_IT = 1024;
  private static final List<String> TEXTS =
      List.of(
          "text/",
          "application/json",
          "application/fhir+json",
          "application/fhir+ndjson",
          "application/javascript");

  private Compression() {}

  static Response apply(Request request, Response response) {
    if (!isWorthIt(response.content())
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
    ResponseBody packed =
        switch (response.content()) {
          case ResponseBody.Whole(byte[] bytes) ->
              new ResponseBody.Whole(Gzip.packed(bytes, Deflater.BEST_SPEED));
          case ResponseBody.Streamed(long _, ResponseBody.Writer writer) ->
              new ResponseBody.Streamed(
                  ResponseBody.Streamed.UNKNOWN, Gzip.packed(writer, Deflater.BEST_SPEED));
        };
    return new Response(
        response.status(), varied.headers().with("Content-Encoding", "gzip"), packed);
  }

  private static boolean isWorthIt(ResponseBody body) {
    return switch (body) {
      case ResponseBody.Whole(byte[] bytes) -> bytes.length > WORTH_IT;
      case ResponseBody.Streamed(long length, ResponseBody.Writer _) ->
          length == ResponseBody.Streamed.UNKNOWN || length > WORTH_IT;
    };
  }

  private static boolean isText(Response response) {
    String type = response.headers().first("Content-Type");
    return type != null && TEXTS.stream().anyMatch(type::startsWith);
  }
}
