package dev.andiron.access;

import dev.andiron.http.HttpProblem;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.resource.Issue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tries a pattern on what is sent along with it: on a `resource`, with a `context` into which its
/// paths lead, or on a `request` as policies see one.
public final class MatchoTrial {
  private MatchoTrial() {}

  /// The first place that does not match, and whether there is none.
  ///
  /// @param body `{matcho, resource, context}` or `{matcho, request}`
  /// @throws HttpProblem 400 for another body, 422 for a pattern that cannot be meant or takes too
  ///   much work
  public static JsonObject of(@Nullable Json body) {
    if (!(body != null && body.resolved() instanceof JsonObject trial)
        || !trial.has("matcho")
        || trial.has("resource") == trial.has("request")) {
      throw new HttpProblem(
          400, "The body has a matcho and a resource (and a context), or a matcho and a request.");
    }
    try {
      Failure failure = trial.has("request") ? onRequest(trial) : onResource(trial);
      JsonObject result = JsonObject.of("matches", Json.of(failure == null));
      return result.with(
          "result",
          failure == null
              ? JsonArray.EMPTY
              : JsonArray.of(JsonObject.of("at", failure.at()).with("message", failure.message())));
    } catch (Matcho.Exhausted _) {
      throw new HttpProblem(422, "The pattern takes more work on this than a policy may take.");
    }
  }

  private static @Nullable Failure onRequest(JsonObject trial) {
    if (!(trial.get("matcho") instanceof JsonObject matcho)
        || !(trial.get("request") instanceof JsonObject request)) {
      throw new HttpProblem(400, "Of a request, matcho and request are objects.");
    }
    List<Issue> issues = new ArrayList<>();
    MatchoPattern pattern = new MatchoCompiler(issues).compile(matcho, "matcho");
    refuse(issues);
    return MatchoFailure.of(pattern, new Told(request));
  }

  private static @Nullable Failure onResource(JsonObject trial) {
    Json matcho = trial.get("matcho");
    List<Issue> issues = new ArrayList<>();
    MatchoPattern pattern =
        new MatchoCompiler(issues, false)
            .compileOfValue(matcho == null ? JsonObject.EMPTY : matcho, "matcho");
    refuse(issues);
    JsonObject context = trial.object("context");
    return MatchoFailure.of(
        "matcho",
        pattern,
        trial.get("resource"),
        new Told(context == null ? JsonObject.EMPTY : context));
  }

  private static void refuse(List<Issue> issues) {
    if (!issues.isEmpty()) {
      throw new HttpProblem(
          422,
          issues.stream()
              .map(issue -> issue.expression() + ": " + issue.message())
              .collect(Collectors.joining(" ")));
    }
  }

  /// An object that is taken as it was sent, but for what every request is: the method in lower
  /// case, the path with and without `/fhir`.
  private record Told(JsonObject object) implements MatchoContext {
    @Override
    public @Nullable Json get(String name) {
      return switch (object.get(name)) {
        case JsonString(String method) when name.equals("request-method") ->
            Json.of(method.toLowerCase(Locale.ROOT));
        case null -> null;
        case Json value -> value;
      };
    }

    @Override
    public @Nullable Json plainUri() {
      String uri = object.string("uri");
      if (uri == null) {
        return null;
      }
      return Json.of(uri.startsWith("/fhir/") ? uri.substring("/fhir".length()) : "/fhir" + uri);
    }

    @Override
    public boolean isPatchedByOperations() {
      return object.get("body") instanceof JsonArray;
    }
  }
}
