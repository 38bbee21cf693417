package dev.andiron.fhir;

import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.definition.Definitions;
import dev.andiron.http.Route;
import dev.andiron.identity.Sessions;
import dev.andiron.resource.History;
import dev.andiron.resource.ReadHooks;
import dev.andiron.resource.Store;
import dev.andiron.search.Search;
import java.util.List;

/// The routes of the FHIR API, each with the name by which policies know it.
public final class FhirRoutes {
  /// The largest resource taken, in bytes, unpacked.
  static final int BODY_LIMIT = 10 * 1024 * 1024;

  private static final int NO_BODY = 0;

  private final Guard guard;
  private final FhirProblems problems;
  private final List<Route> routes;

  /// @param baseUrl where the API is served, without a slash at its end
  public FhirRoutes(
      Guard guard,
      FhirProblems problems,
      Store store,
      History history,
      ReadHooks hooks,
      Search search,
      Sessions sessions,
      Definitions definitions,
      String baseUrl) {
    this.guard = guard;
    this.problems = problems;
    ResourceTypes types = new ResourceTypes(definitions);
    Representation representation = new Representation(baseUrl);
    SearchType searchType = new SearchType(guard, search, hooks, types, definitions, baseUrl);
    ReadHistory readHistory = new ReadHistory(store, history, hooks, types, definitions, baseUrl);
    Validate validate = new Validate(store, types);
    this.routes =
        List.of(
            new Route(
                "DELETE",
                "/Session",
                BODY_LIMIT,
                problems.around(guard.withSession(new CloseOwnSession(store, hooks, sessions)))),
            search("GET", "/{type}", NO_BODY, searchType),
            search("POST", "/{type}/_search", BODY_LIMIT, searchType),
            route(
                "POST",
                "/{type}",
                BODY_LIMIT,
                "FhirCreate",
                new Create(guard, store, search, hooks, types, representation)),
            route("POST", "/{type}/$validate", BODY_LIMIT, "FhirValidate", validate),
            route("POST", "/{type}/{id}/$validate", BODY_LIMIT, "FhirValidate", validate),
            route(
                "GET",
                "/{type}/{id}",
                NO_BODY,
                "FhirRead",
                new Read(store, hooks, types, definitions, representation)),
            route(
                "GET",
                "/{type}/{id}/_history/{version}",
                NO_BODY,
                "FhirVRead",
                new VersionRead(store, types, definitions, representation)),
            history("/{type}/{id}/_history", "FhirHistory", readHistory::ofResource),
            history("/{type}/_history", "FhirHistoryType", readHistory::ofType),
            history("/_history", "FhirHistorySystem", readHistory::ofSystem),
            route(
                "PUT",
                "/{type}/{id}",
                BODY_LIMIT,
                "FhirUpdate",
                new Update(store, types, representation)),
            route(
                "PATCH",
                "/{type}/{id}",
                BODY_LIMIT,
                "FhirPatch",
                new Patch(store, hooks, types, representation)),
            route(
                "DELETE",
                "/{type}/{id}",
                BODY_LIMIT,
                "FhirDelete",
                new Delete(store, hooks, sessions, types)));
  }

  public List<Route> list() {
    return routes;
  }

  private Route route(
      String method, String pattern, int bodyLimit, String operation, ProtectedHandler handler) {
    return new Route(
        method, pattern, bodyLimit, problems.around(guard.protect(operation, handler)));
  }

  private Route history(String pattern, String operation, ProtectedHandler handler) {
    return new Route(
        "GET",
        pattern,
        NO_BODY,
        problems.around(guard.protect(operation, ReadHistory::effective, handler)));
  }

  private Route search(String method, String pattern, int bodyLimit, SearchType search) {
    return new Route(
        method,
        pattern,
        bodyLimit,
        problems.around(guard.protect("FhirSearch", search::effective, search)));
  }
}
