package dev.andiron.identity;

import dev.andiron.json.JsonNumber;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonObject.Member;
import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import dev.andiron.resource.WriteHook;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What writing a Client does beside the resource: its secret is taken out and kept as a hash, and
/// its sessions end when the secret changes, when it is disabled and when it is deleted.
/// Thread-safe.
public final class ClientHook implements WriteHook {
  static final String SECRET = "secret";

  private final Credentials credentials;
  private final Passwords passwords;
  private final Clock clock;

  public ClientHook(Database database, Passwords passwords, Clock clock) {
    this.credentials = new Credentials(database);
    this.passwords = passwords;
    this.clock = clock;
  }

  @Override
  public Set<String> types() {
    return Set.of(Clients.TYPE);
  }

  @Override
  public Plan plan(Proposal proposal) {
    Instant now = clock.instant();
    String id = proposal.id();
    JsonObject proposed = proposal.proposed();
    if (proposed == null) {
      return new Plan(
          null,
          true,
          List.of(Credentials.removeAll(Clients.TYPE, id), Epochs.raise(Clients.TYPE, id, now)),
          List.of());
    }
    JsonObject current = proposal.current();
    String stored = current == null ? null : credentials.read(Clients.TYPE, id, SECRET).value();
    checkSettings(proposed);
    CredentialChange secret =
        CredentialChange.ofHashed("Client.secret", proposed.get(SECRET), stored, passwords);

    List<Statement> statements = new ArrayList<>();
    boolean hasSecret =
        switch (secret) {
          case CredentialChange.Kept _ -> stored != null;
          case CredentialChange.Removed _ -> {
            statements.add(Credentials.remove(Clients.TYPE, id, SECRET));
            yield false;
          }
          case CredentialChange.Replaced(String value) -> {
            statements.add(Credentials.put(Clients.TYPE, id, SECRET, value, now));
            yield true;
          }
        };
    if (!hasSecret) {
      refuseRequiredSecret(proposed);
    }
    boolean disabled = current != null && Client.isActive(current) && !Client.isActive(proposed);
    if (disabled || (current != null && secret.changes())) {
      statements.add(Epochs.raise(Clients.TYPE, id, now));
    }
    return new Plan(proposed.without(SECRET), secret.changes(), statements, List.of());
  }

  private interface SettingsCheck {
    void check(String expression, JsonObject settings);
  }

  private static void eachGrant(JsonObject client, SettingsCheck check) {
    JsonObject auth = client.object("auth");
    if (auth == null) {
      return;
    }
    for (Member grant : auth) {
      if (grant.value() instanceof JsonObject settings) {
        check.check("Client.auth." + grant.name(), settings);
      }
    }
  }

  private static void checkSettings(JsonObject client) {
    eachGrant(
        client,
        (expression, settings) -> {
          String format = settings.string("token_format");
          if (format != null && !format.equals("jwt")) {
            throw CredentialChange.invalid(
                expression + ".token_format", "must be jwt; leave it out for opaque tokens.");
          }
          checkSeconds(expression, settings, "access_token_expiration");
          checkSeconds(expression, settings, "refresh_token_expiration");
          checkSeconds(expression, settings, "session_idle_timeout");
          checkSeconds(expression, settings, "session_expiration");
          checkWhole(expression, settings, "session_limit", "must be a whole number, at least 1.");
        });
  }

  private static void checkSeconds(String expression, JsonObject settings, String name) {
    checkWhole(expression, settings, name, "must be a whole number of seconds, at least 1.");
  }

  private static void checkWhole(String expression, JsonObject settings, String name, String rule) {
    if (settings.get(name) instanceof JsonNumber number
        && (!number.isInteger()
            || number.decimal().compareTo(BigDecimal.ONE) < 0
            || number.decimal().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0)) {
      throw CredentialChange.invalid(expression + "." + name, rule);
    }
  }

  private static void refuseRequiredSecret(JsonObject client) {
    eachGrant(
        client,
        (expression, settings) -> {
          if (settings.flag("secret_required", false)) {
            throw CredentialChange.invalid(
                expression + ".secret_required", "cannot be true for a client without a secret.");
          }
        });
  }
}
