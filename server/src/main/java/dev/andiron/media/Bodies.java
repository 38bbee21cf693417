package dev.andiron.media;

import dev.andiron.http.Headers;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.json.Json;
import dev.andiron.json.JsonException;
import dev.andiron.json.JsonLimits;
import dev.andiron.json.JsonReader;
import dev.andiron.json.YamlReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads bodies by their `Content-Type`; it is never guessed from the bytes.
public final class Bodies {
  /// The largest YAML body, in bytes.
  public static final int YAML_LIMIT = 256 * 1024;

  private static final String TAKEN =
      "application/json, application/fhir+json, application/yaml, text/yaml";

  /// What passwords and secrets are called in bodies. They are hashed and never stored, so that
  /// they may have a NUL character, which nothing else may that PostgreSQL is to keep.
  private static final Set<String> PASSWORDS =
      Set.of(
          "password",
          "current_password",
          "currentPassword",
          "new_password",
          "newPassword",
          "secret",
          "client_secret");

  private static final JsonLimits LIMITS = JsonLimits.DEFAULT.takingWhole(PASSWORDS);

  private Bodies() {}

  /// The body as JSON, or null where there is none (whatever its content type). Plain scalars of
  /// YAML are still [dev.andiron.json.JsonPlain].
  ///
  /// @throws HttpProblem 400 for what is malformed, 413 for YAML over [#YAML_LIMIT], 415 for
  ///   another type, no type, or another character set, 422 for a NUL character or an absurd number
  public static @Nullable Json read(Request request) {
    if (request.body().length == 0) {
      return null;
    }
    MediaType type = MediaType.of(request);
    try {
      if (type != null && type.isJson()) {
        return JsonReader.read(request.body(), LIMITS);
      }
      if (type != null && type.isYaml()) {
        if (request.body().length > YAML_LIMIT) {
          throw new HttpProblem(
              413, "A YAML body may have " + YAML_LIMIT + " bytes; send JSON instead.");
        }
        return YamlReader.read(request.body(), LIMITS);
      }
    } catch (JsonException e) {
      throw problem(e);
    }
    throw unsupported(type, TAKEN);
  }

  /// The parameters of a form; none where there is no body.
  ///
  /// @throws HttpProblem 415 when the body is something else, 400 when it is malformed
  public static Parameters form(Request request) {
    if (request.body().length == 0) {
      return Parameters.NONE;
    }
    MediaType type = MediaType.of(request);
    if (type == null || !type.isForm()) {
      throw unsupported(type, "application/x-www-form-urlencoded");
    }
    try {
      return Parameters.parse(
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(request.body()))
              .toString(),
          PASSWORDS);
    } catch (CharacterCodingException e) {
      throw new HttpProblem(400, "The form is not UTF-8.");
    }
  }

  /// What a text that cannot be read is to its sender: 400 where it is malformed, 422 where it
  /// holds what is never taken. For whoever resolves plain scalars or reads JSON on their own.
  public static HttpProblem problem(JsonException e) {
    return new HttpProblem(
        switch (e.kind()) {
          case SYNTAX -> 400;
          case CONTENT -> 422;
        },
        e.getMessage());
  }

  private static HttpProblem unsupported(@Nullable MediaType type, String taken) {
    return new HttpProblem(
        415,
        (type == null ? "The body has no Content-Type" : "This Content-Type is not taken here")
            + "; send one of: "
            + taken
            + ".",
        // RFC 9110 §15.5.16: says which types would have been taken.
        Headers.NONE.with("Accept", taken));
  }
}
