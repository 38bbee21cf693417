package dev.andiron.structure;

import dev.andiron.definition.Definitions;
import dev.andiron.json.JsonObject;
import dev.andiron.resource.Issue;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.WriteHook;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Refuses resources of FHIR's types that break a stored profile that they claim in `meta.profile`.
/// A claim of a profile that is not stored, or cannot be used, is left alone.
public final class ClaimedProfiles implements WriteHook {
  private final Profiles profiles;
  private final Set<String> types;

  public ClaimedProfiles(Definitions definitions, Profiles profiles) {
    this.profiles = profiles;
    this.types =
        definitions.resourceTypes().stream()
            .filter(type -> !definitions.isSystemType(type))
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Set<String> types() {
    return types;
  }

  @Override
  public Plan plan(Proposal proposal) {
    JsonObject proposed = proposal.proposed();
    if (proposed != null) {
      List<Issue> issues =
          profiles.claimed(proposed).stream()
              .filter(finding -> finding.severity() == Finding.Severity.ERROR)
              .map(Finding::issue)
              .toList();
      if (!issues.isEmpty()) {
        throw new RefusedException(RefusedException.Reason.INVALID, issues);
      }
    }
    return new Plan(proposed, false, List.of(), List.of());
  }
}
