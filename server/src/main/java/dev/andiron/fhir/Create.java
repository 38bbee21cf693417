package dev.andiron.fhir;

import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.json.JsonObject;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.ReadHooks;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Store;
import dev.andiron.resource.Written;
import dev.andiron.search.Query;
import dev.andiron.search.QueryParameter;
import dev.andiron.search.Search;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `POST /Type` (<https://hl7.org/fhir/R4/http.html#create>): 201 under an id of the server's
/// choice. System types may bring their own id: 409 where it exists. With `If-None-Exist`
/// (<https://hl7.org/fhir/R4/http.html#ccreate>): 200 with the one that matches, 412 where several
/// do.
record Create(
    Guard guard,
    Store store,
    Search search,
    ReadHooks hooks,
    ResourceTypes types,
    Representation representation)
    implements ProtectedHandler {
  @Override
  public Response handle(ProtectedCall call) {
    Request request = call.request();
    String type = types.type(request);
    ResourceTypes.refuseSession(type, "GET, HEAD, DELETE, OPTIONS");
    Negotiation.of(request);
    JsonObject resource = ResourceTypes.body(call.body(), type);
    String condition = request.headers().first("If-None-Exist");
    if (condition != null) {
      ResourceVersion match = match(call, type, condition);
      if (match != null) {
        return representation.written(
            request, new Written(hooks.shown(match), Written.Effect.UNCHANGED, match));
      }
    }
    return representation.written(request, write(type, resource));
  }

  private Written write(String type, JsonObject resource) {
    String id = types.isSystemType(type) ? ResourceTypes.statedId(resource) : null;
    if (id == null) {
      return store.create(type, resource.without("id"));
    }
    ResourceKey key = new ResourceKey(type, ResourceTypes.checkedId(id));
    return store.put(key, resource, new Precondition.IsAbsent());
  }

  /// The one resource that meets the condition, or null where none does. This is a search, and its
  /// answer shows what it found: whoever may create but not search gets neither.
  private @Nullable ResourceVersion match(ProtectedCall call, String type, String condition) {
    String query = condition.substring(condition.indexOf('?') + 1);
    Parameters asked = Parameters.parse(query);
    Request asSearch = asSearch(call.request(), type, query, asked);
    if (!guard.decide(call.caller(), asSearch, "FhirSearch", null).allowed()) {
      throw new HttpProblem(
          403, "If-None-Exist is a search, and no access policy allows you this one.");
    }
    List<QueryParameter> parameters =
        asked.list().stream()
            .map(parameter -> new QueryParameter(parameter.name(), parameter.value()))
            .toList();
    if (parameters.isEmpty()) {
      throw new HttpProblem(400, "If-None-Exist takes search parameters: identifier=system|value.");
    }
    Query parsed = search.parse(type, parameters, false);
    new JoinedSearches(guard).check(call.caller(), asSearch, parsed);
    List<ResourceVersion> matches = search.run(parsed).rows();
    if (matches.size() > 1) {
      throw new HttpProblem(412, "Several resources meet the condition of If-None-Exist.");
    }
    return matches.isEmpty() ? null : matches.getFirst();
  }

  private static Request asSearch(
      Request request, String type, String queryString, Parameters query) {
    return new Request(
        request.id(),
        "GET",
        "/" + type,
        List.of(type),
        Map.of("type", type),
        queryString,
        query,
        request.headers(),
        new byte[0],
        request.remoteAddress(),
        request.scheme());
  }
}
