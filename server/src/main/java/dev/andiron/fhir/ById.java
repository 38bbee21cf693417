package dev.andiron.fhir;

import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.resource.ResourceKey;

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
    require(call, operation, InnerRequest.ofInstance(call.request(), method, key));
  }

  /// As above, of making a resource of this type.
  void requireCreate(ProtectedCall call, String type) {
    require(call, "FhirCreate", InnerRequest.create(call.request(), type));
  }

  private void require(ProtectedCall call, String operation, Request request) {
    guard.require(
        new ProtectedCall(request, call.caller(), call.content(), Parameters.NONE), operation);
  }
}
