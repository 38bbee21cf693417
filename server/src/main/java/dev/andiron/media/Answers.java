package dev.andiron.media;

import dev.andiron.http.Response;
import dev.andiron.json.Json;
import dev.andiron.json.JsonLimits;
import dev.andiron.json.JsonReader;
import dev.andiron.json.JsonWriter;
import dev.andiron.json.YamlWriter;
import java.nio.charset.StandardCharsets;

/// Writes answers in their format.
public final class Answers {
  // Our own texts: a resource was within the limits when it came, and may be wrapped since.
  private static final JsonLimits OWN =
      new JsonLimits(
          JsonLimits.DEFAULT.depth() * 2,
          JsonLimits.DEFAULT.numberLength(),
          JsonLimits.DEFAULT.exponent());

  private Answers() {}

  /// The answer with this value.
  ///
  /// @param pretty indents JSON; YAML always is
  public static Response of(int status, Json value, Format format, boolean pretty) {
    byte[] body =
        switch (format) {
          case YAML -> YamlWriter.utf8(value);
          case JSON, FHIR_JSON ->
              pretty
                  ? JsonWriter.pretty(value).getBytes(StandardCharsets.UTF_8)
                  : JsonWriter.utf8(value);
        };
    return Response.of(status, format.contentType(), body);
  }

  /// Passes JSON that is already spelled through as it is, unless it is to be YAML or indented.
  ///
  /// @param json one JSON value, in UTF-8
  public static Response ofText(int status, byte[] json, Format format, boolean pretty) {
    return format == Format.YAML || pretty
        ? of(status, JsonReader.read(json, OWN), format, pretty)
        : Response.of(status, format.contentType(), json);
  }
}
