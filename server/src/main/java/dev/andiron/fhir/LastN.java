package dev.andiron.fhir;

import dev.andiron.access.Decision;
import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.definition.Definitions;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.search.Included;
import dev.andiron.search.Page;
import dev.andiron.search.Query;
import dev.andiron.search.Search;
import java.util.ArrayList;
import java.util.List;

/// `GET|POST /Observation/$lastn` (<https://hl7.org/fhir/R4/observation-operation-lastn.html>): the
/// last observations of each code among those that a search finds. Whoever may use it must be
/// allowed that search too.
record LastN(
    Guard guard, Search search, Disclosure disclosure, Definitions definitions, String baseUrl)
    implements ProtectedHandler {
  private static final String TYPE = "Observation";
  private static final int MOST = 100;

  /// What the answer tells of, whatever is searched.
  private static final List<String> GROUPED_BY = List.of("code", "date");

  @Override
  public Response handle(ProtectedCall call) {
    Request request = call.request();
    Parameters sent = OperationParameters.of(call);
    Negotiation.of(request);
    Projection projection = Projection.of(sent, definitions);
    int most = most(sent);
    List<Parameters.Parameter> searched = new ArrayList<>(sent.list());
    searched.removeIf(parameter -> parameter.name().equals("max"));
    Parameters parameters = new Parameters(searched);
    if (searched.stream().noneMatch(LastN::namesSubject)) {
      throw new HttpProblem(400, "Say whose observations: patient=Patient/id, or subject=Type/id.");
    }
    Request asSearch = InnerRequest.search(request, TYPE, parameters);
    Decision decision =
        guard.permit(
            call.caller(),
            asSearch,
            "FhirSearch",
            "You may not do this: it is a search of observations, and no access policy allows you"
                + " this one.");
    Preferences preferences = Preferences.of(request);
    Query query =
        search.parse(
            TYPE,
            SearchType.parameters(parameters),
            preferences.isLenient(),
            CallerSight.of(guard, call, asSearch, decision.view())
                .lookingAt(search.lookedAt(TYPE, GROUPED_BY)));
    List<ResourceVersion> rows = search.last(query, most);
    SearchsetBundle bundle =
        new SearchsetBundle(
            baseUrl,
            baseUrl + "/" + TYPE + "/$lastn",
            new Page(rows, (long) rows.size(), null, null, SearchType.parameters(sent)),
            disclosure.of(rows, decision.view()),
            Included.NOTHING,
            projection);
    return preferences.appliedHandling(Representation.body(request, 200, bundle.json()));
  }

  private static boolean namesSubject(Parameters.Parameter parameter) {
    String name = parameter.name();
    return !parameter.value().isEmpty()
        && (name.equals("patient")
            || name.equals("subject")
            || name.matches("subject:[A-Z][a-zA-Z]+"));
  }

  private static int most(Parameters parameters) {
    List<String> max = parameters.all("max");
    if (max.isEmpty()) {
      return 1; // "If no count is specified, 1"
    }
    if (max.size() > 1 || !max.getFirst().matches("[0-9]{1,3}")) {
      throw new HttpProblem(400, "max is one whole number from 1 to " + MOST + ".");
    }
    int most = Integer.parseInt(max.getFirst());
    if (most < 1 || most > MOST) {
      throw new HttpProblem(400, "max is one whole number from 1 to " + MOST + ".");
    }
    return most;
  }
}
