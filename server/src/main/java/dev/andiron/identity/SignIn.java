package dev.andiron.identity;

import dev.andiron.crypto.BusyException;
import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import org.jspecify.annotations.Nullable;

/// Finds out whether a name and a password belong together. Thread-safe.
public final class SignIn {
  /// No resource can have it.
  private static final String NOBODY = "";

  private final Database database;
  private final Users users;
  private final Passwords passwords;
  private final Guesses guesses;
  private final TypicalHash typical;

  public SignIn(
      Database database,
      Users users,
      Passwords passwords,
      Guesses guesses,
      TypicalHash typical) {
    this.database = database;
    this.users = users;
    this.passwords = passwords;
    this.guesses = guesses;
    this.typical = typical;
  }

  /// What came of it.
  public sealed interface Result {
    /// It is this user.
    record SignedIn(User user) implements Result {}

    /// It is not: nobody of this name, another password, none set, or inactive; nobody is told
    /// which, not by the time it takes either.
    record Refused() implements Result {}

    /// Too many have failed before; whether these belong together is told to nobody now, and it is
    /// the same for names that nobody has.
    ///
    /// @param retryAfter in seconds
    record TooMany(int retryAfter) implements Result {}

    /// There is no room to hash just now; nothing was tried.
    ///
    /// @param retryAfter in seconds
    record Busy(int retryAfter) implements Result {}
  }

  /// Every way takes the same questions to the database and one hash, unless tries are refused:
  /// then none of them takes one.
  ///
  /// @param name an id, a user name or an e-mail address, in whatever case
  /// @param remoteAddress where it comes from
  public Result check(String name, String password, String remoteAddress) {
    @Nullable String folded = SignInName.fold(name);
    String userId = userId(folded);
    Guesses.Attempt attempt =
        userId.equals(NOBODY)
            ? guesses.look(Guesses.Kind.NAME, folded == null ? name : folded, remoteAddress)
            : guesses.look(Guesses.Kind.USER, userId, remoteAddress);
    int refusal = guesses.refusal(attempt);
    if (refusal > 0) {
      return new Result.TooMany(refusal);
    }
    Users.SigningIn found = users.loadForSignIn(userId);
    boolean matches;
    try {
      matches = passwords.verify(password, found.passwordHash(), typical.decoy());
    } catch (BusyException e) {
      return new Result.Busy(e.retryAfter());
    }
    User user = found.user();
    if (!matches || user == null || !user.active()) {
      refusal = guesses.wrong(attempt);
      return refusal > 0 ? new Result.TooMany(refusal) : new Result.Refused();
    }
    refusal = guesses.right(attempt);
    if (refusal > 0) {
      return new Result.TooMany(refusal);
    }
    renew(user.id(), password, found.passwordHash());
    return new Result.SignedIn(user);
  }

  /// An imported hash becomes one of ours as soon as its password is at hand. A password that was
  /// set meanwhile stays: only the very hash that was verified is replaced.
  private void renew(String userId, String password, @Nullable String verified) {
    String renewed = verified == null ? null : passwords.renewed(password, verified);
    if (verified != null && renewed != null) {
      database.execute(Credentials.renew(Users.TYPE, userId, UserHook.PASSWORD, verified, renewed));
    }
  }

  private String userId(@Nullable String folded) {
    String id =
        database.first(
            Statement.of(
                "select user_id from sign_in_name where name = ?", folded == null ? "" : folded),
            row -> row.text(1));
    return id == null ? NOBODY : id;
  }
}
