package dev.andiron.fhir;

import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.resource.ResourceKey;
import java.util.List;
import java.util.Map;

/// What the policies are asked about where one request stands for others: those others, as if the
/// caller had sent each by itself.
final class InnerRequest {
  private InnerRequest() {}

  /// `GET /Type/id`.
  static Request read(Request asking, ResourceKey key) {
    return ofInstance(asking, "GET", key);
  }

  /// An interaction with one resource: `PUT /Type/id`.
  static Request ofInstance(Request asking, String method, ResourceKey key) {
    return of(
        asking,
        method,
        List.of(key.type(), key.id()),
        Map.of("type", key.type(), "id", key.id()),
        "",
        Parameters.NONE);
  }

  /// `POST /Type`.
  static Request create(Request asking, String type) {
    return of(asking, "POST", List.of(type), Map.of("type", type), "", Parameters.NONE);
  }

  /// `GET /Type?…`.
  static Request search(Request asking, String type, Parameters parameters) {
    return search(asking, type, PageLink.query(parameters.list()), parameters);
  }

  /// As above, of a query that is spelled already.
  static Request search(Request asking, String type, String queryString, Parameters parameters) {
    return of(asking, "GET", List.of(type), Map.of("type", type), queryString, parameters);
  }

  private static Request of(
      Request asking,
      String method,
      List<String> segments,
      Map<String, String> pathParameters,
      String queryString,
      Parameters query) {
    return new Request(
        asking.id(),
        method,
        "/" + String.join("/", segments),
        segments,
        pathParameters,
        queryString,
        query,
        asking.headers(),
        new byte[0],
        asking.remoteAddress(),
        asking.scheme());
  }
}
