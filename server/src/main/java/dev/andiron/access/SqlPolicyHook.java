package dev.andiron.access;

import dev.andiron.json.JsonObject;
import dev.andiron.resource.Issue;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.WriteHook;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Refuses an AccessPolicy whose queries the database would not answer. What can be told of a
/// policy without a database is told by [AccessPolicyHook].
public final class SqlPolicyHook implements WriteHook {
  private final PolicyDatabase database;

  public SqlPolicyHook(PolicyDatabase database) {
    this.database = database;
  }

  @Override
  public Set<String> types() {
    return Set.of("AccessPolicy");
  }

  @Override
  public Plan plan(Proposal proposal) {
    JsonObject proposed = proposal.proposed();
    if (proposed != null) {
      Policy policy = PolicyCompiler.compile(proposal.id(), proposed, database).policy();
      List<Issue> issues = new ArrayList<>();
      if (policy != null) {
        check(policy.rule(), "AccessPolicy", issues);
      }
      if (!issues.isEmpty()) {
        throw new RefusedException(RefusedException.Reason.INVALID, issues);
      }
    }
    return new Plan(proposed, false, List.of(), List.of());
  }

  private void check(Policy.Rule rule, String at, List<Issue> issues) {
    switch (rule) {
      case Policy.Asking asking -> {
        String fault = database.fault(asking.query());
        if (fault != null) {
          issues.add(new Issue(Issue.Kind.VALUE, at + ".sql.query", fault));
        }
      }
      case Policy.AllOf(List<Policy.Rule> rules) -> each(rules, at + ".and", issues);
      case Policy.AnyOf(List<Policy.Rule> rules) -> each(rules, at + ".or", issues);
      default -> {}
    }
  }

  private void each(List<Policy.Rule> rules, String at, List<Issue> issues) {
    for (int i = 0; i < rules.size(); i++) {
      check(rules.get(i), at + "[" + i + "]", issues);
    }
  }
}
