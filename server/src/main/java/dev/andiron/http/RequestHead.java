package dev.andiron.http;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What arrives before the body, untouched.
///
/// @param path the raw path, `*` for `OPTIONS *`
/// @param query the raw query string, null where there is none
record RequestHead(
    String id,
    String method,
    String path,
    @Nullable String query,
    Headers headers,
    String remoteAddress,
    String scheme) {

  private static final byte[] NO_BODY = new byte[0];

  /// Whether the caller came by `https`.
  boolean isSecure() {
    return scheme.equals("https");
  }

  /// A request that is known by its head only: enough to spell an error.
  Request unread() {
    return request(CanonicalPath.unchecked(path), List.of(), Map.of(), Parameters.NONE, NO_BODY);
  }

  Request request(CanonicalPath path, Parameters query) {
    return request(path.text(), path.segments(), Map.of(), query, NO_BODY);
  }

  Request request(
      CanonicalPath path, Map<String, String> parameters, Parameters query, byte[] body) {
    return request(path.text(), path.segments(), parameters, query, body);
  }

  private Request request(
      String path,
      List<String> segments,
      Map<String, String> pathParameters,
      Parameters queryParameters,
      byte[] body) {
    return new Request(
        id,
        method,
        path,
        segments,
        pathParameters,
        query == null ? "" : query,
        queryParameters,
        headers,
        body,
        remoteAddress,
        scheme);
  }
}
