package dev.andiron.fhir;

import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.access.Questions;
import dev.andiron.definition.Compartments;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.resource.ResourceKey;
import dev.andiron.search.Membership;
import dev.andiron.search.Search;
import dev.andiron.search.Visibility;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// `GET /Patient/p/Observation?…` and `POST /Patient/p/Observation/_search`
/// (<https://hl7.org/fhir/R4/search.html#compartment>): what a search of the type finds in the
/// compartment. It tells nothing that the caller may not find by a search of the type: of the
/// references by which a resource may belong to it, only those count by which they may search.
///
/// @param compartment `Patient`, `Encounter`, …
record SearchCompartment(
    String compartment,
    Compartments compartments,
    Guard guard,
    Search search,
    SearchType searchType,
    ResourceTypes types)
    implements ProtectedHandler {
  @Override
  public Response handle(ProtectedCall call) {
    String type = types.type(call.request());
    ResourceKey key =
        new ResourceKey(compartment, ResourceTypes.checkedId(call.request().pathParameter("id")));
    List<String> codes = compartments.parameters(compartment, type);
    if (codes.isEmpty()) {
      throw new HttpProblem(
          404,
          "No "
              + type
              + " belongs to a "
              + compartment
              + ". What may: "
              + String.join(", ", compartments.types(compartment))
              + ".");
    }
    Membership membership = new Membership(key, allowed(call, type, key, codes));
    return searchType.answer(
        call,
        "/" + key + "/" + type,
        (parameters, lenient) ->
            search.parse(type, parameters, lenient, CallerSight.of(guard, call), membership));
  }

  /// Those of the parameters by which the caller might search the type for the same.
  private List<String> allowed(
      ProtectedCall call, String type, ResourceKey key, List<String> codes) {
    Questions questions = guard.questions(call.caller());
    List<String> allowed =
        codes.stream()
            .filter(code -> isSeen(call, type, code))
            .filter(code ->
                names(type, code).stream()
                    .anyMatch(name -> isAllowed(questions, call, type, name, key)))
            .toList();
    if (allowed.isEmpty()) {
      throw questions.denied(
          asSearch(call, type, codes.getFirst(), key.toString()),
          "FhirSearch",
          "You may not do this: it is the search GET /"
              + type
              + "?"
              + codes.getFirst()
              + "="
              + key
              + ", which no access policy allows you.");
    }
    return allowed;
  }

  private boolean isSeen(ProtectedCall call, String type, String code) {
    Visibility visible = call.view().of(type);
    return visible.isNone()
        || !visible.lookingAt(type, search.lookedAt(type, List.of(code))).isNone();
  }

  /// The parameters that say the same of the compartment: of a patient, `subject` and `patient`.
  private Set<String> names(String type, String code) {
    Set<String> names = new LinkedHashSet<>(Set.of(code));
    String patient = "patient";
    if (compartment.equals("Patient") && code.equals("subject") && search.knows(type, patient)) {
      names.add(patient);
    }
    return names;
  }

  private static boolean isAllowed(
      Questions questions, ProtectedCall call, String type, String name, ResourceKey key) {
    for (String value : List.of(key.toString(), key.id())) {
      if (questions.decide(asSearch(call, type, name, value), "FhirSearch").permitted()) {
        return true;
      }
    }
    return false;
  }

  private static Request asSearch(ProtectedCall call, String type, String name, String value) {
    List<Parameters.Parameter> parameters = new ArrayList<>();
    parameters.add(new Parameters.Parameter(name, value));
    parameters.addAll(call.parameters().list());
    return InnerRequest.search(call.request(), type, new Parameters(parameters));
  }
}
