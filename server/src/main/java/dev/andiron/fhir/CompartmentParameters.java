package dev.andiron.fhir;

import dev.andiron.http.HttpProblem;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.search.QueryParameter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The parameters of a request for a whole compartment: `GET /Patient/p/*`, `$everything`
/// (<https://hl7.org/fhir/R4/patient-operation-everything.html>).
final class CompartmentParameters {
  private static final int DEFAULT_COUNT = 100;
  private static final int MOST_COUNT = 1000;
  private static final Set<String> COMMON =
      Set.of("_type", "_count", "_cursor", "_elements", "_summary", "_format", "_pretty");
  private static final Set<String> OF_EVERYTHING = Set.of("start", "end", "_since");

  /// What every type has.
  private static final Set<String> FILTERS =
      Set.of("_id", "_lastUpdated", "_tag", "_profile", "_security", "_source");

  private final Parameters parameters;

  private CompartmentParameters(Parameters parameters) {
    this.parameters = parameters;
  }

  /// @throws HttpProblem 400 for one that is not known, or stands twice
  static CompartmentParameters of(Parameters parameters, boolean everything) {
    for (Parameters.Parameter parameter : parameters.list()) {
      if (!knows(parameter, everything)) {
        throw new HttpProblem(
            400,
            "The parameter "
                + shown(parameter.name())
                + " is not known here. Known are: "
                + String.join(", ", new TreeSet<>(known(everything)))
                + ".");
      }
    }
    for (String once : List.of("_count", "_cursor", "start", "end", "_since")) {
      if (parameters.all(once).size() > 1) {
        throw new HttpProblem(400, once + " may stand once only.");
      }
    }
    return new CompartmentParameters(parameters);
  }

  /// The parameters without those that a lenient request passes over.
  static Parameters effective(Request request, Parameters parameters, boolean everything) {
    return Preferences.of(request).isLenient()
        ? new Parameters(
            parameters.list().stream().filter(each -> knows(each, everything)).toList())
        : parameters;
  }

  private static boolean knows(Parameters.Parameter parameter, boolean everything) {
    String code = parameter.name().split(":", 2)[0];
    return known(everything).contains(parameter.name()) || (!everything && FILTERS.contains(code));
  }

  private static Set<String> known(boolean everything) {
    Set<String> known = new HashSet<>(COMMON);
    known.addAll(everything ? OF_EVERYTHING : FILTERS);
    return known;
  }

  private static String shown(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }

  List<String> types(ResourceTypes types) {
    List<String> named = new ArrayList<>();
    for (String value : parameters.all("_type")) {
      for (String type : value.split(",", -1)) {
        if (!types.isResourceType(type)) {
          throw new HttpProblem(
              400,
              "_type is a list of resource types, with commas between; names are case-sensitive.");
        }
        named.add(type);
      }
    }
    return named;
  }

  int count() {
    String count = parameters.first("_count");
    if (count == null) {
      return DEFAULT_COUNT;
    }
    if (!count.matches("[0-9]{1,9}") || Integer.parseInt(count) == 0) {
      throw new HttpProblem(400, "_count is a whole number from 1.");
    }
    return Math.min(Integer.parseInt(count), MOST_COUNT);
  }

  @Nullable String first(String name) {
    return parameters.first(name);
  }

  /// The conditions on resources of every type.
  List<QueryParameter> filters() {
    List<QueryParameter> filters = new ArrayList<>();
    for (Parameters.Parameter parameter : parameters.list()) {
      if (FILTERS.contains(parameter.name().split(":", 2)[0])) {
        filters.add(new QueryParameter(parameter.name(), parameter.value()));
      } else if (parameter.name().equals("_since")) {
        filters.add(new QueryParameter("_lastUpdated", "ge" + parameter.value()));
      }
    }
    return filters;
  }

  /// As they were sent: for the links of pages.
  List<QueryParameter> used() {
    return parameters.list().stream()
        .map(parameter -> new QueryParameter(parameter.name(), parameter.value()))
        .toList();
  }
}
