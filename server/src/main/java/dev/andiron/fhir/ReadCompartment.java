package dev.andiron.fhir;

import dev.andiron.access.Decision;
import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.audit.AppendOnly;
import dev.andiron.definition.Compartments;
import dev.andiron.definition.Definitions;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.search.CompartmentQuery;
import dev.andiron.search.Included;
import dev.andiron.search.Page;
import dev.andiron.search.Search;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `GET /Patient/p/*` (<https://hl7.org/fhir/R4/search.html#compartment>) and `GET|POST
/// /Patient/p/$everything` (<https://hl7.org/fhir/R4/patient-operation-everything.html>): whatever
/// belongs to a compartment, page by page, each resource as far as the caller may read it by its
/// id. There is no total: it would tell of the others.
///
/// @param compartment `Patient`, `Encounter`, …
/// @param everything whether the resource itself comes first, and what its resources refer to last
record ReadCompartment(
    String compartment,
    boolean everything,
    Compartments compartments,
    Guard guard,
    VisibleResources visible,
    Search search,
    Disclosure disclosure,
    ResourceTypes types,
    Definitions definitions,
    String baseUrl)
    implements ProtectedHandler {
  /// The parameters without those that a lenient request passes over.
  Parameters effective(Request request, Parameters parameters) {
    return CompartmentParameters.effective(request, parameters, everything);
  }

  @Override
  public Response handle(ProtectedCall call) {
    Request request = call.request();
    ResourceKey key =
        new ResourceKey(compartment, ResourceTypes.checkedId(request.pathParameter("id")));
    Parameters sent = OperationParameters.of(call);
    CompartmentParameters parameters = CompartmentParameters.of(sent, everything);
    Negotiation.of(request);
    Projection projection = Projection.of(sent, definitions);
    ReadableResources readable = new ReadableResources(guard, disclosure, call);
    Decision decision =
        guard.permit(
            call.caller(),
            InnerRequest.read(request, key),
            "FhirRead",
            "You may not do this: no access policy allows you to read " + key + ".");
    ResourceVersion _ = visible.current(key, decision.view());
    Preferences preferences = Preferences.of(request);
    Page page =
        search.compartment(
            new CompartmentQuery(
                key,
                members(parameters.types(types)),
                everything,
                parameters.filters(),
                preferences.isLenient(),
                parameters.first("start"),
                parameters.first("end"),
                parameters.types(types),
                parameters.count(),
                parameters.first("_cursor")),
            readable);
    SearchsetBundle bundle =
        new SearchsetBundle(
            baseUrl,
            baseUrl + "/" + key + (everything ? "/$everything" : "/*"),
            new Page(page.rows(), null, page.nextCursor(), null, parameters.used()),
            page.rows(),
            Included.NOTHING,
            projection);
    return preferences.appliedHandling(Representation.body(request, 200, bundle.json()));
  }

  /// The records of a patient are theirs, too, but come along only where they are asked for: what
  /// is asked here is recorded among them.
  private Map<String, List<String>> members(List<String> named) {
    Map<String, List<String>> members = new LinkedHashMap<>();
    for (String type : compartments.types(compartment)) {
      if (!type.equals(AppendOnly.TYPE) || named.contains(type)) {
        members.put(type, compartments.parameters(compartment, type));
      }
    }
    return members;
  }
}
