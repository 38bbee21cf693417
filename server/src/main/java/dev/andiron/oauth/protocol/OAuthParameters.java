package dev.andiron.oauth.protocol;

import dev.andiron.http.HttpProblem;
import dev.andiron.http.Parameters.Parameter;
import dev.andiron.http.Request;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonPlain;
import dev.andiron.json.JsonString;
import dev.andiron.media.Bodies;
import dev.andiron.media.MediaType;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The parameters of a request, from a form or an object, each at most once and none of them empty
/// (RFC 6749 §3.2: one without a value is as if it were omitted).
public final class OAuthParameters {
  private static final int MAX_TOKEN = 16_384;
  private static final int MAX_SCOPE = 4096;
  private static final int MAX_OTHER = 1024;

  /// Say how the answer is spelled, not what is asked.
  private static final Set<String> SPELLING = Set.of("_format", "_pretty");

  private final Map<String, String> values;

  private OAuthParameters(Map<String, String> values) {
    this.values = values;
  }

  /// @throws OAuthException `invalid_request`
  /// @throws HttpProblem for a body that cannot be read
  public static OAuthParameters read(Request request) {
    for (Parameter parameter : request.query().list()) {
      if (!SPELLING.contains(parameter.name())) {
        // RFC 6749 §2.3.1: credentials must not be in the URI, where logs keep them.
        throw OAuthException.invalidRequest(
            "Parameters belong into the body, not into the query string.");
      }
    }
    MediaType type = request.body().length == 0 ? null : MediaType.of(request);
    return new OAuthParameters(type != null && type.isForm() ? form(request) : object(request));
  }

  private static Map<String, String> form(Request request) {
    Map<String, String> values = new HashMap<>();
    Set<String> seen = new java.util.HashSet<>();
    for (Parameter parameter : Bodies.form(request).list()) {
      // RFC 6749 §3.2: parameters must not be included more than once.
      if (!seen.add(parameter.name())) {
        throw OAuthException.invalidRequest("A parameter stands more than once.");
      }
      put(values, parameter.name(), parameter.value());
    }
    return values;
  }

  private static Map<String, String> object(Request request) {
    Json body = Bodies.read(request);
    if (body == null) {
      return Map.of();
    }
    if (!(body instanceof JsonObject object)) {
      throw OAuthException.invalidRequest("The body must be an object of parameters.");
    }
    Map<String, String> values = new HashMap<>();
    for (JsonObject.Member member : object) {
      switch (member.value()) {
        case JsonString(String text) -> put(values, member.name(), text);
        case JsonPlain(String text) -> put(values, member.name(), text);
        default -> throw OAuthException.invalidRequest("Every parameter must be a string.");
      }
    }
    return values;
  }

  private static void put(Map<String, String> values, String name, String value) {
    int most =
        switch (name) {
          case "token", "refresh_token" -> MAX_TOKEN;
          case "scope" -> MAX_SCOPE;
          default -> MAX_OTHER;
        };
    if (value.length() > most) {
      throw OAuthException.invalidRequest("A parameter is too long.");
    }
    if (!value.isEmpty()) {
      values.put(name, value);
    }
  }

  /// A parameter, or null where it is absent or empty.
  public @Nullable String get(String name) {
    return values.get(name);
  }

  /// A parameter that must be there.
  ///
  /// @throws OAuthException `invalid_request` naming it
  public String required(String name) {
    return present(name, values.get(name));
  }

  /// A parameter that must be there by one of two names, and not by both.
  ///
  /// @throws OAuthException `invalid_request` naming it
  public String required(String name, String other) {
    String value = values.get(name);
    String otherwise = values.get(other);
    if (value != null && otherwise != null) {
      throw OAuthException.invalidRequest(
          "The parameters " + name + " and " + other + " are one; send one of them.");
    }
    return present(name, value == null ? otherwise : value);
  }

  private static String present(String name, @Nullable String value) {
    if (value == null) {
      throw OAuthException.invalidRequest("The parameter " + name + " is missing or empty.");
    }
    return value;
  }
}
