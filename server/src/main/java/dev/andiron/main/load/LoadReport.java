package dev.andiron.main.load;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonException;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.json.JsonWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What was refused, in a file of NDJSON: for each the file, the place in it, the resource, the
/// status and what the OperationOutcome said. It is of this run alone: what failed in an earlier
/// one is tried again. Thread-safe.
final class LoadReport implements AutoCloseable {
  private final Path file;
  private final BufferedWriter out;

  private LoadReport(Path file, BufferedWriter out) {
    this.file = file;
    this.out = out;
  }

  /// @throws LoadException where the file cannot be written
  static LoadReport open(Path file) {
    try {
      return new LoadReport(file, Files.newBufferedWriter(file));
    } catch (IOException e) {
      throw new LoadException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /// Something that was refused.
  ///
  /// @param part of the piece, or null where it is the whole
  /// @param outcome an OperationOutcome, or null where there was none
  void refused(Piece piece, Piece.@Nullable Part part, int status, @Nullable JsonObject outcome) {
    JsonObject.Builder line = line(piece.file(), part == null ? null : part.place());
    if (part != null) {
      line.put("resource", part.name());
    } else {
      line.put("entries", piece.parts().size());
    }
    JsonArray issues = outcome == null ? JsonArray.EMPTY : outcome.array("issue");
    write(line.put("status", status).put("issue", issues).build());
  }

  /// Something that was not even sent.
  void fault(Path source, @Nullable String place, String message) {
    JsonObject issue =
        JsonObject.of("severity", "error").with("code", "structure").with("diagnostics", message);
    write(line(source, place).put("issue", JsonArray.of(issue)).build());
  }

  private static JsonObject.Builder line(Path source, @Nullable String place) {
    return JsonObject.builder().put("file", source.toString()).putIfPresent("place", place);
  }

  private synchronized void write(JsonObject line) {
    try {
      out.write(JsonWriter.text(line));
      out.newLine();
      out.flush();
    } catch (IOException e) {
      throw new LoadException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /// The OperationOutcome that was answered, or null where it was something else.
  static @Nullable JsonObject outcome(byte[] body) {
    try {
      return JsonReader.read(body) instanceof JsonObject object ? outcome(object) : null;
    } catch (JsonException e) {
      return null; // a proxy's page, say
    }
  }

  static @Nullable JsonObject outcome(@Nullable Json json) {
    return json instanceof JsonObject object
            && "OperationOutcome".equals(object.string("resourceType"))
        ? object
        : null;
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new LoadException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
