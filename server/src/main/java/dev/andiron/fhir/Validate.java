package dev.andiron.fhir;

import dev.andiron.access.Decision;
import dev.andiron.access.Guard;
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
import dev.andiron.resource.Change;
import dev.andiron.resource.Issue;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Store;
import dev.andiron.resource.Validator;
import dev.andiron.search.HiddenElements;
import dev.andiron.structure.Finding;
import dev.andiron.structure.Profiles;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `POST /Type/$validate` and `POST /Type/id/$validate`
/// (<https://hl7.org/fhir/R4/resource-operation-validate.html>): whether a create or an update of
/// this content would be refused, and for what, and whether it meets the profiles that it claims
/// and the caller names; `GET /Type/id/$validate`: the same of what is stored. The answer is 200 in
/// all cases, but to those who see but a part: what a write would not be told of what they do not
/// see, they are not told here. Nothing is written; what only shows when it is (another write at
/// the same moment), it does not know.
record Validate(
    Guard guard,
    Store store,
    Disclosure disclosure,
    VisibleResources visible,
    ResourceTypes types,
    Validator validator,
    Profiles profiles)
    implements ProtectedHandler {
  private static final String PARAMETERS = "Parameters";

  /// What is to be validated.
  ///
  /// @param mode `create`, `update`, or null
  /// @param profiles named by the caller
  private record Asked(@Nullable Json resource, @Nullable String mode, List<String> profiles) {}

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
    return answer(
        request,
        resource.with("resourceType", type),
        store.rehearse(
            ViewJudge.within(
                disclosure,
                ofInstance ? update(request, resource) : creation(type, resource),
                call::view)),
        asked.profiles());
  }

  /// What is stored, as its next version would be. Whoever may not read it is told nothing of it.
  Response stored(ProtectedCall call) {
    Request request = call.request();
    ResourceKey key = types.key(request);
    Decision read =
        guard.permit(
            call.caller(),
            InnerRequest.read(request, key),
            "FhirRead",
            "To validate what is stored you must be allowed to read it.");
    ResourceVersion version = visible.current(key, call.view());
    if (!visible.shows(version, read.view())) {
      throw VisibleResources.absent(key);
    }
    HiddenElements hidden =
        disclosure.hidden(version, call.view()).or(disclosure.hidden(version, read.view()));
    JsonObject resource = disclosure.concealment(hidden).of(version.resource());
    return answer(
        request,
        resource,
        store.rehearse(Change.put(key, () -> resource, Precondition.NONE)),
        call.parameters().all("profile"));
  }

  /// @param refusals for which it would not be written
  private Response answer(
      Request request, JsonObject resource, List<Issue> refusals, List<String> named) {
    List<OperationOutcome.Issue> issues = new ArrayList<>();
    for (Issue issue : refusals) {
      issues.add(issue(Severity.ERROR, issue));
    }
    for (Finding finding : profiles.all(validator.check(resource).resource(), named)) {
      // What a write would be refused for may be a profile already.
      if (!refusals.contains(finding.issue())) {
        issues.add(issue(Severity.valueOf(finding.severity().name()), finding.issue()));
      }
    }
    if (issues.stream().noneMatch(issue -> issue.severity() == Severity.ERROR)) {
      issues.addFirst(
          new OperationOutcome.Issue(
              Severity.INFORMATION, "informational", "", "Nothing would be refused."));
    }
    return new OperationOutcome(200, issues)
        .response(Negotiation.of(request), Negotiation.pretty(request));
  }

  private static OperationOutcome.Issue issue(Severity severity, Issue issue) {
    return new OperationOutcome.Issue(
        severity, issue.kind().code(), issue.expression(), issue.message());
  }

  private Change creation(String type, JsonObject resource) {
    String id = types.isSystemType(type) ? ResourceTypes.statedId(resource) : null;
    return id == null
        ? Change.create(store.newKey(type), () -> resource.without("id"))
        : Change.put(
            new ResourceKey(type, ResourceTypes.checkedId(id)),
            () -> resource,
            new Precondition.IsAbsent());
  }

  private Change update(Request request, JsonObject resource) {
    ResourceKey key = types.key(request);
    ResourceTypes.checkStatedId(resource, key.id());
    return Change.put(key, () -> resource, Precondition.NONE);
  }

  private static Asked asked(ProtectedCall call, String type) {
    String mode = call.parameters().first("mode");
    List<String> profiles = new ArrayList<>(call.parameters().all("profile"));
    if (type.equals(PARAMETERS)
        || !(call.body() instanceof JsonObject body)
        || !PARAMETERS.equals(ResourceTypes.text(body.get("resourceType")))) {
      return new Asked(call.body(), mode, profiles);
    }
    Json resource = null;
    if (body.get("parameter") instanceof JsonArray parameters) {
      for (Json each : parameters) {
        if (each instanceof JsonObject parameter) {
          switch (ResourceTypes.text(parameter.get("name"))) {
            case "resource" -> resource = parameter.get("resource");
            case "mode" -> mode = ResourceTypes.text(parameter.get("valueCode"));
            case "profile" -> {
              Json url =
                  parameter.has("valueUri")
                      ? parameter.get("valueUri")
                      : parameter.get("valueCanonical");
              Stream.ofNullable(ResourceTypes.text(url)).forEach(profiles::add);
            }
            case null, default -> {
              // What the operation does not define changes nothing.
            }
          }
        }
      }
    }
    return new Asked(resource, mode, profiles);
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
