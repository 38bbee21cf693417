package dev.andiron.fhir;

import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedRoute;
import dev.andiron.definition.Compartments;
import dev.andiron.definition.Definitions;
import dev.andiron.http.HttpProblem;
import dev.andiron.search.Search;
import java.util.List;

/// The routes of what is asked of several types at once: searches of the system and of compartments
/// and the operations over them.
record WideRoutes(
    Guard guard,
    VisibleResources visible,
    Search search,
    Disclosure disclosure,
    ResourceTypes types,
    SearchType searchType,
    Definitions definitions,
    String baseUrl) {
  /// Makes a route for requests, and for the entries of bundles.
  @FunctionalInterface
  interface Offering {
    void offer(String method, String pattern, int bodyLimit, ProtectedRoute route);
  }

  void offer(Offering offering) {
    SearchSystem system = new SearchSystem(guard, search, disclosure, types, definitions, baseUrl);
    ProtectedRoute searched = guard.protectNarrowed("FhirSearch", system::effective, system);
    offering.offer("GET", "/", 0, searched);
    offering.offer("POST", "/_search", FhirRoutes.BODY_LIMIT, searched);
    ProtectedRoute last =
        guard.protectNarrowed(
            "FhirLastn", new LastN(guard, search, disclosure, definitions, baseUrl));
    offering.offer("GET", "/Observation/$lastn", 0, last);
    offering.offer("POST", "/Observation/$lastn", FhirRoutes.BODY_LIMIT, last);
    Compartments compartments = Compartments.builtIn();
    compartments.names().forEach(name -> ofCompartment(name, compartments, offering));
    for (String type : List.of("Patient", "Encounter")) {
      everything(type, compartments, offering);
    }
  }

  private void ofCompartment(String name, Compartments compartments, Offering offering) {
    ProtectedRoute ofType =
        guard.protectNarrowed(
            "FhirSearch",
            searchType::effective,
            new SearchCompartment(name, compartments, guard, search, searchType, types));
    offering.offer("GET", "/" + name + "/{id}/{type}", 0, ofType);
    offering.offer("POST", "/" + name + "/{id}/{type}/_search", FhirRoutes.BODY_LIMIT, ofType);
    ReadCompartment whole = read(name, false, compartments);
    ProtectedRoute ofAll = guard.protectNarrowed("FhirSearch", whole::effective, whole);
    offering.offer("GET", "/" + name + "/{id}/*", 0, ofAll);
    offering.offer("POST", "/" + name + "/{id}/*/_search", FhirRoutes.BODY_LIMIT, ofAll);
  }

  private void everything(String type, Compartments compartments, Offering offering) {
    ReadCompartment everything = read(type, true, compartments);
    ProtectedRoute ofOne =
        guard.protectNarrowed("FhirEverything", everything::effective, everything);
    offering.offer("GET", "/" + type + "/{id}/$everything", 0, ofOne);
    offering.offer("POST", "/" + type + "/{id}/$everything", FhirRoutes.BODY_LIMIT, ofOne);
    ProtectedRoute ofNone =
        guard.protect(
            "FhirEverything",
            _ -> {
              throw new HttpProblem(
                  400,
                  "Name the one: /"
                      + type
                      + "/id/$everything. What all of them have is not given at once.");
            });
    offering.offer("GET", "/" + type + "/$everything", 0, ofNone);
    offering.offer("POST", "/" + type + "/$everything", FhirRoutes.BODY_LIMIT, ofNone);
  }

  private ReadCompartment read(String name, boolean everything, Compartments compartments) {
    return new ReadCompartment(
        name,
        everything,
        compartments,
        guard,
        visible,
        search,
        disclosure,
        types,
        definitions,
        baseUrl);
  }
}
