package dev.andiron.fhir;

import dev.andiron.http.Handler;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.ProblemRenderer;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.media.Format;
import dev.andiron.media.Negotiation;
import dev.andiron.pg.DatabaseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns refusals into OperationOutcomes.
public final class FhirProblems implements ProblemRenderer {
  private static final Logger LOG = LoggerFactory.getLogger(FhirProblems.class);

  @Override
  public Response render(Request request, HttpProblem problem) {
    return Refusal.of(problem).response(Negotiation.lenient(request));
  }

  /// A handler whose refusals become OperationOutcomes; what is none of the catalogue is thrown on.
  Handler around(Handler handler) {
    return new Around(handler);
  }

  private record Around(Handler handler) implements Handler {
    @Override
    public Response handle(Request request) {
      try {
        return handler.handle(request);
      } catch (RuntimeException e) {
        Refusal refusal = refusal(request, e);
        if (refusal == null) {
          throw e;
        }
        return refusal.response(Negotiation.lenient(request));
      }
    }

    @Override
    public Handler behind() {
      return handler.behind();
    }
  }

  private static @Nullable Refusal refusal(Request request, RuntimeException e) {
    if (e instanceof DatabaseException database && database.isUnavailable()) {
      LOG.warn("{}: the database cannot be asked ({})", request.id(), database.state());
    }
    return Refusal.of(e);
  }

  /// The answer of an entry of a bundle: nothing that goes wrong in it is thrown on. It is JSON,
  /// whatever the bundle is to be, of which it becomes a part.
  Response ofEntry(Request request, Handler handler) {
    try {
      return handler.handle(request);
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      Refusal refusal = e instanceof RuntimeException refused ? refusal(request, refused) : null;
      if (refusal == null) {
        LOG.error("request {} failed in an entry", request.id(), e);
        refusal =
            Refusal.of(
                new HttpProblem(
                    500, "Something went wrong here. The request is " + request.id() + "."));
      }
      return refusal.response(Format.JSON);
    }
  }
}
