package dev.andiron.audit;

import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.resource.Issue;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.RefusedException.Reason;
import dev.andiron.resource.WriteHook;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps AuditEvents as they were written, and those of others apart from the server's own.
public final class AppendOnly implements WriteHook {
  /// The type.
  public static final String TYPE = "AuditEvent";

  /// The system of the identifier in `source.observer` of the server's own events.
  static final String OBSERVER = "urn:andiron:audit";

  @Override
  public Set<String> types() {
    return Set.of(TYPE);
  }

  @Override
  public Plan plan(Proposal proposal) {
    JsonObject proposed = proposal.proposed();
    if (proposed == null || proposal.current() != null || proposal.version() > 1) {
      throw new RefusedException(
          Reason.NOT_ALLOWED,
          new Issue(
              Issue.Kind.BUSINESS_RULE, TYPE, "An AuditEvent is never changed and never deleted."));
    }
    if (claimsToBeOurs(proposed)) {
      throw new RefusedException(
          Reason.INVALID,
          new Issue(
              Issue.Kind.BUSINESS_RULE,
              "AuditEvent.source.observer",
              "Only this server says "
                  + OBSERVER
                  + " of itself; name the system that observed the event."));
    }
    return new Plan(proposed, false, List.of(), List.of());
  }

  private static boolean claimsToBeOurs(JsonObject event) {
    JsonObject source = event.object("source");
    JsonObject observer = source == null ? null : source.object("observer");
    JsonObject identifier = observer == null ? null : observer.object("identifier");
    @Nullable Json system = identifier == null ? null : identifier.get("system");
    return Json.of(OBSERVER).equals(system);
  }
}
