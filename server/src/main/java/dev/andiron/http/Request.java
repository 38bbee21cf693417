package dev.andiron.http;

import java.util.List;
import java.util.Map;

/// One request, as the router matched it. Immutable.
///
/// @param id a name for this request in logs and error answers
/// @param method in upper case
/// @param path the canonical path, decoded, without `/fhir` at its front: `/Patient/p1`
/// @param segments the decoded segments of [#path]
/// @param pathParameters what the route's `{name}` marks stand for
/// @param queryString the raw query string, `""` where there is none
/// @param query the decoded parameters of the query string
/// @param body the whole body, unpacked, within the route's limit; empty where there is none
/// @param remoteAddress the IP address it comes from: the peer's, or what a trusted proxy says
/// @param scheme `http` or `https`
public record Request(
    String id,
    String method,
    String path,
    List<String> segments,
    Map<String, String> pathParameters,
    String queryString,
    Parameters query,
    Headers headers,
    byte[] body,
    String remoteAddress,
    String scheme) {

  /// The value of a route's `{name}` mark.
  ///
  /// @throws IllegalArgumentException when the route has no such mark
  public String pathParameter(String name) {
    String value = pathParameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no {" + name + "}");
    }
    return value;
  }
}
