package dev.andiron.fhir;

import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.fhir.OperationOutcome.Severity;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.Issue;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.Store;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /Type/$validate` and `POST /Type/id/$validate`
/// (<https://hl7.org/fhir/R4/resource-operation-validate.html>): whether a create or an update of
/// this content would be refused, and for what. The answer is 200 in both cases. Nothing is
/// written; what only shows when it is (another write at the same moment), it does not know.
record Validate(Store store, ResourceTypes types) implements ProtectedHandler {
  private static final String PARAMETERS = "Parameters";

  /// What is to be validated.
  ///
  /// @param mode `create`, `update`, or null
  /// @param profile named by the caller, or null
  private record Asked(@Nullable Json resource, @Nullable String mode, @Nullable String profile) {}

  @Override
  public Response handle(ProtectedCall call) {
    Request request = call.request();
    String type = types.type(request);
    boolean ofInstance = request.pathParameters().containsKey("id");
    Asked asked = asked(call, type);
    checkMode(asked.mode(), ofInstance);
    if (asked.resource() == null) {
      throw new HttpProblem(
          400, "There is no resource: send it as the body, or as the parameter `resource`.");
    }
    JsonObject resource = ResourceTypes.body(asked.resource(), type);
    List<OperationOutcome.Issue> issues = new ArrayList<>();
    for (Issue issue : ofInstance ? ofUpdate(request, resource) : ofCreate(type, resource)) {
      issues.add(
          new OperationOutcome.Issue(
              Severity.ERROR, issue.kind().code(), issue.expression(), issue.message()));
    }
    if (issues.isEmpty()) {
      issues.add(
          new OperationOutcome.Issue(
              Severity.INFORMATION, "informational", "", "Nothing would be refused."));
    }
    if (asked.profile() != null) {
      issues.add(
          new OperationOutcome.Issue(
              Severity.WARNING, "not-supported", "", "The profile was not looked at."));
    }
    return new OperationOutcome(200, issues)
        .response(Negotiation.of(request), Negotiation.pretty(request));
  }

  private List<Issue> ofCreate(String type, JsonObject resource) {
    String id = types.isSystemType(type) ? ResourceTypes.statedId(resource) : null;
    return id == null
        ? store.rehearse(type, null, resource.without("id"), Precondition.NONE)
        : store.rehearse(type, ResourceTypes.checkedId(id), resource, new Precondition.IsAbsent());
  }

  private List<Issue> ofUpdate(Request request, JsonObject resource) {
    ResourceKey key = types.key(request);
    ResourceTypes.checkStatedId(resource, key.id());
    return store.rehearse(key.type(), key.id(), resource, Precondition.NONE);
  }

  private static Asked asked(ProtectedCall call, String type) {
    String mode = call.parameters().first("mode");
    String profile = call.parameters().first("profile");
    if (type.equals(PARAMETERS)
        || !(call.body() instanceof JsonObject body)
        || !PARAMETERS.equals(ResourceTypes.text(body.get("resourceType")))) {
      return new Asked(call.body(), mode, profile);
    }
    Json resource = null;
    if (body.get("parameter") instanceof JsonArray parameters) {
      for (Json each : parameters) {
        if (each instanceof JsonObject parameter) {
          switch (ResourceTypes.text(parameter.get("name"))) {
            case "resource" -> resource = parameter.get("resource");
            case "mode" -> mode = ResourceTypes.text(parameter.get("valueCode"));
            case "profile" -> profile = ResourceTypes.text(parameter.get("valueUri"));
            case null, default -> {
              // What the operation does not define changes nothing.
            }
          }
        }
      }
    }
    return new Asked(resource, mode, profile);
  }

  private static void checkMode(@Nullable String mode, boolean ofInstance) {
    switch (mode) {
      case "create" -> {
        if (ofInstance) {
          throw new HttpProblem(400, "For the mode create, post to /Type/$validate.");
        }
      }
      case "update" -> {
        if (!ofInstance) {
          throw new HttpProblem(400, "For the mode update, post to /Type/id/$validate.");
        }
      }
      case null -> {}
      default -> throw new HttpProblem(400, "The modes create and update are known here.");
    }
  }
}
