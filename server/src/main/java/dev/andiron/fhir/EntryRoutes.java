package dev.andiron.fhir;

import dev.andiron.access.Caller;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedRoute;
import dev.andiron.http.Headers;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.InnerRequests;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.http.Route;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Leads the entries of bundles to the interactions of the API, as if each had come alone.
/// Thread-safe.
final class EntryRoutes {
  /// What an entry says on its own account, or what its answer must not depend on.
  private static final Set<String> OF_THE_ENTRY =
      Set.of(
          "accept",
          "content-type",
          "content-length",
          "content-encoding",
          "if-match",
          "if-none-match",
          "if-none-exist",
          "if-modified-since");

  private static final Set<String> SPELLING = Set.of("_format", "_pretty");

  private final InnerRequests requests;
  private final List<String> bases;

  /// @param routes whose handlers are [ProtectedRoute]s
  /// @param baseUrl where clients see this server, without a slash at its end
  EntryRoutes(List<Route> routes, String baseUrl) {
    this.requests = new InnerRequests(routes);
    this.bases = List.of(baseUrl + "/fhir/", baseUrl + "/");
  }

  /// An entry on its way to its interaction.
  record Routed(ProtectedRoute route, Request request, Supplier<@Nullable Json> content) {
    ProtectedCall call(Caller caller, Supplier<@Nullable Json> of) {
      return route.call(request, caller, of);
    }

    /// RFC 9110 §9.3.2: HEAD is GET without the content.
    Response answer(Response answer) {
      return request.method().equals("HEAD")
          ? new Response(answer.status(), answer.headers(), new byte[0])
          : answer;
    }
  }

  /// The way of an entry.
  ///
  /// @param outer the request that carries the bundle
  /// @throws HttpProblem 400, 404, 405 where it leads nowhere
  Routed route(Request outer, BundleEntry entry) {
    Headers headers = headers(outer, entry);
    Supplier<@Nullable Json> content = entry.resource();
    if (entry.method().equals("PATCH") && entry.resource().get() instanceof JsonObject patch) {
      String contentType = ResourceTypes.text(patch.get("contentType"));
      if ("Binary".equals(ResourceTypes.text(patch.get("resourceType"))) && contentType != null) {
        // FHIR R4 §3.1.0.8: "a patch … in a batch/transaction … as a Binary resource"
        Json decoded = decoded(patch);
        headers = headers.with("Content-Type", contentType);
        content = () -> decoded;
      } else if ("Parameters".equals(ResourceTypes.text(patch.get("resourceType")))) {
        throw new HttpProblem(
            400,
            "A FHIRPath Patch is not taken; send a JSON Patch or a merge patch as a Binary, or what"
                + " is to be changed as the resource itself.");
      }
    }
    InnerRequests.Routed routed =
        requests.route(outer, entry.method(), relative(entry.url()), headers);
    if (!(routed.route().handler() instanceof ProtectedRoute route)) {
      throw new IllegalStateException("no protected route: " + routed.route().pattern());
    }
    return new Routed(route, withoutSpelling(routed.request()), content);
  }

  private String relative(String url) {
    for (String base : bases) {
      if (url.startsWith(base)) {
        return url.substring(base.length());
      }
    }
    if (url.startsWith("http://") || url.startsWith("https://") || url.startsWith("urn:")) {
      throw new HttpProblem(
          400, "The request's url is not of this server; write it relative: Patient/p.");
    }
    return url;
  }

  private static Headers headers(Request outer, BundleEntry entry) {
    Headers headers = Headers.NONE;
    for (Headers.Field field : outer.headers().fields()) {
      if (!OF_THE_ENTRY.contains(field.name())) {
        for (String value : field.values()) {
          headers = headers.plus(field.name(), value);
        }
      }
    }
    for (Headers.Field field : entry.conditions().fields()) {
      headers = headers.with(field.name(), field.values().getFirst());
    }
    return headers.with("Accept", "application/json").with("Content-Type", "application/json");
  }

  /// The answer becomes a part of ours, in whichever format that is asked for.
  private static Request withoutSpelling(Request request) {
    if (SPELLING.stream().allMatch(name -> request.query().first(name) == null)) {
      return request;
    }
    return new Request(
        request.id(),
        request.method(),
        request.path(),
        request.segments(),
        request.pathParameters(),
        request.queryString(),
        new Parameters(
            request.query().list().stream()
                .filter(parameter -> !SPELLING.contains(parameter.name()))
                .toList()),
        request.headers(),
        request.body(),
        request.remoteAddress(),
        request.scheme());
  }

  private static Json decoded(JsonObject binary) {
    String data = ResourceTypes.text(binary.get("data"));
    if (data == null) {
      throw new HttpProblem(400, "The Binary that holds the patch has no data.");
    }
    try {
      return JsonReader.read(Base64.getMimeDecoder().decode(data));
    } catch (IllegalArgumentException e) {
      throw new HttpProblem(400, "The data of the Binary that holds the patch is not base64.");
    }
  }
}
