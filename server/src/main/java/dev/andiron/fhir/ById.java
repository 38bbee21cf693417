package dev.andiron.fhir;

import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.resource.ResourceKey;
import java.util.List;
import java.util.Map;

/// Asks of a conditional interaction what would be asked of the same one by id, once it is known
/// which resource it is about: whoever may not `PUT /Patient/p` may not do so by a condition that
/// leads there. Thread-safe.
final class ById {
  private final Guard guard;

  ById(Guard guard) {
    this.guard = guard;
  }

  /// @param method and operation of the interaction by id
  /// @throws dev.andiron.http.HttpProblem 403
  void require(ProtectedCall call, String method, String operation, ResourceKey key) {
    require(
        call,
        operation,
        request(
            call.request(),
            method,
            "/" + key,
            List.of(key.type(), key.id()),
            Map.of("type", key.type(), "id", key.id())));
  }

  /// As above, of making a resource of this type.
  void requireCreate(ProtectedCall call, String type) {
    require(
        call,
        "FhirCreate",
        request(call.request(), "POST", "/" + type, List.of(type), Map.of("type", type)));
  }

  private void require(ProtectedCall call, String operation, Request request) {
    guard.require(
        new ProtectedCall(request, call.caller(), call.content(), Parameters.NONE), operation);
  }

  private static Request request(
      Request of,
      String method,
      String path,
      List<String> segments,
      Map<String, String> pathParameters) {
    return new Request(
        of.id(),
        method,
        path,
        segments,
        pathParameters,
        "",
        Parameters.NONE,
        of.headers(),
        of.body(),
        of.remoteAddress(),
        of.scheme());
  }
}
