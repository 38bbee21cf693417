package dev.andiron.access;

import dev.andiron.http.Operation;
import dev.andiron.json.JsonObject;
import dev.andiron.resource.Issue;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.WriteHook;
import dev.andiron.search.Search;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Refuses an AccessPolicy that cannot be evaluated as its author must have meant it, or could
/// never apply, with every fault and its place. Where nothing else is wrong, the database says what
/// it would not answer.
public final class AccessPolicyHook implements WriteHook {
  private final Supplier<Operations> operations;
  private final RestrictionCheck restrictions;
  private final Function<Policy, List<Issue>> queries;

  /// @param search that answers the criteria of restrictions
  /// @param database that answers the queries of policies
  public AccessPolicyHook(Supplier<Operations> operations, Search search, PolicyDatabase database) {
    this(operations, new SearchedRestrictions(search), database::issues);
  }

  /// @param queries what is wrong with the queries of a policy
  AccessPolicyHook(
      Supplier<Operations> operations,
      RestrictionCheck restrictions,
      Function<Policy, List<Issue>> queries) {
    this.operations = operations;
    this.restrictions = restrictions;
    this.queries = queries;
  }

  @Override
  public Set<String> types() {
    return Set.of("AccessPolicy");
  }

  @Override
  public Plan plan(Proposal proposal) {
    JsonObject proposed = proposal.proposed();
    if (proposed != null) {
      PolicyCompiler.Compiled compiled = PolicyCompiler.compile(proposal.id(), proposed);
      List<Issue> issues = new ArrayList<>(compiled.issues());
      Policy policy = compiled.policy();
      if (policy != null) {
        checkOperations(policy.links(), issues);
        issues.addAll(restrictions.issues(policy));
        if (issues.isEmpty()) {
          issues.addAll(queries.apply(policy));
        }
      }
      if (!issues.isEmpty()) {
        throw new RefusedException(RefusedException.Reason.INVALID, issues);
      }
    }
    return new Plan(proposed, false, List.of(), List.of());
  }

  private void checkOperations(List<ResourceKey> links, List<Issue> issues) {
    for (int i = 0; i < links.size(); i++) {
      ResourceKey link = links.get(i);
      if (link.type().equals(Operations.TYPE)) {
        String fault = fault(link.id());
        if (fault != null) {
          issues.add(new Issue(Issue.Kind.VALUE, "AccessPolicy.link[" + i + "]", fault));
        }
      }
    }
  }

  private @Nullable String fault(String id) {
    Operations known = operations.get();
    Operation operation = known.find(id);
    if (operation == null) {
      return known.unknown(id);
    }
    return switch (operation.admission()) {
      case ALL -> "Everybody may do this, without a policy.";
      case SESSION -> "Everybody who is signed in may do this, without a policy.";
      case POLICY, OPENABLE -> null;
    };
  }
}
