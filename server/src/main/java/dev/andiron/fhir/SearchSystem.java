package dev.andiron.fhir;

import dev.andiron.access.Decision;
import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.access.Questions;
import dev.andiron.access.View;
import dev.andiron.definition.Definitions;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.media.Negotiation;
import dev.andiron.search.AcrossTypes.Order;
import dev.andiron.search.Included;
import dev.andiron.search.Page;
import dev.andiron.search.Query;
import dev.andiron.search.Search;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// `GET /?_type=…` and `POST /_search` (<https://hl7.org/fhir/R4/http.html#search>): what searches
/// of several types find, in one order. A type that the caller may not search is left out, as if
/// nothing of it were there.
record SearchSystem(
    Guard guard,
    Search search,
    Disclosure disclosure,
    ResourceTypes types,
    Definitions definitions,
    String baseUrl)
    implements ProtectedHandler {
  private static final int MOST_TYPES = 20;

  /// What is read here, once for all the types.
  private static final Set<String> OWN = Set.of("_type", "_sort", "_cursor");

  /// The parameters without those that a lenient search passes over.
  Parameters effective(Request request, Parameters parameters) {
    if (!Preferences.of(request).isLenient()) {
      return parameters;
    }
    Set<String> named = named(parameters);
    return new Parameters(
        parameters.list().stream()
            .filter(parameter ->
                (parameter.name().startsWith("_") && !parameter.name().startsWith("_has:"))
                    || named.stream().allMatch(type -> search.knows(type, parameter.name())))
            .toList());
  }

  @Override
  public Response handle(ProtectedCall call) {
    Request request = SearchType.withForm(call);
    Parameters sent = call.parameters();
    Set<String> named = checked(named(sent));
    refuse(sent, "_page", "Follow the links of the first page instead.");
    refuse(sent, "_include", "Search by one type for that.");
    refuse(sent, "_revinclude", "Search by one type for that.");
    Order order = order(sent);
    Negotiation.of(request);
    Projection projection = Projection.of(sent, definitions);
    Preferences preferences = Preferences.of(request);
    Parameters ofEach =
        new Parameters(sent.list().stream().filter(each -> !OWN.contains(each.name())).toList());
    Questions questions = guard.questions(call.caller());
    List<Query> queries = new ArrayList<>();
    Map<String, View> views = new HashMap<>();
    for (String type : named) {
      Request asSearch = InnerRequest.search(request, type, ofEach);
      Decision decision = questions.decide(asSearch, "FhirSearch");
      if (decision.permitted()) {
        views.put(type, decision.view());
        queries.add(
            search.parse(
                type,
                SearchType.parameters(ofEach),
                preferences.isLenient(),
                CallerSight.of(guard, call, asSearch, decision.view())));
      }
    }
    if (queries.isEmpty()) {
      throw questions.denied(
          InnerRequest.search(request, named.iterator().next(), ofEach),
          "FhirSearch",
          "You may not do this: it is a search of each of these types, and no access policy allows"
              + " you one of them.");
    }
    Page page = search.across(queries, order, sent.first("_cursor"));
    SearchsetBundle bundle =
        new SearchsetBundle(
            baseUrl,
            baseUrl + "/",
            new Page(
                page.rows(), page.total(), page.nextCursor(), null, SearchType.parameters(sent)),
            disclosure.of(page.rows(), type -> Objects.requireNonNull(views.get(type)).of(type)),
            Included.NOTHING,
            projection);
    return preferences.appliedHandling(Representation.body(request, 200, bundle.json()));
  }

  private static Set<String> named(Parameters parameters) {
    Set<String> named = new LinkedHashSet<>();
    parameters.all("_type").forEach(value -> named.addAll(List.of(value.split(",", -1))));
    return named;
  }

  private Set<String> checked(Set<String> named) {
    if (named.isEmpty()) {
      throw new HttpProblem(
          400,
          "A search over all types would look through everything. Name those you want:"
              + " _type=Patient,Observation.");
    }
    if (!named.stream().allMatch(types::isResourceType)) {
      throw new HttpProblem(
          400, "_type is a list of resource types, with commas between; names are case-sensitive.");
    }
    if (named.size() > MOST_TYPES) {
      throw new HttpProblem(400, "_type has more than " + MOST_TYPES + " types.");
    }
    return named;
  }

  private static void refuse(Parameters parameters, String name, String instead) {
    for (Parameters.Parameter each : parameters.list()) {
      if (each.name().equals(name) || each.name().startsWith(name + ":")) {
        throw new HttpProblem(
            400, name + " is not known in searches over several types. " + instead);
      }
    }
  }

  private static Order order(Parameters parameters) {
    List<String> sort = parameters.all("_sort");
    if (parameters.all("_cursor").size() > 1 || sort.size() > 1) {
      throw new HttpProblem(400, "_sort and _cursor may stand once only.");
    }
    return switch (sort.isEmpty() ? "-_lastUpdated" : sort.getFirst()) {
      case "-_lastUpdated" -> Order.NEWEST_FIRST;
      case "_lastUpdated" -> Order.OLDEST_FIRST;
      case "_id" -> Order.ID;
      case "-_id" -> Order.ID_BACKWARDS;
      default ->
          throw new HttpProblem(
              400, "Several types are sorted by _lastUpdated or _id, also with a - before it.");
    };
  }
}
