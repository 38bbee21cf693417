package dev.andiron.access;

import dev.andiron.json.JsonObject;
import dev.andiron.resource.ResourceKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Asks the policies that are for a caller and an operation, one after the other, until one allows
/// the request as a whole. Each is asked for itself alone: another policy can only ever allow more,
/// and show more.
final class Decider {
  private final RequestObject request;
  private final Asking asking;
  private final List<View.Through> restricted = new ArrayList<>();
  private @Nullable String allowing;

  private Decider(RequestObject request, Asking asking) {
    this.request = request;
    this.asking = asking;
  }

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
    Decider decider = new Decider(request, asking);
    ResourceKey operation = new ResourceKey(Operations.TYPE, request.operation());
    if (caller instanceof Caller.Anonymous) {
      // A policy is for those who are signed in, be it for all of them.
      Policy opened = policies.opened(operation);
      return decider.decision(opened != null && decider.any(List.of(opened)));
    }
    ResourceKey subject = subject(caller);
    boolean whole =
        decider.any(policies.linkedTo(subject))
            || decider.any(policies.linkedTo(operation))
            || decider.any(policies.global())
            || (policies.hasRoles()
                && caller.userId() != null
                && decider.byRole(policies, List.of(subject, operation), roleNames.get(), roles));
    return decider.decision(whole);
  }

  private Decision decision(boolean whole) {
    String first = allowing;
    if (first == null) {
      return Decision.DENIED;
    }
    return new Decision(first, whole ? View.ALL : View.through(restricted));
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

  /// Asks policies until one allows everything.
  ///
  /// @return whether one does
  private boolean any(List<Policy> policies) {
    for (Policy policy : policies) {
      if (asking.allows(policy, request) && isWhole(policy, request)) {
        return true;
      }
    }
    return false;
  }

  /// Notes a policy that allows the request.
  ///
  /// @param seen the request as the policy sees it
  /// @return whether it shows everything
  private boolean isWhole(Policy policy, RequestObject seen) {
    boolean whole = policy.showsAll();
    if (whole || allowing == null) {
      allowing = policy.id();
    }
    if (!whole) {
      restricted.add(new View.Through(policy.restriction(), policy.hidden(), seen));
    }
    return whole;
  }

  /// A role is a condition beside the links: a policy with both is for users who have the role,
  /// where one of the links fits.
  private boolean byRole(
      PolicyIndex policies,
      List<ResourceKey> linked,
      List<String> roleNames,
      Supplier<List<JsonObject>> roles) {
    for (String name : roleNames) {
      for (Policy policy : policies.ofRole(name)) {
        List<ResourceKey> links = policy.links();
        boolean fits = links.isEmpty() || !Collections.disjoint(links, linked);
        if (fits && isWhole(policy, name, roles)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isWhole(Policy policy, String name, Supplier<List<JsonObject>> roles) {
    if (policy.rule() instanceof Policy.Allow && policy.showsAll()) {
      return asking.allows(policy, request) && isWhole(policy, request);
    }
    for (JsonObject role : roles.get()) {
      if (name.equals(role.string("name"))) {
        RequestObject seen = request.about(role);
        if (asking.allows(policy, seen) && isWhole(policy, seen)) {
          return true;
        }
      }
    }
    return false;
  }
}
