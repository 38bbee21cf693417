package dev.andiron.access;

import dev.andiron.json.JsonObject;
import dev.andiron.resource.ResourceKey;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/// Asks the policies that are for a caller and an operation, one after the other, until one allows
/// the request. Each is asked for itself alone: another policy can only ever allow more.
final class Decider {
  private Decider() {}

  /// How a policy is asked; whoever wants to know what each of them says listens here.
  @FunctionalInterface
  interface Asking {
    boolean allows(Policy policy, RequestObject request);
  }

  static Decision decide(
      PolicyIndex policies,
      Caller caller,
      RequestObject request,
      Supplier<List<String>> roleNames,
      Supplier<List<JsonObject>> roles) {
    return decide(policies, caller, request, roleNames, roles, Policy::allows);
  }

  /// @param roleNames of the user, asked for only where policies have roles
  /// @param roles the Role resources of the user, asked for only where a policy needs them
  static Decision decide(
      PolicyIndex policies,
      Caller caller,
      RequestObject request,
      Supplier<List<String>> roleNames,
      Supplier<List<JsonObject>> roles,
      Asking asking) {
    if (caller instanceof Caller.Operator) {
      return Decision.OF_OPERATOR;
    }
    ResourceKey operation = new ResourceKey(Operations.TYPE, request.operation());
    if (caller instanceof Caller.Anonymous) {
      // A policy is for those who are signed in, be it for all of them.
      Policy opened = policies.opened(operation);
      return opened == null ? Decision.DENIED : any(List.of(opened), request, asking);
    }
    ResourceKey subject = subject(caller);
    Decision decision = any(policies.linkedTo(subject), request, asking);
    if (!decision.allowed()) {
      decision = any(policies.linkedTo(operation), request, asking);
    }
    if (!decision.allowed()) {
      decision = any(policies.global(), request, asking);
    }
    if (!decision.allowed() && policies.hasRoles() && caller.userId() != null) {
      decision =
          byRole(policies, List.of(subject, operation), request, roleNames.get(), roles, asking);
    }
    return decision;
  }

  /// Whose links count: the user's where the request acts for one, and then not the client's; the
  /// client is only how the user came here.
  static ResourceKey subject(Caller caller) {
    String user = caller.userId();
    if (user != null) {
      return new ResourceKey("User", user);
    }
    String client = caller.clientId();
    return client == null ? new ResourceKey("", "") : new ResourceKey("Client", client);
  }

  private static Decision any(List<Policy> policies, RequestObject request, Asking asking) {
    for (Policy policy : policies) {
      if (asking.allows(policy, request)) {
        return new Decision(policy.id());
      }
    }
    return Decision.DENIED;
  }

  /// A role is a condition beside the links: a policy with both is for users who have the role,
  /// where one of the links fits.
  private static Decision byRole(
      PolicyIndex policies,
      List<ResourceKey> linked,
      RequestObject request,
      List<String> roleNames,
      Supplier<List<JsonObject>> roles,
      Asking asking) {
    for (String name : roleNames) {
      for (Policy policy : policies.ofRole(name)) {
        List<ResourceKey> links = policy.links();
        boolean fits = links.isEmpty() || !Collections.disjoint(links, linked);
        if (fits && allows(policy, name, request, roles, asking)) {
          return new Decision(policy.id());
        }
      }
    }
    return Decision.DENIED;
  }

  private static boolean allows(
      Policy policy,
      String name,
      RequestObject request,
      Supplier<List<JsonObject>> roles,
      Asking asking) {
    if (policy.rule() instanceof Policy.Allow) {
      return asking.allows(policy, request);
    }
    for (JsonObject role : roles.get()) {
      if (name.equals(role.string("name")) && asking.allows(policy, request.about(role))) {
        return true;
      }
    }
    return false;
  }
}
