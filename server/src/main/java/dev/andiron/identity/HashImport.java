package dev.andiron.identity;

import dev.andiron.crypto.PasswordHasher;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.pg.Database;
import dev.andiron.resource.Beside;
import dev.andiron.resource.Change;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.Store;
import dev.andiron.resource.Written;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/// Gives users who come from another program the passwords that they had there, of which only
/// hashes are known. A password that is set stays. Thread-safe.
public final class HashImport {
  private final Credentials credentials;
  private final Store store;
  private final Clock clock;

  public HashImport(Database database, Store store, Clock clock) {
    this.credentials = new Credentials(database);
    this.store = store;
    this.clock = clock;
  }

  /// What became of one.
  public sealed interface Result {
    record Taken() implements Result {}

    /// It cannot be verified here.
    ///
    /// @param fault as a predicate to say after the name of the hash; holds no part of it
    record Unfit(String fault) implements Result {}

    record NoSuchUser() implements Result {}

    /// The user has a password, maybe one of their own choice already.
    record HasPassword() implements Result {}
  }

  /// Why an attempt to write was given up.
  private static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Result result;

    StoppedException(Result result) {
      super(null, null, false, false);
      this.result = result;
    }
  }

  /// Makes a hash the password of a user who has none.
  ///
  /// @param given a text (PHC, bcrypt, Aidbox's), or a credential of Keycloak
  public Result take(String userId, Json given) {
    String hash;
    switch (given) {
      case JsonString(String text) -> hash = text;
      case JsonObject credential -> {
        try {
          hash = KeycloakCredential.hash(credential);
        } catch (KeycloakCredential.FormatException e) {
          return new Result.Unfit(e.fault());
        }
      }
      default -> {
        return new Result.Unfit("must be a text, or a credential of Keycloak as an object.");
      }
    }
    String fault = PasswordHasher.fault(hash);
    if (fault != null) {
      return new Result.Unfit(fault);
    }
    Instant now = clock.instant();
    Beside beside =
        new Beside(
            List.of(
                Credentials.put(Users.TYPE, userId, UserHook.PASSWORD, hash, now),
                Epochs.raise(Users.TYPE, userId, now),
                ResetLinks.end(userId)),
            List.of(),
            true);
    try {
      Written _ =
          store.written(
              Change.edit(
                      new ResourceKey(Users.TYPE, userId),
                      stored -> {
                        if (stored == null) {
                          throw new StoppedException(new Result.NoSuchUser());
                        }
                        if (credentials.read(Users.TYPE, userId, UserHook.PASSWORD).value()
                            != null) {
                          throw new StoppedException(new Result.HasPassword());
                        }
                        return stored;
                      },
                      Precondition.NONE)
                  .with(beside));
      return new Result.Taken();
    } catch (StoppedException e) {
      return e.result;
    }
  }
}
