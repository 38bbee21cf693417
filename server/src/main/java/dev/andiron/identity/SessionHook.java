package dev.andiron.identity;

import dev.andiron.json.Json;
import dev.andiron.json.JsonBoolean;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonWriter;
import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import dev.andiron.resource.Issue;
import dev.andiron.resource.ReadHook;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.RefusedException.Reason;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.WriteHook;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What a Session shows, and the little that may be done to it: it is made by signing in, it is
/// closed by deleting it or by setting `active` to false, and nothing else of it ever changes.
/// Thread-safe.
public final class SessionHook implements ReadHook, WriteHook {
  static final String TYPE = "Session";
  private static final List<String> COMPUTED =
      List.of("active", "end", "exp", "refresh_token_exp", "lastUsed");

  private final SessionStates states;
  private final LastUses uses;
  private final Clock clock;
  private final Map<String, List<Statement>> births = new ConcurrentHashMap<>();

  public SessionHook(Database database, LastUses uses, Clock clock) {
    this.states = new SessionStates(database);
    this.uses = uses;
    this.clock = clock;
  }

  @Override
  public Set<String> types() {
    return Set.of(TYPE);
  }

  /// Lets a session of this id be written into being, with these statements, until [#born].
  void expect(String id, List<Statement> beside) {
    births.put(id, beside);
  }

  void born(String id) {
    births.remove(id);
  }

  @Override
  public Plan plan(Proposal proposal) {
    JsonObject current = proposal.current();
    JsonObject proposed = proposal.proposed();
    if (current == null) {
      List<Statement> birth = births.get(proposal.id());
      if (birth == null || proposed == null) {
        throw refused("A session is made by signing in, not by writing one.");
      }
      return new Plan(proposed, true, birth, List.of());
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    SessionStates.Standing standing =
        states.standings(List.of(proposal.id()), now).get(proposal.id());
    if (proposed != null && !closes(current, proposed, standing)) {
      return new Plan(current, false, List.of(), List.of());
    }
    if (standing == null || standing.closedAt() != null) {
      return new Plan(current, false, List.of(), List.of());
    }
    Instant end = standing.end();
    return new Plan(
        current.with("active", JsonBoolean.FALSE).with("end", (end == null ? now : end).toString()),
        true,
        List.of(SessionStates.close(proposal.id(), now)),
        List.of());
  }

  /// Whether the proposed content closes the session rather than leaving it as it is.
  private static boolean closes(
      JsonObject current, JsonObject proposed, SessionStates.@Nullable Standing standing) {
    if (!bare(current).sameMembers(bare(proposed))) {
      throw refused("Of a session only active can be set, to false.");
    }
    JsonObject shown = shown(current, standing, null);
    for (String name : List.of("exp", "refresh_token_exp", "end")) {
      Json value = proposed.get(name);
      if (value != null && !value.equals(shown.get(name)) && !value.equals(current.get(name))) {
        throw refused("Nobody can say when a session ends but by closing it.");
      }
    }
    if (!proposed.has("active")) {
      return false;
    }
    boolean active = proposed.flag("active", true);
    if (active && !shown.flag("active", false)) {
      throw refused("A session that is over cannot be opened again; sign in for a new one.");
    }
    return !active;
  }

  private static JsonObject bare(JsonObject session) {
    JsonObject bare = session.without("meta");
    for (String name : COMPUTED) {
      bare = bare.without(name);
    }
    return bare;
  }

  private static RefusedException refused(String message) {
    return new RefusedException(
        Reason.NOT_ALLOWED, new Issue(Issue.Kind.BUSINESS_RULE, TYPE, message));
  }

  @Override
  public List<ResourceVersion> shown(List<ResourceVersion> versions) {
    List<String> ids = versions.stream().map(ResourceVersion::id).toList();
    Map<String, SessionStates.Standing> standings =
        ids.isEmpty() ? Map.of() : states.standings(ids, clock.instant());
    List<ResourceVersion> shown = new ArrayList<>(versions.size());
    for (ResourceVersion version : versions) {
      if (version.deleted()) {
        shown.add(version);
        continue;
      }
      SessionStates.Standing standing = standings.get(version.id());
      Instant used = uses.of(version.id(), standing == null ? null : standing.usedAt());
      shown.add(
          new ResourceVersion(
              version.type(),
              version.id(),
              version.version(),
              version.lastUpdated(),
              version.deleted(),
              JsonWriter.utf8(shown(version.resource(), standing, used))));
    }
    return shown;
  }

  private static JsonObject shown(
      JsonObject session, SessionStates.@Nullable Standing standing, @Nullable Instant used) {
    if (standing == null) {
      return session.with("active", JsonBoolean.FALSE);
    }
    JsonObject shown = session.with("active", Json.of(standing.active()));
    Instant end = standing.end();
    if (end != null) {
      shown = shown.with("end", end.toString());
    }
    if (used != null) {
      shown = shown.with("lastUsed", used.truncatedTo(ChronoUnit.MILLIS).toString());
    }
    shown = shown.with("exp", Json.of(standing.exp().getEpochSecond()));
    Instant refreshExp = standing.refreshExp();
    return refreshExp == null
        ? shown
        : shown.with("refresh_token_exp", Json.of(refreshExp.getEpochSecond()));
  }
}
