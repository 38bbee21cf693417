package dev.andiron.access;

import dev.andiron.http.Operation;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.resource.Issue;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.RefusedException.Reason;
import dev.andiron.resource.WriteHook;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Of an Operation only `public` can be chosen; all else, and which there are, is what the routes
/// say.
public final class OperationHook implements WriteHook {
  private final Supplier<Operations> operations;

  public OperationHook(Supplier<Operations> operations) {
    this.operations = operations;
  }

  @Override
  public Set<String> types() {
    return Set.of(Operations.TYPE);
  }

  @Override
  public Plan plan(Proposal proposal) {
    Operations known = operations.get();
    Operation operation = known.find(proposal.id());
    JsonObject proposed = proposal.proposed();
    if (operation == null) {
      if (proposed == null) {
        return stored(null); // no route does this any more
      }
      throw refused(Reason.INVALID, Issue.Kind.VALUE, "id", known.unknown(proposal.id()));
    }
    if (proposed == null) {
      throw refused(
          Reason.NOT_ALLOWED,
          Issue.Kind.BUSINESS_RULE,
          "",
          "An Operation is there as long as a route does it. To close a public one again, PUT it"
              + " with public: false.");
    }
    boolean open = proposed.flag("public", false);
    JsonObject told = known.told(operation, open);
    if (proposed.has("public") && told.flag("public", false) != open) {
      throw refused(Reason.INVALID, Issue.Kind.BUSINESS_RULE, "public", why(operation));
    }
    JsonObject stored = proposed;
    for (JsonObject.Member member : told) {
      String name = member.name();
      if (!name.equals("public")) {
        refuseAnother(name, proposed, proposal.current(), member.value());
      }
      stored = stored.without(name).with(name, member.value());
    }
    return stored(stored);
  }

  /// What was read may be sent back, also while it is an earlier version of the server's.
  private static void refuseAnother(
      String name, JsonObject proposed, @Nullable JsonObject current, Json told) {
    Json sent = proposed.get(name);
    boolean same =
        sent == null
            || sent.equals(told)
            || (current != null && Objects.equals(sent, current.get(name)));
    if (!same) {
      throw refused(
          Reason.INVALID,
          Issue.Kind.BUSINESS_RULE,
          name,
          "Of an Operation only `public` can be chosen; leave this out.");
    }
  }

  private static String why(Operation operation) {
    return switch (operation.admission()) {
      case ALL ->
          "This needs no sign-in, ever: who signs in, and what looks after the server, calls it.";
      case SESSION -> "This is about the session that asks, so there must be one.";
      case POLICY, OPENABLE ->
          "This is never open to everybody; a policy can allow it to somebody.";
    };
  }

  private static Plan stored(@Nullable JsonObject resource) {
    return new Plan(resource, false, List.of(), List.of());
  }

  private static RefusedException refused(
      Reason reason, Issue.Kind kind, String element, String message) {
    return new RefusedException(
        reason,
        new Issue(
            kind, element.isEmpty() ? Operations.TYPE : Operations.TYPE + "." + element, message));
  }
}
