package dev.andiron.identity;

import dev.andiron.crypto.KeyVault;
import dev.andiron.json.Json;
import dev.andiron.json.JsonNull;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import dev.andiron.resource.Issue;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.RefusedException.Reason;
import dev.andiron.resource.WriteHook;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What writing a User does beside the resource: its password and second factor are taken out and
/// kept apart, its sign-in names are reserved, and its sessions end when the password changes, when
/// it is disabled and when it is deleted. Thread-safe.
public final class UserHook implements WriteHook {
  static final String PASSWORD = "password";
  private static final String SECOND_FACTOR = "twoFactor.secretKey";
  private static final String NAMES_KEY = "sign_in_name_pkey";

  private final Database database;
  private final Credentials credentials;
  private final Passwords passwords;
  private final PasswordRules rules;
  private final KeyVault vault;
  private final Clock clock;

  public UserHook(
      Database database, Passwords passwords, PasswordRules rules, KeyVault vault, Clock clock) {
    this.database = database;
    this.credentials = new Credentials(database);
    this.passwords = passwords;
    this.rules = rules;
    this.vault = vault;
    this.clock = clock;
  }

  @Override
  public Set<String> types() {
    return Set.of(Users.TYPE);
  }

  @Override
  public Plan plan(Proposal proposal) {
    Instant now = clock.instant();
    JsonObject proposed = proposal.proposed();
    if (proposed == null) {
      return new Plan(null, true, deletion(proposal.id(), now), List.of());
    }
    List<Statement> statements = new ArrayList<>(names(proposal, proposed));

    CredentialChange password =
        CredentialChange.ofHashed(
            "User.password",
            proposed.get(PASSWORD),
            proposed.has(PASSWORD) ? stored(proposal, PASSWORD) : null,
            passwords);
    Issue warning =
        password instanceof CredentialChange.Replaced
                && proposed.get(PASSWORD) instanceof JsonString(String text)
            ? rules.judgeWritten(text, proposal.id(), proposed)
            : null;
    CredentialChange secondFactor = secondFactor(proposal, proposed);
    statements.addAll(statements(proposal.id(), PASSWORD, password, now));
    statements.addAll(statements(proposal.id(), SECOND_FACTOR, secondFactor, now));

    JsonObject current = proposal.current();
    boolean disabled = current != null && User.isActive(current) && !User.isActive(proposed);
    if (disabled || (current != null && password.changes())) {
      statements.add(Epochs.raise(Users.TYPE, proposal.id(), now));
      statements.add(ResetLinks.end(proposal.id()));
    }
    return new Plan(
        withoutCredentials(proposed),
        password.changes() || secondFactor.changes(),
        statements,
        List.of(),
        warning == null ? List.of() : List.of(warning));
  }

  @Override
  public @Nullable RefusedException explain(String constraint) {
    return constraint.equals(NAMES_KEY) ? taken("User", "The id, userName or email") : null;
  }

  private @Nullable String stored(Proposal proposal, String field) {
    return proposal.current() == null
        ? null
        : credentials.read(Users.TYPE, proposal.id(), field).value();
  }

  private static List<Statement> deletion(String id, Instant now) {
    return List.of(
        Credentials.removeAll(Users.TYPE, id),
        Statement.of("delete from sign_in_name where user_id = ?", id),
        ResetLinks.end(id),
        Epochs.raise(Users.TYPE, id, now));
  }

  private static List<Statement> statements(
      String id, String field, CredentialChange change, Instant now) {
    return switch (change) {
      case CredentialChange.Kept _ -> List.of();
      case CredentialChange.Removed _ -> List.of(Credentials.remove(Users.TYPE, id, field));
      case CredentialChange.Replaced(String value) ->
          List.of(Credentials.put(Users.TYPE, id, field, value, now));
    };
  }

  /// Sealed, not hashed: the value itself is needed to check a one-time password (RFC 6238).
  private CredentialChange secondFactor(Proposal proposal, JsonObject proposed) {
    JsonObject twoFactor = proposed.object("twoFactor");
    Json value = twoFactor == null ? null : twoFactor.get("secretKey");
    if (value == null) {
      return new CredentialChange.Kept();
    }
    String stored = stored(proposal, SECOND_FACTOR);
    if (value instanceof JsonNull) {
      return stored == null ? new CredentialChange.Kept() : new CredentialChange.Removed();
    }
    if (!(value instanceof JsonString(String text))) {
      throw CredentialChange.invalid("User.twoFactor.secretKey", "must be a string.");
    }
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    String purpose = SECOND_FACTOR + "/" + proposal.id();
    if (stored != null && Arrays.equals(plain, vault.open(purpose, stored))) {
      return new CredentialChange.Kept();
    }
    return new CredentialChange.Replaced(vault.seal(purpose, plain));
  }

  private static JsonObject withoutCredentials(JsonObject user) {
    JsonObject twoFactor = user.object("twoFactor");
    JsonObject without = user.without(PASSWORD);
    if (twoFactor == null) {
      return without;
    }
    JsonObject rest = twoFactor.without("secretKey");
    return rest.isEmpty() ? without.without("twoFactor") : without.with("twoFactor", rest);
  }

  /// The statements that make the reserved names those of the proposed user.
  private List<Statement> names(Proposal proposal, JsonObject proposed) {
    Map<String, String> names = folded(proposal.id(), proposed);
    JsonObject current = proposal.current();
    if (current != null && names.equals(folded(proposal.id(), current))) {
      return List.of();
    }
    refuseClash(proposal, names);
    List<Statement> statements = new ArrayList<>();
    statements.add(Statement.of("delete from sign_in_name where user_id = ?", proposal.id()));
    names.forEach((name, field) ->
        statements.add(
            Statement.of(
                "insert into sign_in_name (name, user_id, spelled_by) values (?, ?, ?)",
                name,
                proposal.id(),
                field)));
    return statements;
  }

  private static Map<String, String> folded(String id, JsonObject user) {
    try {
      return SignInName.of(id, user);
    } catch (SignInName.NameTooLongException e) {
      throw CredentialChange.invalid(
          "User." + e.field(), "must have at most " + SignInName.MAX_BYTES + " bytes.");
    }
  }

  /// The key of the table decides; this looks first, to say which field it is.
  private void refuseClash(Proposal proposal, Map<String, String> names) {
    List<String> without = new ArrayList<>();
    without.add(proposal.id());
    // Whom the same transaction deletes gives the names up before they are taken.
    proposal.together().deleted().stream()
        .filter(key -> key.type().equals(Users.TYPE))
        .forEach(key -> without.add(key.id()));
    List<String> clashes =
        database.query(
            Statement.of(
                "select name from sign_in_name where name = any (?) and user_id <> all (?)",
                new Statement.SqlArray("text", names.keySet().toArray()),
                new Statement.SqlArray("text", without.toArray())),
            row -> row.text(1));
    if (!clashes.isEmpty()) {
      String field = names.getOrDefault(clashes.getFirst(), "id");
      throw taken("User." + field, "This " + field);
    }
  }

  private static RefusedException taken(String expression, String what) {
    return new RefusedException(
        Reason.DUPLICATE,
        new Issue(
            Issue.Kind.DUPLICATE,
            expression,
            what
                + " is taken: ids, user names and e-mail addresses of all users share one name"
                + " space for signing in, whatever their case. Choose another."));
  }
}
