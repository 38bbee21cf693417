package dev.andiron.fhir;

import dev.andiron.http.Operation;
import dev.andiron.http.Operation.Admission;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the routes of the FHIR API do, in words. The names are those that Aidbox has, where it has
/// one. Where it tells apart what we decide alike (`FhirPostSearch`, `FhirCompartmentSearch`),
/// there is one name: a policy for the one is a policy for the other.
final class FhirOperations {
  private static final Map<String, Operation> ALL =
      List.of(
              openable("FhirRead", "Reads a resource by its id."),
              openable("FhirVRead", "Reads one version of a resource."),
              openable("FhirHistory", "Lists the versions of a resource."),
              openable("FhirHistoryType", "Lists the versions of all resources of a type."),
              // It shows the server's own types beside all others, and asks of none by itself.
              guarded("FhirHistorySystem", "Lists the versions of all resources."),
              openable(
                  "FhirSearch",
                  "Searches resources: of a type, of several, of a compartment; by GET or POST."),
              openable(
                  "FhirEverything", "Gives a patient or an encounter with all that is about it."),
              openable("FhirLastn", "Gives the last observations of each code."),
              openable("FhirCreate", "Makes a new resource."),
              openable("FhirUpdate", "Writes a resource by its id."),
              openable("FhirPatch", "Changes parts of a resource."),
              openable("FhirDelete", "Deletes a resource."),
              openable("FhirConditionalUpdate", "Writes the resource that a search finds."),
              openable(
                  "FhirConditionalPatch", "Changes parts of the resource that a search finds."),
              openable("FhirConditionalDelete", "Deletes what a search finds."),
              openable("FhirValidate", "Tells what writing a resource would be refused for."),
              openable(
                  "FhirTransaction",
                  "Takes a bundle, a transaction or a batch; each entry is decided by itself."),
              // Whoever asked for an export is asked for again when it is fetched.
              guarded("FhirExport", "Begins an export of everything."),
              guarded(
                  "FhirPatientExport", "Begins an export of all patients and what is about them."),
              guarded(
                  "FhirGroupExport", "Begins an export of a group and what is about its members."),
              guarded(
                  "FhirExportJob",
                  "Tells how far an export is, gives its files, ends it: one's own, or where a"
                      + " policy allows it anybody's."),
              new Operation(
                  "FhirCapabilities", "Tells what the server does, to programs.", Admission.ALL),
              new Operation(
                  "CloseSession", "Ends the session of the token that asks.", Admission.SESSION))
          .stream()
          .collect(Collectors.toUnmodifiableMap(Operation::id, Function.identity()));

  private FhirOperations() {}

  /// An operation by its name, or null where none of this name is told of here.
  static @Nullable Operation of(String id) {
    return ALL.get(id);
  }

  private static Operation openable(String id, String description) {
    return new Operation(id, description, Admission.OPENABLE);
  }

  private static Operation guarded(String id, String description) {
    return new Operation(id, description, Admission.POLICY);
  }
}
