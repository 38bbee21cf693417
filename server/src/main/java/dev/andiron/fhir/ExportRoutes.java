package dev.andiron.fhir;

import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.access.StandingCalls;
import dev.andiron.definition.Definitions;
import dev.andiron.export.Exports;
import dev.andiron.http.Route;
import dev.andiron.resource.Store;
import dev.andiron.search.Search;
import java.util.List;
import java.util.stream.Stream;

/// The routes of Bulk Data exports (<https://hl7.org/fhir/uv/bulkdata/STU2/export.html>).
public final class ExportRoutes {
  /// Where an export is found once it was begun.
  static final String JOBS = "/$export";

  private static final int BODY_LIMIT = 1024 * 1024;

  private final Guard guard;
  private final FhirProblems problems;
  private final List<Route> routes;

  /// @param baseUrl where the API is served, without a slash at its end
  public ExportRoutes(
      Guard guard,
      FhirProblems problems,
      Exports exports,
      StandingCalls calls,
      Store store,
      Search search,
      Definitions definitions,
      String baseUrl) {
    this.guard = guard;
    this.problems = problems;
    ExportKickOff kickOff =
        new ExportKickOff(
            guard, exports, new VisibleResources(store, search), definitions, baseUrl);
    ExportAnswers answers = new ExportAnswers(guard, calls, exports, baseUrl);
    this.routes =
        Stream.of(
                kickOff("/$export", ExportKickOff.OF_SYSTEM, kickOff::ofSystem),
                kickOff("/Patient/$export", ExportKickOff.OF_PATIENTS, kickOff::ofPatients),
                kickOff("/Group/{id}/$export", ExportKickOff.OF_GROUP, kickOff::ofGroup),
                Stream.of(
                    job("GET", JOBS + "/{job}", answers::status),
                    job("DELETE", JOBS + "/{job}", answers::remove),
                    job("GET", JOBS + "/{job}/{file}", answers::file)))
            .flatMap(each -> each)
            .toList();
  }

  public List<Route> list() {
    return routes;
  }

  private Stream<Route> kickOff(String pattern, String operation, ProtectedHandler handler) {
    return Stream.of("GET", "POST")
        .map(method ->
            new Route(
                method,
                pattern,
                method.equals("GET") ? 0 : BODY_LIMIT,
                FhirOperations.of(operation),
                problems.around(guard.protectNarrowed(operation, handler))));
  }

  private Route job(String method, String pattern, ProtectedHandler handler) {
    return new Route(
        method,
        pattern,
        0,
        FhirOperations.of(ExportAnswers.OPERATION),
        problems.around(guard.withSession(handler)));
  }
}
