package dev.andiron.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

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
    if (!isTaken(request.headers())) {
      return varied;
    }
    return new Response(
        response.status(),
        varied.headers().with("Content-Encoding", "gzip"),
        packed(response.body()));
  }

  private static boolean isText(Response response) {
    String type = response.headers().first("Content-Type");
    return type != null && TEXTS.stream().anyMatch(type::startsWith);
  }

  /// RFC 9110 §12.5.3: the gzip coding is taken if it, or `*`, is listed with a weight above zero.
  private static boolean isTaken(Headers headers) {
    boolean any = false;
    for (String line : headers.all("Accept-Encoding")) {
      for (String item : line.toLowerCase(Locale.ROOT).split(",", -1)) {
        String[] parts = item.split(";", 2);
        boolean zero = parts.length == 2 && parts[1].strip().matches("q\\s*=\\s*0(\\.0*)?");
        switch (parts[0].strip()) {
          case "gzip", "x-gzip" -> {
            return !zero;
          }
          case "*" -> any = !zero;
          default -> {
            // Another coding, which is not spoken here.
          }
        }
      }
    }
    return any;
  }

  private static byte[] packed(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4);
    try (GZIPOutputStream gzip = new Fast(out)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /// FHIR repeats itself so much that the fastest level packs nearly as well as the best.
  private static final class Fast extends GZIPOutputStream {
    Fast(OutputStream out) throws IOException {
      super(out, 8192);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
