package dev.andiron.search;

import dev.andiron.definition.Compartments;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Whose patient compartment a resource is in
/// (<https://hl7.org/fhir/R4/compartmentdefinition-patient.html>), by its text: a resource is in
/// that of a Patient to whom it refers by one of the search parameters that the definition names.
/// Thread-safe.
public final class PatientCompartment {
  private static final String PATIENT = "Patient";

  private final Compartments compartments = Compartments.builtIn();
  private final SearchParameters parameters;

  public PatientCompartment(SearchParameters parameters) {
    this.parameters = parameters;
  }

  /// The types of which resources can be in it, Patient among them; sorted.
  public Set<String> types() {
    return compartments.types(PATIENT);
  }

  /// The ids of the patients in whose compartments a resource of another type is.
  public Set<String> patients(String type, JsonObject resource) {
    Set<String> ids = new LinkedHashSet<>();
    for (String code : compartments.parameters(PATIENT, type)) {
      ids.addAll(referredTo(type, code, resource));
    }
    return ids;
  }

  private Set<String> referredTo(String type, String code, JsonObject resource) {
    Set<String> ids = new LinkedHashSet<>();
    SearchParameter parameter = parameters.find(type, code);
    if (parameter != null && parameter.kind() instanceof ReferenceKind kind) {
      for (Selector.Found found : parameter.selector().select(resource)) {
        ReferenceTarget target = ReferenceTarget.of(found.value(), kind.ownBases());
        if (target != null && target.type().equals(PATIENT)) {
          ids.add(target.id());
        }
      }
    }
    return ids;
  }

  /// The ids of the patients that a Group has as its members now: not those that it had, or has set
  /// apart as inactive (<https://hl7.org/fhir/R4/group.html>).
  public Set<String> membersOf(JsonObject group) {
    List<Json> active =
        group.array("member").stream()
            .filter(
                member -> !(member instanceof JsonObject object && object.flag("inactive", false)))
            .toList();
    return referredTo("Group", "member", group.with("member", JsonArray.of(active)));
  }
}
