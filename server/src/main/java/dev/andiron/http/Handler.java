package dev.andiron.http;

/// Answers one request, on a virtual thread of its own. What it throws becomes a 500 through the
/// router's [ProblemRenderer] unless it is an [HttpProblem].
@FunctionalInterface
public interface Handler {
  Response handle(Request request);

  /// The handler that answers, where this one only stands before it.
  default Handler behind() {
    return this;
  }
}
