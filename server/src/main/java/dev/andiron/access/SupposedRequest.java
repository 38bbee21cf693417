package dev.andiron.access;

import dev.andiron.http.Headers;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.InnerRequests;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.json.Json;
import dev.andiron.json.JsonString;
import dev.andiron.resource.Validator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A request that nobody sent, led to its route as if somebody had. Nothing answers it.
///
/// @param operation what its route does; null where no policy is asked about it
/// @param narrowed whether its route keeps back what a caller may not see
/// @param parameters what policies see of its query and form
record SupposedRequest(
    Request request,
    @Nullable String operation,
    boolean narrowed,
    Parameters parameters,
    @Nullable Json body) {

  /// @param asking whose address and scheme the request has
  /// @param url `/fhir/Patient/p?x=y`
  /// @throws HttpProblem 400 where it leads nowhere
  static SupposedRequest of(
      InnerRequests routes,
      Request asking,
      String method,
      String url,
      Headers headers,
      @Nullable Json body) {
    InnerRequests.Routed routed = routed(routes, asking, method, url, headers);
    Request request = routed.request();
    Parameters sent = request.query();
    boolean posted = RequestObject.isPostedSearch(request);
    if (posted && body != null && body.resolved() instanceof JsonString(String form)) {
      List<Parameters.Parameter> both = new ArrayList<>(sent.list());
      both.addAll(Parameters.parse(form).list());
      sent = new Parameters(both);
    }
    return routed.route().handler().behind() instanceof Guarded route
        ? new SupposedRequest(
            request,
            route.operation(),
            route.narrowed(),
            route.effective(request, sent),
            posted ? null : body)
        : new SupposedRequest(request, null, false, sent, body);
  }

  private static InnerRequests.Routed routed(
      InnerRequests routes, Request asking, String method, String url, Headers headers) {
    try {
      return routes.route(asking, method.toUpperCase(Locale.ROOT), url, headers);
    } catch (HttpProblem e) {
      // Its own status would be taken for that of the question.
      throw new HttpProblem(400, "The request leads nowhere: " + e.getMessage());
    }
  }

  /// As policies see it.
  ///
  /// @param asked its operation
  RequestObject seen(String asked, RequestObject.Subject subject, Validator validator) {
    Json decided = DecidedBody.of(body, RequestObject.typeOf(request), validator);
    return new RequestObject(request, asked, parameters, () -> decided, subject);
  }
}
