package dev.andiron.search;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Whose patient compartment a resource is in
/// (<https://hl7.org/fhir/R4/compartmentdefinition-patient.html>), by its text: a resource is in
/// that of a Patient to whom it refers by one of the search parameters that the definition names.
/// Thread-safe.
public final class PatientCompartment {
  private static final String PATIENT = "Patient";

  /// The types of the compartment, but for Patient, and their parameters.
  private static final Map<String, List<String>> CODES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("Account", List.of("subject")),
              Map.entry("AdverseEvent", List.of("subject")),
              Map.entry("AllergyIntolerance", List.of("patient", "recorder", "asserter")),
              Map.entry("Appointment", List.of("actor")),
              Map.entry("AppointmentResponse", List.of("actor")),
              Map.entry("AuditEvent", List.of("patient")),
              Map.entry("Basic", List.of("patient", "author")),
              Map.entry("BodyStructure", List.of("patient")),
              Map.entry("CarePlan", List.of("patient", "performer")),
              Map.entry("CareTeam", List.of("patient", "participant")),
              Map.entry("ChargeItem", List.of("subject")),
              Map.entry("Claim", List.of("patient", "payee")),
              Map.entry("ClaimResponse", List.of("patient")),
              Map.entry("ClinicalImpression", List.of("subject")),
              Map.entry("Communication", List.of("subject", "sender", "recipient")),
              Map.entry(
                  "CommunicationRequest", List.of("subject", "sender", "recipient", "requester")),
              Map.entry("Composition", List.of("subject", "author", "attester")),
              Map.entry("Condition", List.of("patient", "asserter")),
              Map.entry("Consent", List.of("patient")),
              Map.entry("Coverage", List.of("policy-holder", "subscriber", "beneficiary", "payor")),
              Map.entry("CoverageEligibilityRequest", List.of("patient")),
              Map.entry("CoverageEligibilityResponse", List.of("patient")),
              Map.entry("DetectedIssue", List.of("patient")),
              Map.entry("DeviceRequest", List.of("subject", "performer")),
              Map.entry("DeviceUseStatement", List.of("subject")),
              Map.entry("DiagnosticReport", List.of("subject")),
              Map.entry("DocumentManifest", List.of("subject", "author", "recipient")),
              Map.entry("DocumentReference", List.of("subject", "author")),
              Map.entry("Encounter", List.of("patient")),
              Map.entry("EnrollmentRequest", List.of("subject")),
              Map.entry("EpisodeOfCare", List.of("patient")),
              Map.entry("ExplanationOfBenefit", List.of("patient", "payee")),
              Map.entry("FamilyMemberHistory", List.of("patient")),
              Map.entry("Flag", List.of("patient")),
              Map.entry("Goal", List.of("patient")),
              Map.entry("Group", List.of("member")),
              Map.entry("ImagingStudy", List.of("patient")),
              Map.entry("Immunization", List.of("patient")),
              Map.entry("ImmunizationEvaluation", List.of("patient")),
              Map.entry("ImmunizationRecommendation", List.of("patient")),
              Map.entry("Invoice", List.of("subject", "patient", "recipient")),
              Map.entry("List", List.of("subject", "source")),
              Map.entry("MeasureReport", List.of("patient")),
              Map.entry("Media", List.of("subject")),
              Map.entry("MedicationAdministration", List.of("patient", "performer", "subject")),
              Map.entry("MedicationDispense", List.of("subject", "patient", "receiver")),
              Map.entry("MedicationRequest", List.of("subject")),
              Map.entry("MedicationStatement", List.of("subject")),
              Map.entry("MolecularSequence", List.of("patient")),
              Map.entry("NutritionOrder", List.of("patient")),
              Map.entry("Observation", List.of("subject", "performer")),
              Map.entry("Person", List.of("patient")),
              Map.entry("Procedure", List.of("patient", "performer")),
              Map.entry("Provenance", List.of("patient")),
              Map.entry("QuestionnaireResponse", List.of("subject", "author")),
              Map.entry("RelatedPerson", List.of("patient")),
              Map.entry("RequestGroup", List.of("subject", "participant")),
              Map.entry("ResearchSubject", List.of("individual")),
              Map.entry("RiskAssessment", List.of("subject")),
              Map.entry("Schedule", List.of("actor")),
              Map.entry("ServiceRequest", List.of("subject", "performer")),
              Map.entry("Specimen", List.of("subject")),
              Map.entry("SupplyDelivery", List.of("patient")),
              Map.entry("SupplyRequest", List.of("subject")),
              Map.entry("VisionPrescription", List.of("patient"))));

  private final SearchParameters parameters;

  public PatientCompartment(SearchParameters parameters) {
    this.parameters = parameters;
  }

  /// The types of which resources can be in it, Patient among them; sorted.
  public Set<String> types() {
    Set<String> types = new TreeSet<>(CODES.keySet());
    types.add(PATIENT);
    return types;
  }

  /// The ids of the patients in whose compartments a resource of another type is.
  public Set<String> patients(String type, JsonObject resource) {
    Set<String> ids = new LinkedHashSet<>();
    for (String code : CODES.getOrDefault(type, List.of())) {
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
