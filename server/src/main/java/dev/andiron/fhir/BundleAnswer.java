package dev.andiron.fhir;

import dev.andiron.http.Headers;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.http.ResponseBody;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonWriter;
import dev.andiron.media.Format;
import dev.andiron.media.Negotiation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answers to the entries of a bundle as one Bundle
/// (<https://hl7.org/fhir/R4/http.html#transaction-response>). Their bodies go into it as they are.
///
/// @param type `batch-response` or `transaction-response`
record BundleAnswer(String type, List<Response> answers) {
  // RFC 9110 §15, those that entries can have.
  private static final Map<Integer, String> PHRASES =
      Map.ofEntries(
          Map.entry(200, "OK"),
          Map.entry(201, "Created"),
          Map.entry(202, "Accepted"),
          Map.entry(204, "No Content"),
          Map.entry(304, "Not Modified"),
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(406, "Not Acceptable"),
          Map.entry(409, "Conflict"),
          Map.entry(410, "Gone"),
          Map.entry(412, "Precondition Failed"),
          Map.entry(413, "Content Too Large"),
          Map.entry(415, "Unsupported Media Type"),
          Map.entry(422, "Unprocessable Content"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(503, "Service Unavailable"));

  private static final byte[] OUTCOME =
      "{\"resourceType\":\"OperationOutcome\"".getBytes(StandardCharsets.UTF_8);

  /// Beyond this size the answer is written while it is sent.
  private static final long WHOLE = 1024 * 1024;

  Response response(Request request) {
    long size = 256;
    for (Response answer : answers) {
      size += answer.body().length + 256;
    }
    Format format = Negotiation.of(request);
    boolean asIs = format != Format.YAML && !Negotiation.pretty(request);
    if (asIs && size > WHOLE) {
      return Response.streamed(
          200, format.contentType(), ResponseBody.Streamed.UNKNOWN, this::write);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream((int) size);
    try {
      write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it goes to memory
    }
    return Representation.body(request, 200, out.toByteArray());
  }

  private void write(OutputStream out) throws IOException {
    write(out, "{\"resourceType\":\"Bundle\",\"type\":\"" + type + "\"");
    String before = ",\"entry\":[";
    for (Response answer : answers) {
      write(out, before);
      entry(out, answer);
      before = ",";
    }
    write(out, answers.isEmpty() ? "}" : "]}");
  }

  private static void entry(OutputStream out, Response answer) throws IOException {
    boolean outcome = isOutcome(answer.body());
    write(out, "{");
    if (answer.body().length > 0 && !outcome) {
      write(out, "\"resource\":");
      out.write(answer.body());
      write(out, ",");
    }
    String response = JsonWriter.text(response(answer));
    write(out, "\"response\":" + response.substring(0, response.length() - 1));
    OperationOutcome warnings = Warnings.outcome(answer);
    if (outcome) {
      write(out, ",\"outcome\":");
      out.write(answer.body());
    } else if (warnings != null) {
      write(out, ",\"outcome\":" + JsonWriter.text(warnings.body()));
    }
    write(out, "}}");
  }

  private static JsonObject response(Response answer) {
    Headers headers = answer.headers();
    String phrase = PHRASES.get(answer.status());
    return JsonObject.builder()
        .put("status", answer.status() + (phrase == null ? "" : " " + phrase))
        .putIfPresent("location", location(headers))
        .putIfPresent("etag", headers.first("ETag"))
        .putIfPresent("lastModified", instant(headers.first("Last-Modified")))
        .build();
  }

  /// Of what was there already too: it is what the entry's fullUrl has become.
  private static @Nullable String location(Headers headers) {
    String made = headers.first("Location");
    return made == null ? headers.first("Content-Location") : made;
  }

  private static @Nullable String instant(@Nullable String date) {
    Instant instant = date == null ? null : HttpDate.read(date);
    return instant == null ? null : instant.toString();
  }

  private static boolean isOutcome(byte[] body) {
    return body.length >= OUTCOME.length
        && Arrays.equals(OUTCOME, 0, OUTCOME.length, body, 0, OUTCOME.length);
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
