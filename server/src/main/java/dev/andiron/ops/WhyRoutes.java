package dev.andiron.ops;

import dev.andiron.access.Explanations;
import dev.andiron.access.Guard;
import dev.andiron.access.KeptTraces;
import dev.andiron.access.MatchoTrial;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Operation;
import dev.andiron.http.Operation.Admission;
import dev.andiron.http.Parameters;
import dev.andiron.http.Response;
import dev.andiron.http.Route;
import dev.andiron.json.JsonObject;
import dev.andiron.media.Answers;
import dev.andiron.media.Negotiation;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Why is it denied? For those whom a policy allows to ask: it tells what policies say, and who
/// there is.
///
/// | | |
/// |---|---|
/// | `GET /auth/explain?method=…&path=…&user=…` | what would be decided, by the policies in force |
/// | `GET /auth/explain?request=…` | what was decided of a request that was denied |
/// | `POST /auth/test-policy` | what one policy says of a request |
/// | `POST /$matcho` | what a pattern says of an object |
public final class WhyRoutes {
  private static final int TEST_LIMIT = 64 * 1024;
  private static final int MATCHO_LIMIT = 256 * 1024;

  private static final Operation EXPLAIN =
      new Operation(Guard.EXPLAIN, "Tells why a request is allowed or denied.", Admission.POLICY);
  private static final Operation TEST_POLICY =
      new Operation("TestPolicy", "Tries an access policy on a request.", Admission.POLICY);
  private static final Operation TRY_MATCHO =
      new Operation("TryMatcho", "Tries a matcho pattern on an object.", Admission.POLICY);

  private static final Set<String> OF_EXPLAIN =
      Set.of("method", "path", "user", "client", "request", "_format", "_pretty");

  private final Guard guard;
  private final Explanations explanations;
  private final KeptTraces traces;

  public WhyRoutes(Guard guard, Explanations explanations, KeptTraces traces) {
    this.guard = guard;
    this.explanations = explanations;
    this.traces = traces;
  }

  public List<Route> list() {
    return List.of(
        route("GET", "/auth/explain", 0, EXPLAIN, this::explain),
        route("POST", "/auth/test-policy", TEST_LIMIT, TEST_POLICY, this::test),
        route("POST", "/$matcho", MATCHO_LIMIT, TRY_MATCHO, this::matcho));
  }

  private Route route(
      String method, String pattern, int bodyLimit, Operation operation, ProtectedHandler handler) {
    return new Route(method, pattern, bodyLimit, operation, guard.protect(operation.id(), handler));
  }

  private Response explain(ProtectedCall call) {
    Parameters asked = call.parameters();
    for (Parameters.Parameter each : asked.list()) {
      if (!OF_EXPLAIN.contains(each.name()) || asked.all(each.name()).size() > 1) {
        throw new HttpProblem(
            400, "The parameters are method, path, user, client, or request; each once.");
      }
    }
    String request = asked.first("request");
    if (request != null) {
      return answer(call, kept(request));
    }
    String path = asked.first("path");
    if (path == null) {
      throw new HttpProblem(
          400,
          "Say of which request: path=/Patient/p with method and user or client, or request=.");
    }
    String method = asked.first("method");
    return answer(
        call,
        explanations.explain(
            call.request(),
            method == null ? "GET" : method,
            path,
            given(asked.first("user")),
            given(asked.first("client"))));
  }

  private JsonObject kept(String request) {
    JsonObject found = traces.find(request);
    if (found == null) {
      throw new HttpProblem(
          404,
          "Nothing is kept of a request of this id: it was not denied, or more than a day ago, or"
              + " too many were. Ask by method, path and user instead.");
    }
    return found;
  }

  private static @Nullable String given(@Nullable String value) {
    return value == null || value.isEmpty() ? null : value;
  }

  private Response test(ProtectedCall call) {
    return answer(call, explanations.test(call.request(), call.body()));
  }

  private Response matcho(ProtectedCall call) {
    return answer(call, MatchoTrial.of(call.body()));
  }

  private static Response answer(ProtectedCall call, JsonObject body) {
    return Answers.of(
        200, body, Negotiation.of(call.request()), Negotiation.pretty(call.request()));
  }
}
