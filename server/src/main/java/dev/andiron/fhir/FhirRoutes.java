package dev.andiron.fhir;

import dev.andiron.access.Caller;
import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.access.ProtectedRoute;
import dev.andiron.config.Settings;
import dev.andiron.definition.Definitions;
import dev.andiron.http.Handler;
import dev.andiron.http.Route;
import dev.andiron.identity.Sessions;
import dev.andiron.media.Bodies;
import dev.andiron.resource.Claims;
import dev.andiron.resource.History;
import dev.andiron.resource.ReadHooks;
import dev.andiron.resource.Store;
import dev.andiron.resource.Validator;
import dev.andiron.search.Search;
import dev.andiron.structure.Links;
import dev.andiron.structure.Profiles;
import java.util.ArrayList;
import java.util.List;

/// The routes of the FHIR API, each with the name by which policies know it.
public final class FhirRoutes {
  /// The largest resource taken, in bytes, unpacked.
  static final int BODY_LIMIT = 10 * 1024 * 1024;

  private static final int NO_BODY = 0;

  private final Guard guard;
  private final FhirProblems problems;
  private final List<Route> entries = new ArrayList<>();
  private final List<Route> routes;
  private final Bundles bundles;

  /// @param baseUrl where the API is served, without a slash at its end
  public FhirRoutes(
      Guard guard,
      FhirProblems problems,
      Store store,
      History history,
      ReadHooks hooks,
      Search search,
      Sessions sessions,
      Claims claims,
      Definitions definitions,
      Validator validator,
      Settings settings,
      Profiles profiles,
      String baseUrl) {
    this.guard = guard;
    this.problems = problems;
    ResourceTypes types = new ResourceTypes(definitions);
    Representation representation = new Representation(baseUrl);
    Disclosure disclosure = new Disclosure(hooks, search);
    SearchType searchType = new SearchType(guard, search, disclosure, types, definitions, baseUrl);
    VisibleResources visible = new VisibleResources(store, search);
    ReadHistory readHistory =
        new ReadHistory(
            visible,
            new VisibleHistory(visible, search, history),
            disclosure,
            types,
            definitions,
            baseUrl);
    Validate validate = new Validate(guard, store, disclosure, visible, types, validator, profiles);
    Criteria criteria = new Criteria(guard, search, claims);
    ById byId = new ById(guard, disclosure);
    Patch patch = new Patch(store, disclosure, types, representation);
    Delete delete = new Delete(guard, store, disclosure, types);
    List<Route> offered =
        List.of(
            new Route(
                "DELETE",
                "/Session",
                BODY_LIMIT,
                FhirOperations.of("CloseSession"),
                problems.around(guard.withSession(new CloseOwnSession(store, hooks, sessions)))),
            search("GET", "/{type}", NO_BODY, searchType),
            search("POST", "/{type}/_search", BODY_LIMIT, searchType),
            write(
                "POST",
                "/{type}",
                "FhirCreate",
                new Create(store, disclosure, criteria, types, representation)),
            narrowed("POST", "/{type}/$validate", BODY_LIMIT, "FhirValidate", validate),
            narrowed("POST", "/{type}/{id}/$validate", BODY_LIMIT, "FhirValidate", validate),
            narrowed("GET", "/{type}/{id}/$validate", NO_BODY, "FhirValidate", validate::stored),
            narrowed(
                "GET",
                "/{type}/{id}",
                NO_BODY,
                "FhirRead",
                new Read(store, visible, disclosure, types, definitions, representation)),
            narrowed(
                "GET",
                "/{type}/{id}/_history/{version}",
                NO_BODY,
                "FhirVRead",
                new VersionRead(store, visible, disclosure, types, definitions, representation)),
            offered(
                "GET",
                "/{type}/{id}/_history",
                NO_BODY,
                guard.protectNarrowed(
                    "FhirHistory", ReadHistory::effective, readHistory::ofResource)),
            history("/{type}/_history", "FhirHistoryType", readHistory::ofType),
            history("/_history", "FhirHistorySystem", readHistory::ofSystem),
            write(
                "PUT",
                "/{type}/{id}",
                "FhirUpdate",
                new Update(store, disclosure, types, representation)),
            narrowed("PATCH", "/{type}/{id}", BODY_LIMIT, "FhirPatch", patch),
            narrowed("DELETE", "/{type}/{id}", BODY_LIMIT, "FhirDelete", delete),
            narrowed(
                "PUT",
                "/{type}",
                BODY_LIMIT,
                "FhirConditionalUpdate",
                new ConditionalUpdate(store, disclosure, criteria, byId, types, representation)),
            narrowed(
                "PATCH",
                "/{type}",
                BODY_LIMIT,
                "FhirConditionalPatch",
                new ConditionalPatch(patch, criteria, byId, types)),
            narrowed(
                "DELETE",
                "/{type}",
                BODY_LIMIT,
                "FhirConditionalDelete",
                new ConditionalDelete(
                    delete,
                    criteria,
                    byId,
                    types,
                    settings.conditionalDelete() == Settings.ConditionalDelete.MULTIPLE)));
    this.routes = new ArrayList<>(offered);
    new WideRoutes(guard, visible, search, disclosure, types, searchType, definitions, baseUrl)
        .offer((method, pattern, bodyLimit, route) ->
            routes.add(offered(method, pattern, bodyLimit, route)));
    EntryRoutes entryRoutes = new EntryRoutes(entries, baseUrl);
    this.bundles =
        new Bundles(
            validator,
            new Batch(entryRoutes, problems),
            new Transaction(
                guard, store, disclosure, criteria, entryRoutes, new Links(definitions), problems));
    routes.add(
        new Route(
            "POST",
            "/",
            Bundles.BODY_LIMIT,
            FhirOperations.of("FhirTransaction"),
            problems.around(guard.protectUnread("FhirTransaction", bundles))));
  }

  public List<Route> list() {
    return List.copyOf(routes);
  }

  /// `POST /` for whoever runs the program and sends no request.
  public Handler bundlesOfOperator() {
    return problems.around(request ->
        bundles.handle(
            new ProtectedCall(
                request, new Caller.Operator(), () -> Bodies.read(request), request.query())));
  }

  private Route narrowed(
      String method, String pattern, int bodyLimit, String operation, ProtectedHandler handler) {
    return offered(method, pattern, bodyLimit, guard.protectNarrowed(operation, handler));
  }

  /// Of a resource, or of the content of a Binary.
  private Route write(String method, String pattern, String operation, ProtectedHandler handler) {
    return offered(
        method, pattern, BODY_LIMIT, guard.protectReading(operation, RawBinary::read, handler));
  }

  private Route history(String pattern, String operation, ProtectedHandler handler) {
    return offered(
        "GET", pattern, NO_BODY, guard.protectNarrowed(operation, ReadHistory::effective, handler));
  }

  private Route search(String method, String pattern, int bodyLimit, SearchType search) {
    return offered(
        method, pattern, bodyLimit, guard.protectNarrowed("FhirSearch", search::effective, search));
  }

  /// Offered to requests, and to the entries of bundles.
  private Route offered(String method, String pattern, int bodyLimit, ProtectedRoute route) {
    entries.add(new Route(method, pattern, bodyLimit, route));
    return new Route(
        method, pattern, bodyLimit, FhirOperations.of(route.operation()), problems.around(route));
  }
}
