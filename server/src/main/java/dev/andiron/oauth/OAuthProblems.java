package dev.andiron.oauth;

import dev.andiron.http.HttpProblem;
import dev.andiron.http.ProblemRenderer;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.oauth.protocol.OAuthAnswers;

/// Problems of the router under `/auth` in the words of OAuth (RFC 6749 §5.2).
public final class OAuthProblems implements ProblemRenderer {
  @Override
  public Response render(Request request, HttpProblem problem) {
    return OAuthAnswers.of(request, problem);
  }
}
