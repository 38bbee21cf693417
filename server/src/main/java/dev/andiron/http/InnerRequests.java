package dev.andiron.http;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/// Makes requests out of the parts of another one, the entries of a bundle, and finds their routes
/// by the same rules as the [Router]. Thread-safe.
public final class InnerRequests {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final RouteTree routes;

  public InnerRequests(List<Route> routes) {
    this.routes = new RouteTree(routes);
  }

  /// A request that leads to a route.
  public record Routed(Request request, Route route) {}

  /// The request for this method and URL, with the address, the scheme and the name of the outer
  /// one.
  ///
  /// @param url relative to the server: `Patient/p?x=y`, with or without a slash before it
  /// @throws HttpProblem 400 for a path or query that is not taken, 404 and 405 where it leads
  ///   nowhere
  public Routed route(Request outer, String method, String url, Headers headers) {
    String escaped = escaped(url);
    int question = escaped.indexOf('?');
    String rawPath = question < 0 ? escaped : escaped.substring(0, question);
    String queryString = question < 0 ? "" : escaped.substring(question + 1);
    CanonicalPath path = CanonicalPath.of(rawPath.startsWith("/") ? rawPath : "/" + rawPath);
    Parameters query = Parameters.parse(queryString);
    RouteTree.Match match = routes.match(method, path.segments());
    Route route = match.route();
    if (route == null) {
      throw match.refusal();
    }
    Request request =
        new Request(
            outer.id(),
            method,
            path.text(),
            path.segments(),
            match.parameters(),
            queryString,
            query,
            headers,
            new byte[0],
            outer.remoteAddress(),
            outer.scheme());
    return new Routed(request, route);
  }

  /// People write `Patient?name=Müller|x` in bundles: what HTTP would not let pass is escaped.
  private static String escaped(String url) {
    StringBuilder escaped = new StringBuilder(url.length());
    for (byte b : url.getBytes(StandardCharsets.UTF_8)) {
      if (b > 0x20 && b < 0x7f) {
        escaped.append((char) b);
      } else {
        escaped.append('%').append(HEX.toHexDigits(b));
      }
    }
    return escaped.toString();
  }
}
