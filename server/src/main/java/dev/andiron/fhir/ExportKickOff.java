package dev.andiron.fhir;

import dev.andiron.access.Decision;
import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.StandingCalls;
import dev.andiron.audit.AppendOnly;
import dev.andiron.definition.Definitions;
import dev.andiron.export.ExportRequest;
import dev.andiron.export.ExportRequest.Scope;
import dev.andiron.export.Exports;
import dev.andiron.export.TooManyExportsException;
import dev.andiron.http.Headers;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// `GET` and `POST` of `/$export`, `/Patient/$export` and `/Group/id/$export`
/// (<https://hl7.org/fhir/uv/bulkdata/STU2/export.html#bulk-data-kick-off-request>): 202, and where
/// to look how far it is.
final class ExportKickOff {
  static final String OF_SYSTEM = "FhirExport";
  static final String OF_PATIENTS = "FhirPatientExport";
  static final String OF_GROUP = "FhirGroupExport";

  private static final String RETRY_AFTER_SECONDS = "60";

  private final Guard guard;
  private final Exports exports;
  private final VisibleResources visible;
  private final Definitions definitions;
  private final String baseUrl;

  ExportKickOff(
      Guard guard,
      Exports exports,
      VisibleResources visible,
      Definitions definitions,
      String baseUrl) {
    this.guard = guard;
    this.exports = exports;
    this.visible = visible;
    this.definitions = definitions;
    this.baseUrl = baseUrl;
  }

  Response ofSystem(ProtectedCall call) {
    ExportParameters parameters = read(call, false);
    Set<String> own = new TreeSet<>(definitions.resourceTypes());
    own.removeIf(definitions::isSystemType);
    // The server's own types only where they are asked for by their names.
    return begin(
        call, OF_SYSTEM, new Scope.OfSystem(), parameters, own, definitions.resourceTypes());
  }

  Response ofPatients(ProtectedCall call) {
    ExportParameters parameters = read(call, call.request().method().equals("POST"));
    Set<String> types = new TreeSet<>(exports.typesOfPatients());
    return begin(
        call, OF_PATIENTS, new Scope.OfPatients(parameters.patients()), parameters, types, types);
  }

  /// Whose members are asked for must be able to read the group, as by `GET /Group/id`.
  Response ofGroup(ProtectedCall call) {
    ExportParameters parameters = read(call, call.request().method().equals("POST"));
    Request request = call.request();
    ResourceKey key =
        new ResourceKey("Group", ResourceTypes.checkedId(request.pathParameter("id")));
    Decision read =
        guard.permit(
            call.caller(),
            InnerRequest.read(request, key),
            "FhirRead",
            "No access policy allows you to read this Group.");
    ResourceVersion group = visible.find(key, call.view());
    if (group == null || group.deleted() || !visible.shows(group, read.view())) {
      throw VisibleResources.absent(key);
    }
    Set<String> types = new TreeSet<>(exports.typesOfPatients());
    return begin(
        call,
        OF_GROUP,
        new Scope.OfGroup(key.id(), parameters.patients()),
        parameters,
        types,
        types);
  }

  private static ExportParameters read(ProtectedCall call, boolean takesPatients) {
    Request request = call.request();
    Negotiation.of(request);
    if (!Preferences.of(request).respondsAsync()) {
      throw new HttpProblem(
          400, "An export is made in the background: send Prefer: respond-async.");
    }
    return ExportParameters.of(call, takesPatients);
  }

  private Response begin(
      ProtectedCall call,
      String operation,
      Scope scope,
      ExportParameters parameters,
      Set<String> standard,
      Set<String> possible) {
    Request request = call.request();
    List<String> types = new ArrayList<>(parameters.types());
    List<String> unknown = types.stream().filter(type -> !possible.contains(type)).toList();
    if (!unknown.isEmpty() && !Preferences.of(request).isLenient()) {
      throw new HttpProblem(
          400, "_type has what cannot be in this export: " + String.join(", ", unknown) + ".");
    }
    types.removeAll(unknown);
    boolean named = !parameters.types().isEmpty();
    ExportRequest asked =
        new ExportRequest(
            url(request),
            StandingCalls.written(call, operation),
            scope,
            List.copyOf(named ? new TreeSet<>(types) : withoutRecords(standard)),
            named,
            parameters.since());
    try {
      String id = exports.begin(StandingCalls.owner(call.caller()), asked);
      return OperationOutcome.informed(202, "The export is under way; see Content-Location.")
          .response(Negotiation.of(request), Negotiation.pretty(request))
          .with("Content-Location", baseUrl + ExportRoutes.JOBS + "/" + id)
          .with("Preference-Applied", "respond-async");
    } catch (TooManyExportsException e) {
      throw new HttpProblem(
          429,
          String.valueOf(e.getMessage()),
          Headers.NONE.with("Retry-After", RETRY_AFTER_SECONDS));
    }
  }

  /// Where they are not asked for by name: they are the server's own, and more than all the rest.
  private static Set<String> withoutRecords(Set<String> types) {
    Set<String> without = new TreeSet<>(types);
    without.remove(AppendOnly.TYPE);
    return without;
  }

  private String url(Request request) {
    String query = request.queryString();
    return baseUrl + request.path() + (query.isEmpty() ? "" : "?" + query);
  }
}
