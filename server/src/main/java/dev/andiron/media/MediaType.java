package dev.andiron.media;

import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The media type of a request's body (RFC 9110 §8.3), its parameters read and dropped.
///
/// @param name in lower case: `application/json`
public record MediaType(String name) {
  private static final Set<String> JSON =
      Set.of(
          "application/json",
          "application/fhir+json",
          "application/merge-patch+json",
          "application/json-patch+json");
  private static final Set<String> YAML =
      Set.of("text/yaml", "application/yaml", "application/x-yaml", "text/x-yaml");

  /// What the request says its body is; null where it says nothing.
  ///
  /// @throws HttpProblem 415 for a character set that is not UTF-8
  public static @Nullable MediaType of(Request request) {
    String field = request.headers().first("Content-Type");
    if (field == null || field.isBlank()) {
      return null;
    }
    String[] parts = field.split(";", -1);
    for (int i = 1; i < parts.length; i++) {
      String[] parameter = parts[i].split("=", 2);
      if (parameter.length == 2 && parameter[0].strip().equalsIgnoreCase("charset")) {
        String charset = parameter[1].strip().replace("\"", "");
        if (!charset.equalsIgnoreCase("utf-8") && !charset.equalsIgnoreCase("utf8")) {
          throw new HttpProblem(415, "The body's character set must be UTF-8.");
        }
      }
    }
    return new MediaType(parts[0].strip().toLowerCase(Locale.ROOT));
  }

  public boolean isJson() {
    return JSON.contains(name);
  }

  public boolean isYaml() {
    return YAML.contains(name);
  }

  /// `application/json-patch+json` (RFC 6902).
  public boolean isJsonPatch() {
    return name.equals("application/json-patch+json");
  }

  /// `application/x-www-form-urlencoded`.
  public boolean isForm() {
    return name.equals("application/x-www-form-urlencoded");
  }
}
