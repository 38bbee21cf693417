package dev.andiron.fhir;

import dev.andiron.http.Headers;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Response;
import dev.andiron.json.JsonException;
import dev.andiron.media.Bodies;
import dev.andiron.media.Format;
import dev.andiron.pg.DatabaseException;
import dev.andiron.resource.Issue;
import dev.andiron.resource.RefusedChangeException;
import dev.andiron.resource.RefusedException;
import dev.andiron.search.IndexNotReadyException;
import dev.andiron.search.SearchRefusedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The closed catalogue of refusals of the FHIR API: which status and issue code each of them has.
///
/// @param headers that belong to the answer: `Allow`, `Retry-After`
record Refusal(int status, List<OperationOutcome.Issue> issues, Headers headers) {
  private static final Headers RETRY = Headers.NONE.with("Retry-After", "2");

  /// What an exception says to the caller; null where it is none of the catalogue: a defect.
  static @Nullable Refusal of(RuntimeException exception) {
    return switch (exception) {
      case EntryException e -> {
        Refusal refusal = of(e.reason());
        yield refusal == null ? null : refusal.within(e);
      }
      case HttpProblem e -> of(e);
      case RefusedChangeException e -> of(e.refusal());
      case RefusedException e -> of(e);
      // A plain YAML scalar that is absurd for its element.
      case JsonException e -> of(Bodies.problem(e));
      case SearchRefusedException e -> of(400, e.issues(), Headers.NONE);
      case IndexNotReadyException e ->
          of(
              503,
              "transient",
              String.valueOf(e.getMessage()),
              Headers.NONE.with("Retry-After", Integer.toString(e.retryAfterSeconds())));
      case DatabaseException e when e.isFull() ->
          of(
              507,
              code(507),
              "There is no space left where the database keeps its files, so this was not done;"
                  + " what is there can be read.",
              Headers.NONE);
      case DatabaseException e ->
          e.isUnavailable()
              ? of(503, "transient", "The database cannot be reached; try again.", RETRY)
              : null;
      default -> null;
    };
  }

  static Refusal of(HttpProblem problem) {
    return of(problem.status(), code(problem.status()), problem.getMessage(), problem.headers());
  }

  private static Refusal of(RefusedException e) {
    int status =
        switch (e.reason()) {
          case INVALID -> 422;
          case DUPLICATE, EXISTS, REFERENCED -> 409;
          case STALE_VERSION -> 412;
          case NOT_ALLOWED -> 405;
          case BUSY -> 503;
        };
    return of(status, e.issues(), status == 503 ? RETRY : Headers.NONE);
  }

  private static Refusal of(int status, List<Issue> issues, Headers headers) {
    List<OperationOutcome.Issue> rendered =
        issues.stream()
            .map(issue ->
                OperationOutcome.Issue.of(
                    status,
                    status == 503 ? "throttled" : issue.kind().code(),
                    issue.expression(),
                    issue.message()))
            .toList();
    return new Refusal(status, rendered, headers);
  }

  private static Refusal of(int status, String code, String message, Headers headers) {
    return new Refusal(
        status, List.of(OperationOutcome.Issue.of(status, code, "", message)), headers);
  }

  /// The same, said of an entry of a bundle.
  private Refusal within(EntryException entry) {
    return new Refusal(
        status,
        issues.stream()
            .map(issue ->
                new OperationOutcome.Issue(
                    issue.severity(),
                    issue.code(),
                    entry.place(issue.expression()),
                    entry.label() + ": " + issue.diagnostics()))
            .toList(),
        headers);
  }

  Response response(Format format) {
    Response response = new OperationOutcome(status, issues).response(format);
    Headers all = response.headers();
    for (Headers.Field field : headers.fields()) {
      for (String value : field.values()) {
        all = all.plus(field.name(), value);
      }
    }
    return new Response(response.status(), all, response.body());
  }

  /// The issue type (<https://hl7.org/fhir/R4/valueset-issue-type.html>) that goes with a status.
  private static String code(int status) {
    return switch (status) {
      case 400 -> "invalid";
      case 401 -> "login";
      case 403 -> "forbidden";
      case 404 -> "not-found";
      case 405, 406, 415, 501 -> "not-supported";
      case 409, 412 -> "conflict";
      case 410 -> "deleted";
      case 413, 414, 431 -> "too-long";
      case 422 -> "processing";
      case 429, 503 -> "throttled";
      case 507 -> "no-store";
      default -> status >= 500 ? "exception" : "invalid";
    };
  }
}
