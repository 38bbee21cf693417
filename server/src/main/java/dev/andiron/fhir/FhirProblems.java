package dev.andiron.fhir;

import dev.andiron.http.Handler;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.ProblemRenderer;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.pg.DatabaseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns refusals into OperationOutcomes.
public final class FhirProblems implements ProblemRenderer {
  private static final Logger LOG = LoggerFactory.getLogger(FhirProblems.class);

  @Override
  public Response render(Request request, HttpProblem problem) {
    return Refusal.of(problem).response(request);
  }

  /// A handler whose refusals become OperationOutcomes; what is none of the catalogue is thrown on.
  Handler around(Handler handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (RuntimeException e) {
        Refusal refusal = Refusal.of(e);
        if (refusal == null) {
          throw e;
        }
        if (e instanceof DatabaseException database) {
          LOG.warn("{}: the database cannot be asked ({})", request.id(), database.state());
        }
        return refusal.response(request);
      }
    };
  }

  /// The answer of an entry of a batch: nothing that goes wrong in it is thrown on.
  Response ofEntry(Request request, Handler handler) {
    try {
      return around(handler).handle(request);
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      LOG.error("request {} failed in an entry", request.id(), e);
      return render(
          request,
          new HttpProblem(500, "Something went wrong here. The request is " + request.id() + "."));
    }
  }
}
