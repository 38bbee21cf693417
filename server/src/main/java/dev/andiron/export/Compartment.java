package dev.andiron.export;

import dev.andiron.export.ExportRequest.Scope;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Snapshot;
import dev.andiron.search.PatientCompartment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which resources of its types an export is about
/// (<https://hl7.org/fhir/uv/bulkdata/STU2/export.html#bulk-data-kick-off-request>).
///
/// @param patients the ids of the patients whose compartments they are in; null for any patient's
/// @param whole whether they may be in none
record Compartment(PatientCompartment definition, boolean whole, @Nullable Set<String> patients) {
  private static final String PATIENT = "Patient";

  /// That of a scope, as its group was at the moment that the export shows.
  static Compartment of(PatientCompartment definition, Scope scope, Snapshot snapshot) {
    return switch (scope) {
      case Scope.OfSystem _ -> new Compartment(definition, true, null);
      case Scope.OfPatients(List<String> ids) ->
          new Compartment(definition, false, ids.isEmpty() ? null : Set.copyOf(ids));
      case Scope.OfGroup(String id, List<String> ids) -> {
        ResourceVersion group = snapshot.read(new ResourceKey("Group", id));
        Set<String> members =
            group == null ? Set.of() : new HashSet<>(definition.membersOf(group.resource()));
        if (!ids.isEmpty()) {
          members.retainAll(Set.copyOf(ids));
        }
        yield new Compartment(definition, false, members);
      }
    };
  }

  boolean has(ResourceVersion version) {
    if (whole) {
      return true;
    }
    if (version.type().equals(PATIENT)) {
      return patients == null || patients.contains(version.id());
    }
    Set<String> of = definition.patients(version.type(), version.resource());
    return patients == null ? !of.isEmpty() : of.stream().anyMatch(patients::contains);
  }
}
