package dev.andiron.search;

import dev.andiron.resource.Issue;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.RefusedException.Reason;
import dev.andiron.resource.WriteHook;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Refuses search parameters that could not be searched by, and tells the nodes of those that they
/// are to search by from now on, or no longer (docs/adr/0018-stored-search-parameters.md). Only
/// those whose status is `active` are looked at; others are stored as any resource is. Thread-safe.
public final class SearchParameterHook implements WriteHook {
  private final SearchParameters parameters;

  public SearchParameterHook(SearchParameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public Set<String> types() {
    return Set.of(StoredParameter.TYPE);
  }

  @Override
  public Plan plan(Proposal proposal) {
    boolean active = StoredParameter.isActive(proposal.proposed());
    if (!active && !StoredParameter.isActive(proposal.current())) {
      return new Plan(proposal.proposed(), false, List.of(), List.of());
    }
    return new Plan(
        proposal.proposed(),
        false,
        StoredParametersSql.written(proposal.id(), active ? keys(proposal) : List.of()),
        List.of());
  }

  private List<Integer> keys(Proposal proposal) {
    List<Issue> issues = new ArrayList<>();
    List<SearchParameter> compiled = List.of();
    try {
      compiled =
          parameters.compile(
              StoredParameter.of(
                  proposal.id(), java.util.Objects.requireNonNull(proposal.proposed())),
              issues);
    } catch (IllegalArgumentException e) {
      issues.add(new Issue(Issue.Kind.REQUIRED, StoredParameter.TYPE, e.getMessage() + "."));
    }
    if (!issues.isEmpty()) {
      throw new RefusedException(Reason.INVALID, issues);
    }
    return compiled.stream().map(SearchParameter::key).sorted().toList();
  }

  @Override
  public @Nullable RefusedException explain(String constraint) {
    return constraint.equals(StoredParametersSql.KEY)
        ? new RefusedException(
            Reason.DUPLICATE,
            new Issue(
                Issue.Kind.DUPLICATE,
                StoredParameter.TYPE + ".code",
                "Another active SearchParameter has this code for one of these types. Look for it"
                    + " by its code and base, and retire one of the two or choose another code."))
        : null;
  }
}
