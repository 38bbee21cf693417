package dev.andiron.fhir;

import dev.andiron.http.Handler;
import dev.andiron.http.Headers;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.ProblemRenderer;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.json.JsonException;
import dev.andiron.media.Bodies;
import dev.andiron.media.Negotiation;
import dev.andiron.pg.DatabaseException;
import dev.andiron.resource.Issue;
import dev.andiron.resource.RefusedException;
import dev.andiron.search.IndexNotReadyException;
import dev.andiron.search.SearchRefusedException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The closed catalogue of refusals of the FHIR API: which status and issue code each of them has.
public final class FhirProblems implements ProblemRenderer {
  private static final Logger LOG = LoggerFactory.getLogger(FhirProblems.class);
  private static final String RETRY_AFTER_SECONDS = "2";

  @Override
  public Response render(Request request, HttpProblem problem) {
    Response response =
        OperationOutcome.of(problem.status(), code(problem.status()), problem.getMessage())
            .response(Negotiation.lenient(request));
    for (Map.Entry<String, List<String>> field : problem.headers().fields().entrySet()) {
      Headers headers = response.headers();
      for (String value : field.getValue()) {
        headers = headers.plus(field.getKey(), value);
      }
      response = response.with(headers);
    }
    return response;
  }

  /// A handler whose refusals become OperationOutcomes.
  Handler around(Handler handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (RefusedException e) {
        return refused(request, e);
      } catch (JsonException e) {
        return render(
            request, Bodies.problem(e)); // a plain YAML scalar that is absurd for its element
      } catch (SearchRefusedException e) {
        return refused(request, 400, e.issues());
      } catch (IndexNotReadyException e) {
        return OperationOutcome.of(503, "transient", e.getMessage())
            .response(Negotiation.lenient(request))
            .with("Retry-After", Integer.toString(e.retryAfterSeconds()));
      } catch (DatabaseException e) {
        if (!e.isUnavailable()) {
          throw e;
        }
        LOG.warn("{}: the database cannot be asked ({})", request.id(), e.state());
        return OperationOutcome.of(503, "transient", "The database cannot be reached; try again.")
            .response(Negotiation.lenient(request))
            .with("Retry-After", RETRY_AFTER_SECONDS);
      }
    };
  }

  private static Response refused(Request request, RefusedException e) {
    int status =
        switch (e.reason()) {
          case INVALID -> 422;
          case DUPLICATE, EXISTS -> 409;
          case STALE_VERSION -> 412;
          case NOT_ALLOWED -> 405;
          case BUSY -> 503;
        };
    Response response = refused(request, status, e.issues());
    return status == 503 ? response.with("Retry-After", RETRY_AFTER_SECONDS) : response;
  }

  private static Response refused(Request request, int status, List<Issue> issues) {
    List<OperationOutcome.Issue> rendered =
        issues.stream()
            .map(issue ->
                OperationOutcome.Issue.of(
                    status,
                    status == 503 ? "throttled" : issue.kind().code(),
                    issue.expression(),
                    issue.message()))
            .toList();
    return new OperationOutcome(status, rendered).response(Negotiation.lenient(request));
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
      default -> status >= 500 ? "exception" : "invalid";
    };
  }
}
