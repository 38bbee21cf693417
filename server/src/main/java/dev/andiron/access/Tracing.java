package dev.andiron.access;

import dev.andiron.json.JsonObject;
import dev.andiron.resource.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Asks policies as the [Decider] does for every request, and writes down what they say. One
/// decision, one thread.
final class Tracing implements Decider.Asking {
  private static final Failure PART =
      new Failure(
          "restrict", "It shows but a part: what cannot be narrowed is denied all the same.");

  private static final Failure WITHOUT =
      new Failure("hide", "It leaves out elements: what looks at these is denied all the same.");

  private final List<ResourceKey> linked;
  private final List<Trace.Considered> considered = new ArrayList<>();

  /// @param linked what policies are linked to that are considered for their links
  private Tracing(List<ResourceKey> linked) {
    this.linked = linked;
  }

  @Override
  public boolean allows(Policy policy, RequestObject request) {
    String because = because(policy, request);
    for (Trace.Considered before : considered) {
      if (policy.roleName() == null && before.policy().equals(policy.id())) {
        // Linked to the caller and to the operation: it would say the same again.
        return before.result() == Trace.Result.ALLOWED;
      }
    }
    Trace.Considered said = said(policy, because, request);
    considered.add(said);
    return said.result() == Trace.Result.ALLOWED;
  }

  private static Trace.Considered said(Policy policy, String because, RequestObject request) {
    try {
      Failure failure = policy.rule().failure(request);
      return new Trace.Considered(
          policy.id(),
          because,
          failure == null ? Trace.Result.ALLOWED : Trace.Result.DENIED,
          failure == null ? kept(policy) : failure);
    } catch (Matcho.Exhausted _) {
      return new Trace.Considered(policy.id(), because, Trace.Result.EXHAUSTED, null);
    }
  }

  /// What a policy that allows a request keeps back.
  private static @Nullable Failure kept(Policy policy) {
    if (!policy.restriction().equals(Restriction.NONE)) {
      return PART;
    }
    return policy.hidden().isNone() ? null : WITHOUT;
  }

  private String because(Policy policy, RequestObject request) {
    if (policy.roleName() != null) {
      return "role " + policy.roleName() + roleId(request);
    }
    for (ResourceKey link : linked) {
      if (policy.links().contains(link)) {
        return link.toString();
      }
    }
    return "global";
  }

  /// Of several roles of one name, which one.
  private static String roleId(RequestObject request) {
    String id = request.get("role") instanceof JsonObject role ? role.string("id") : null;
    return id == null ? "" : " (Role/" + id + ")";
  }

  /// The same decision as without a trace, by the same steps.
  ///
  /// @param narrowed whether what was asked for keeps back what the caller may not see; if not, it
  ///   is denied to whoever sees but a part
  static Trace of(
      PolicyIndex policies,
      Caller caller,
      RequestObject request,
      Supplier<List<String>> roleNames,
      Supplier<List<JsonObject>> roles,
      boolean narrowed) {
    Tracing tracing =
        new Tracing(
            List.of(Decider.subject(caller), new ResourceKey("Operation", request.operation())));
    Decision decision = Decider.decide(policies, caller, request, roleNames, roles, tracing);
    return new Trace(decision.isEnough(narrowed), tracing.considered);
  }
}
