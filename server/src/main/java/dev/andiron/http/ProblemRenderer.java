package dev.andiron.http;

/// Spells a problem in the format of the part of the API that the path belongs to.
@FunctionalInterface
public interface ProblemRenderer {
  Response render(Request request, HttpProblem problem);
}
