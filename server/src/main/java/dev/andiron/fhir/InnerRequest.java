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
    return of(
        asking,
        List.of(key.type(), key.id()),
        Map.of("type", key.type(), "id", key.id()),
        "",
        Parameters.NONE);
  }

  /// `GET /Type?…`.
  static Request search(Request asking, String type, Parameters parameters) {
    return of(
        asking, List.of(type), Map.of("type", type), PageLink.query(parameters.list()), parameters);
  }

  private static Request of(
      Request asking,
      List<String> segments,
      Map<String, String> pathParameters,
      String queryString,
      Parameters query) {
    return new Request(
        asking.id(),
        "GET",
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
