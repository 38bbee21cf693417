package dev.andiron.identity;

import dev.andiron.crypto.PasswordHasher;
import dev.andiron.json.Json;
import dev.andiron.pg.Database;
import dev.andiron.resource.Beside;
import dev.andiron.resource.Change;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.Store;
import dev.andiron.resource.Written;
import java.util.List;

/// A person's change of their own password. The new hash, the end of all their other sessions and
/// the staying of the one that asks are one transaction. Thread-safe.
public final class PasswordChange {
  private final Credentials credentials;
  private final SignIn signIn;
  private final PasswordRules rules;
  private final Store store;

  public PasswordChange(Database database, SignIn signIn, PasswordRules rules, Store store) {
    this.credentials = new Credentials(database);
    this.signIn = signIn;
    this.rules = rules;
    this.store = store;
  }

  /// What came of it.
  public sealed interface Result {
    record Changed() implements Result {}

    /// The new one breaks a rule.
    ///
    /// @param rule as a predicate to say after the password's name
    record Unfit(String rule) implements Result {}

    /// The current one was not shown to be known.
    ///
    /// @param signIn what a sign-in with it came to; [SignIn.Result.Refused] also where it was
    ///   right and is not any more
    record Unproven(SignIn.Result signIn) implements Result {}
  }

  /// What was proven was changed before it could be written.
  private static final class OvertakenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OvertakenException() {
      super(null, null, false, false);
    }
  }

  /// Changes the password of a session's user, if they know it.
  ///
  /// @param sessionId the session that asks, which was found good, and stays
  /// @param remoteAddress where it comes from
  /// @throws dev.andiron.resource.RefusedException `BUSY` where there is no room to hash just now
  public Result change(
      String userId, String sessionId, String remoteAddress, String current, String next) {
    // It counts like a sign-in, and must be as hard to guess by.
    SignIn.Result proof = signIn.check(userId, current, remoteAddress);
    if (!(proof instanceof SignIn.Result.SignedIn(User user, _))) {
      return new Result.Unproven(proof);
    }
    if (PasswordHasher.normalised(next).equals(PasswordHasher.normalised(current))) {
      return new Result.Unfit("is the one that is set already; choose another.");
    }
    String broken = rules.broken(next, user.id(), user.resource());
    if (broken != null) {
      return new Result.Unfit(broken);
    }
    try {
      Written _ = store.written(replacement(user, sessionId, next));
      return new Result.Changed();
    } catch (OvertakenException e) {
      return new Result.Unproven(new SignIn.Result.Refused());
    }
  }

  private Change replacement(User user, String sessionId, String next) {
    return Change.edit(
            new ResourceKey(Users.TYPE, user.id()),
            stored -> {
              // Of two changes at once the later one knows a password that is not current any more.
              // Whatever replaces one, or disables its user, raises the epoch.
              long epoch = credentials.read(Users.TYPE, user.id(), UserHook.PASSWORD).epoch();
              if (stored == null || epoch != user.epoch()) {
                throw new OvertakenException();
              }
              return stored.with(UserHook.PASSWORD, Json.of(next));
            },
            Precondition.NONE)
        .with(
            new Beside(
                List.of(SessionStates.outlive(sessionId, user.id())),
                List.of(new ResourceKey(SessionHook.TYPE, sessionId)),
                false));
  }
}
