package dev.andiron.access;

import dev.andiron.json.JsonObject;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.WriteHook;
import java.util.List;
import java.util.Set;

/// Refuses an AccessPolicy that cannot be evaluated as its author must have meant it, with every
/// fault and its place.
public final class AccessPolicyHook implements WriteHook {
  @Override
  public Set<String> types() {
    return Set.of("AccessPolicy");
  }

  @Override
  public Plan plan(Proposal proposal) {
    JsonObject proposed = proposal.proposed();
    if (proposed != null) {
      PolicyCompiler.Compiled compiled = PolicyCompiler.compile(proposal.id(), proposed);
      if (!compiled.issues().isEmpty()) {
        throw new RefusedException(RefusedException.Reason.INVALID, compiled.issues());
      }
    }
    return new Plan(proposed, false, List.of(), List.of());
  }
}
