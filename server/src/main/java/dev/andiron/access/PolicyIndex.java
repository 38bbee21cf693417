package dev.andiron.access;

import dev.andiron.resource.ResourceKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every policy, by whom and what it is for. Immutable. Within a list those that cost nothing to
/// evaluate come first, those that ask the database after all that do not, those that show but a
/// part last; of equal cost as they were given, so that the first that allows is always the same.
final class PolicyIndex {
  private static final Comparator<Policy> CHEAP_FIRST =
      Comparator.<Policy, Boolean>comparing(policy -> !policy.showsAll())
          .thenComparingInt(policy -> cost(policy.rule()));

  private static int cost(Policy.Rule rule) {
    return switch (rule) {
      case Policy.Allow _ -> 0;
      case Policy.Opened _, Policy.Matching _, Policy.Conforming _ -> 1;
      case Policy.Asking _ -> 2;
      case Policy.AllOf(List<Policy.Rule> rules) -> most(rules);
      case Policy.AnyOf(List<Policy.Rule> rules) -> most(rules);
    };
  }

  private static int most(List<Policy.Rule> rules) {
    int most = 1;
    for (Policy.Rule rule : rules) {
      most = Math.max(most, cost(rule));
    }
    return most;
  }

  private final List<Policy> global;
  private final Map<ResourceKey, List<Policy>> linked = new HashMap<>();
  private final Map<String, List<Policy>> byRole = new HashMap<>();
  private final Map<ResourceKey, Policy> opened = new HashMap<>();
  private final Map<String, Policy> byId = new HashMap<>();

  PolicyIndex(List<Policy> policies) {
    List<Policy> unlinked = new ArrayList<>();
    for (Policy policy : policies.stream().sorted(CHEAP_FIRST).toList()) {
      byId.put(policy.id(), policy);
      String role = policy.roleName();
      if (role != null) {
        byRole.computeIfAbsent(role, _ -> new ArrayList<>()).add(policy);
      } else if (policy.links().isEmpty()) {
        unlinked.add(policy);
      } else {
        for (ResourceKey link : policy.links()) {
          linked.computeIfAbsent(link, _ -> new ArrayList<>()).add(policy);
          if (policy.rule() instanceof Policy.Opened) {
            opened.put(link, policy);
          }
        }
      }
    }
    this.global = List.copyOf(unlinked);
  }

  /// The one of this id, or null.
  @Nullable Policy find(String id) {
    return byId.get(id);
  }

  /// Those that are for everybody.
  List<Policy> global() {
    return global;
  }

  /// Those without `roleName` that are linked to this.
  List<Policy> linkedTo(ResourceKey link) {
    return linked.getOrDefault(link, List.of());
  }

  /// What makes this operation public, or null where it is not.
  @Nullable Policy opened(ResourceKey operation) {
    return opened.get(operation);
  }

  boolean hasRoles() {
    return !byRole.isEmpty();
  }

  /// Those for users with a Role of this name; they may have links besides.
  List<Policy> ofRole(String name) {
    return byRole.getOrDefault(name, List.of());
  }
}
