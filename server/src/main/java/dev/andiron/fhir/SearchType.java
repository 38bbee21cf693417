package dev.andiron.fhir;

import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.definition.Definitions;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.search.Included;
import dev.andiron.search.Page;
import dev.andiron.search.Query;
import dev.andiron.search.QueryParameter;
import dev.andiron.search.Search;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/// `GET /Type?…` and `POST /Type/_search` (<https://hl7.org/fhir/R4/http.html#search>). An unknown
/// parameter is refused unless `Prefer: handling=lenient` asks to ignore it; the self link shows
/// what was used.
final class SearchType implements ProtectedHandler {
  /// Parameters that say how the answer is spelled, not what is searched.
  private static final Set<String> SPELLING = Set.of("_format", "_pretty");

  private final Guard guard;
  private final Search search;
  private final Disclosure disclosure;
  private final ResourceTypes types;
  private final Definitions definitions;
  private final String baseUrl;

  SearchType(
      Guard guard,
      Search search,
      Disclosure disclosure,
      ResourceTypes types,
      Definitions definitions,
      String baseUrl) {
    this.guard = guard;
    this.search = search;
    this.disclosure = disclosure;
    this.types = types;
    this.definitions = definitions;
    this.baseUrl = baseUrl;
  }

  /// The parameters without those that a lenient search passes over.
  Parameters effective(Request request, Parameters parameters) {
    String type = request.pathParameter("type");
    if (!Preferences.of(request).isLenient() || !types.isResourceType(type)) {
      return parameters;
    }
    return new Parameters(
        parameters.list().stream()
            .filter(parameter ->
                (parameter.name().startsWith("_") && !parameter.name().startsWith("_has:"))
                    || search.knows(type, parameter.name()))
            .toList());
  }

  @Override
  public Response handle(ProtectedCall call) {
    String type = types.type(call.request());
    return answer(
        call,
        "/" + type,
        (parameters, lenient) ->
            search.parse(type, parameters, lenient, CallerSight.of(guard, call)));
  }

  /// Answers a search whose parameters are those of the call.
  ///
  /// @param path of the search, as the links of its pages have it
  /// @param parse reads the parameters; told whether it is to pass over what it does not know
  Response answer(
      ProtectedCall call, String path, BiFunction<List<QueryParameter>, Boolean, Query> parse) {
    Request request = withForm(call);
    Negotiation.of(request);
    Projection projection = Projection.of(call.parameters(), definitions);
    Preferences preferences = Preferences.of(request);
    Query query = parse.apply(parameters(call.parameters()), preferences.isLenient());
    Page page = search.run(query);
    List<ResourceVersion> rows = disclosure.of(page.rows(), call.view());
    Included included =
        search.included(query, rows, new ReadableResources(guard, disclosure, call));
    SearchsetBundle bundle =
        new SearchsetBundle(baseUrl, baseUrl + path, page, rows, included, projection);
    return preferences.appliedHandling(Representation.body(request, 200, bundle.json()));
  }

  /// The request with the parameters of its form among those of its query: `_format` and `_pretty`
  /// may stand in either.
  static Request withForm(ProtectedCall call) {
    Request request = call.request();
    return new Request(
        request.id(),
        request.method(),
        request.path(),
        request.segments(),
        request.pathParameters(),
        request.queryString(),
        call.parameters(),
        request.headers(),
        request.body(),
        request.remoteAddress(),
        request.scheme());
  }

  static List<QueryParameter> parameters(Parameters parameters) {
    List<QueryParameter> search = new ArrayList<>();
    for (Parameters.Parameter parameter : parameters.list()) {
      if (!SPELLING.contains(parameter.name())) {
        search.add(new QueryParameter(parameter.name(), parameter.value()));
      }
    }
    return search;
  }
}
