package dev.andiron.oauth.protocol;

import dev.andiron.http.Headers;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.media.Answers;
import dev.andiron.media.Format;
import dev.andiron.media.Negotiation;

/// The one place where answers and errors of OAuth are spelled.
public final class OAuthAnswers {
  private OAuthAnswers() {}

  /// An answer that nobody may keep (RFC 6749 §5.1).
  ///
  /// @throws HttpProblem 406
  public static Response of(Request request, Json value) {
    Format format = Negotiation.of(request);
    return uncached(Answers.of(200, value, format, Negotiation.pretty(request)));
  }

  /// Nothing to say but that it is done.
  public static Response done() {
    return uncached(Response.empty(200));
  }

  /// Nothing to say of what was changed.
  public static Response changed() {
    return uncached(Response.empty(204));
  }

  static Response of(Request request, OAuthException problem) {
    return error(
        request,
        problem.error().status(),
        problem.error(),
        problem.description(),
        problem.headers());
  }

  /// A refusal by the router, or by whoever reads bodies, as an error of the catalogue.
  public static Response of(Request request, HttpProblem problem) {
    OAuthError error =
        switch (problem.status()) {
          case 401 -> OAuthError.INVALID_TOKEN;
          case 429 -> OAuthError.TOO_MANY_REQUESTS;
          case 503 -> OAuthError.TEMPORARILY_UNAVAILABLE;
          default -> problem.status() >= 500 ? OAuthError.SERVER_ERROR : OAuthError.INVALID_REQUEST;
        };
    return error(request, problem.status(), error, problem.getMessage(), problem.headers());
  }

  private static Response error(
      Request request, int status, OAuthError error, String description, Headers headers) {
    JsonObject body =
        JsonObject.of("error", error.code()).with("error_description", printable(description));
    Response response =
        Answers.of(status, body, Negotiation.lenient(request), Negotiation.pretty(request));
    for (Headers.Field field : headers.fields()) {
      response = response.with(field.name(), String.join(", ", field.values()));
    }
    return uncached(response);
  }

  /// RFC 6749 §5.2: of a description only printable ASCII without quote and backslash.
  private static String printable(String description) {
    return description.replace('"', '\'').replaceAll("[^\\x20-\\x7E]|\\\\", "?");
  }

  // RFC 6749 §5.1
  private static Response uncached(Response response) {
    return response.with("Cache-Control", "no-store").with("Pragma", "no-cache");
  }
}
