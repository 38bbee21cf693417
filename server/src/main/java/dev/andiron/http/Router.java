package dev.andiron.http;

import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the route of a request, reads its body within the route's limit, has it answered, and
/// turns every failure into an answer. Thread-safe.
///
/// The order is the order of trust: path, query, route, body, handler. A path that two programs
/// could read differently never gets as far as a route. Where several patterns fit, see
/// [RouteTree].
public final class Router {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  private static final List<String> SINGLE_FIELDS =
      List.of("Authorization", "Content-Type", "Content-Encoding", "Host");

  private final RouteTree routes;
  private final ProblemRenderer problems;
  private final Cors cors;

  /// Makes a router of these routes.
  ///
  /// @throws IllegalArgumentException when two routes have the same method and pattern
  public Router(List<Route> routes, ProblemRenderer problems, Cors cors) {
    this.routes = new RouteTree(routes);
    this.problems = problems;
    this.cors = cors;
  }

  /// Answers a request; never throws what a request or a handler can cause.
  Response answer(RequestHead head, BodySource body) {
    Request known = head.unread();
    Response response;
    try {
      for (String field : SINGLE_FIELDS) {
        if (head.headers().all(field).size() > 1) {
          throw new HttpProblem(400, "The header field " + field + " stands more than once.");
        }
      }
      if (head.method().equals("CONNECT")) {
        // RFC 9110 §9.3.6: only for proxies; what follows it is no HTTP.
        throw new HttpProblem(
            501, "This is not a proxy.", Headers.NONE.with("Connection", "close"));
      }
      if (!isAscii(head.path()) || !isAscii(head.query() == null ? "" : head.query())) {
        throw new HttpProblem(400, "The path or query has a character that must be escaped.");
      }
      if (head.path().equals("*") && head.method().equals("OPTIONS")) {
        return StandardHeaders.on(Response.empty(204), head.id(), head.isSecure());
      }
      CanonicalPath path = CanonicalPath.of(head.path());
      known = head.request(path, Parameters.NONE);
      Parameters query = Parameters.parse(head.query() == null ? "" : head.query());
      known = head.request(path, query);
      RouteTree.Match match = routes.match(head.method(), path.segments());
      Route route = match.route();
      if (route == null) {
        response = withoutRoute(known, match);
      } else {
        CurrentRequest.leadsTo(route);
        known = head.request(path, match.parameters(), query, body.read(route.bodyLimit()));
        response = route.handler().handle(known);
      }
    } catch (HttpProblem problem) {
      response = rendered(known, problem);
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      // The last line of defence: whatever a handler did not foresee is one request's failure.
      response = rendered(known, unforeseen(head, e));
    }
    return finished(known, response);
  }

  /// The answer to a request that was refused before it could be routed.
  Response refused(RequestHead head, HttpProblem problem) {
    Request request = head.unread();
    return finished(request, rendered(request, problem));
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= 0x20 || text.charAt(i) >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  private Response withoutRoute(Request request, RouteTree.Match match) {
    Set<String> methods = match.methods();
    if (methods.isEmpty() || !request.method().equals("OPTIONS")) {
      throw match.refusal();
    }
    String allow = String.join(", ", methods);
    Response response = Response.empty(204).with("Allow", allow);
    return Cors.isPreflight(request) ? cors.preflight(request, response, methods) : response;
  }

  private Response finished(Request request, Response response) {
    Response standard =
        StandardHeaders.on(
            Compression.apply(request, response), request.id(), request.scheme().equals("https"));
    if (Cors.isPreflight(request)) {
      return standard;
    }
    try {
      return cors.answer(request, standard);
    } catch (RuntimeException e) {
      // The origin policy asks the store; an answer that is ready is not lost with it.
      LOG.error("request {}: the origin policy failed", request.id(), e);
      return standard;
    }
  }

  private Response rendered(Request request, HttpProblem problem) {
    try {
      Response response = problems.render(request, problem);
      for (Headers.Field field : problem.headers().fields()) {
        response = response.with(field.name(), String.join(", ", field.values()));
      }
      return response;
    } catch (RuntimeException e) {
      LOG.error("request {}: the problem could not be rendered", request.id(), e);
      return Response.empty(500);
    }
  }

  /// Logs without body, query or path: any of them may hold what is nobody's business.
  private static HttpProblem unforeseen(RequestHead head, Throwable failure) {
    LOG.error("request {}: {} failed", head.id(), head.method(), failure);
    return new HttpProblem(
        500, "The server failed to answer. Its log tells more under request " + head.id() + ".");
  }
}
