package dev.andiron.resource;

import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonWriter;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Insert;
import dev.andiron.pg.Statement;
import dev.andiron.resource.RefusedException.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes of a resource and its next content the statements that write it: validated, with what the
/// hooks add, the index rows and the word to the other nodes. Holds no connection. Thread-safe.
final class WritePlanner {
  /// As JSON spells it.
  private static final String NUL = "\\u0000";

  private final Clock clock;
  private final Validator validator;
  private final Indexer indexer;
  private final List<WriteHook> hooks;
  private final ChangeFeed feed;

  WritePlanner(
      Clock clock, Validator validator, Indexer indexer, List<WriteHook> hooks, ChangeFeed feed) {
    this.clock = clock;
    this.validator = validator;
    this.indexer = indexer;
    this.hooks = List.copyOf(hooks);
    this.feed = feed;
  }

  /// @param change what was asked for
  /// @param latest the version that came last, maybe a deletion; null where there is none
  /// @param current its content; null where there is none now
  /// @param proposed the next content; null to delete
  /// @param together what else is written in the same transaction
  /// @throws RefusedException where it must not be written
  PlannedWrite plan(
      Change change,
      @Nullable ResourceVersion latest,
      @Nullable JsonObject current,
      @Nullable JsonObject proposed,
      Together together) {
    ResourceKey key = change.key();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    long next = latest == null ? 1 : latest.version() + 1;
    ResourceVersion live = latest == null || latest.deleted() ? null : latest;
    JsonObject content = proposed == null ? null : checked(key, proposed);

    boolean beyond = false;
    List<Statement> hooked = new ArrayList<>();
    List<ResourceKey> changed = new ArrayList<>();
    List<Issue> warnings = new ArrayList<>();
    for (WriteHook hook : hooks) {
      if (hook.types().contains(key.type())) {
        WriteHook.Plan plan =
            hook.plan(
                new WriteHook.Proposal(key.type(), key.id(), next, current, content, together));
        content = plan.resource();
        beyond |= plan.changed();
        hooked.addAll(plan.statements());
        changed.addAll(plan.alsoChanged());
        warnings.addAll(plan.warnings());
      }
    }
    if (live != null
        && current != null
        && content != null
        && !beyond
        && !change.beside().always()
        && Meta.sameContent(current, content)) {
      return new PlannedWrite(
          live, live, Written.Effect.UNCHANGED, List.of(), List.of(), List.of());
    }

    List<Statement> statements = new ArrayList<>();
    byte[] text = new byte[0];
    Written.Effect effect;
    if (content == null) {
      effect = Written.Effect.DELETED;
      statements.add(WriteStatements.delete(key, next - 1, now));
      statements.addAll(indexer.index(key.type(), key.id(), false, null));
    } else {
      JsonObject stamped = Meta.stamp(content, next, now);
      String json = JsonWriter.text(stamped);
      refuseNul(json);
      text = json.getBytes(StandardCharsets.UTF_8);
      effect = live != null ? Written.Effect.UPDATED : Written.Effect.CREATED;
      statements.add(
          live != null
              ? WriteStatements.update(key, next, now, json)
              : WriteStatements.insert(key, next, now, json));
      statements.addAll(indexer.index(key.type(), key.id(), live == null, stamped));
    }
    statements.addAll(hooked);
    statements.addAll(change.beside().statements());
    changed.addAll(change.beside().changed());
    if (latest != null || feed.announcesNew(key.type())) {
      changed.add(key);
    }
    statements.addAll(feed.announce(changed));
    return new PlannedWrite(
        new ResourceVersion(key.type(), key.id(), next, now, content == null, text),
        live,
        effect,
        statements,
        changed,
        warnings);
  }

  /// The rows of a new resource that is valid, of a type without hooks.
  List<Insert> appended(JsonObject resource) {
    ResourceKey key =
        new ResourceKey(
            Objects.requireNonNull(resource.string("resourceType")),
            Objects.requireNonNull(resource.string("id")));
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    JsonObject stamped = Meta.stamp(resource, 1, now);
    List<Insert> inserts = new ArrayList<>();
    inserts.add(WriteStatements.insert(key, 1, now, JsonWriter.text(stamped)));
    for (Statement statement : indexer.index(key.type(), key.id(), true, stamped)) {
      inserts.add((Insert) statement);
    }
    return inserts;
  }

  /// What is called `password` may have a NUL when it comes, and some elements may hold any member.
  private static void refuseNul(String json) {
    for (int at = json.indexOf(NUL); at >= 0; at = json.indexOf(NUL, at + NUL.length())) {
      int slash = at;
      while (json.charAt(slash - 1) == '\\') {
        slash--;
      }
      if ((at - slash) % 2 == 0) { // no backslash before it is for this one
        throw new RefusedException(
            Reason.INVALID,
            new Issue(
                Issue.Kind.VALUE, "", "A string holds a NUL character, which only passwords may."));
      }
    }
  }

  private JsonObject checked(ResourceKey key, JsonObject proposed) {
    Validator.Checked checked = validator.check(Meta.identify(proposed, key));
    if (!checked.issues().isEmpty()) {
      throw new RefusedException(Reason.INVALID, checked.issues());
    }
    return checked.resource();
  }

  /// What a violated constraint of a hook's table means; null where it is not one of them.
  @Nullable Explained explained(DatabaseException e) {
    String constraint = e.constraint();
    if (constraint == null || !e.isUniqueViolation()) {
      return null;
    }
    for (WriteHook hook : hooks) {
      RefusedException explanation = hook.explain(constraint);
      if (explanation != null) {
        return new Explained(explanation, hook.types());
      }
    }
    return null;
  }

  /// A refusal by the database.
  ///
  /// @param types of which the resource is that was refused
  record Explained(RefusedException refusal, Set<String> types) {}
}
