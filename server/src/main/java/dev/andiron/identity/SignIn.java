package dev.andiron.identity;

import dev.andiron.audit.Recording;
import dev.andiron.crypto.BusyException;
import dev.andiron.crypto.HashingPool;
import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import dev.andiron.resource.ResourceKey;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
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

  /// The other connections to the database are for those who are signed in already.
  private final Semaphore questioners;

  /// @param questioners how many sign-ins may ask the database at once
  public SignIn(
      Database database,
      Users users,
      Passwords passwords,
      Guesses guesses,
      TypicalHash typical,
      int questioners) {
    this.database = database;
    this.users = users;
    this.passwords = passwords;
    this.guesses = guesses;
    this.typical = typical;
    this.questioners = new Semaphore(questioners);
  }

  /// What came of it.
  public sealed interface Result {
    /// It is this user.
    ///
    /// @param circumstances null where nobody counts
    record SignedIn(User user, @Nullable Circumstances circumstances) implements Result {}

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
  /// then none of them takes one. Where there is no room for the hash, nothing is asked at all.
  ///
  /// @param name an id, a user name or an e-mail address, in whatever case
  /// @param remoteAddress where it comes from
  public Result check(String name, String password, String remoteAddress) {
    try (HashingPool.Place _ = passwords.enter()) {
      return checked(name, password, remoteAddress);
    } catch (BusyException e) {
      return new Result.Busy(e.retryAfter());
    }
  }

  private Result checked(String name, String password, String remoteAddress) throws BusyException {
    Found found = asking(() -> find(name, remoteAddress));
    int refusal = guesses.refusal(found.attempt());
    Users.SigningIn signingIn = found.signingIn();
    if (refusal > 0 || signingIn == null) {
      return new Result.TooMany(refusal);
    }
    boolean matches = passwords.verify(password, signingIn.passwordHash(), typical.decoy());
    User user = signingIn.user();
    if (!matches || user == null || !user.active()) {
      int late = asking(() -> guesses.wrong(found.attempt()));
      return late > 0 ? new Result.TooMany(late) : new Result.Refused();
    }
    String renewed = renewed(password, signingIn.passwordHash());
    int late =
        asking(() -> {
          int refused = guesses.right(found.attempt());
          if (refused == 0 && renewed != null) {
            renew(user.id(), signingIn.passwordHash(), renewed);
          }
          return refused;
        });
    return late > 0
        ? new Result.TooMany(late)
        : new Result.SignedIn(user, guesses.circumstances(found.attempt()));
  }

  /// @param signingIn null where tries are refused
  private record Found(Guesses.Attempt attempt, Users.@Nullable SigningIn signingIn) {}

  private Found find(String name, String remoteAddress) {
    @Nullable String folded = SignInName.fold(name);
    String userId = userId(folded);
    Recording.tried(userId.equals(NOBODY) ? null : new ResourceKey(Users.TYPE, userId));
    Guesses.Attempt attempt =
        userId.equals(NOBODY)
            ? guesses.look(Guesses.Kind.NAME, folded == null ? name : folded, remoteAddress, null)
            : guesses.look(Guesses.Kind.USER, userId, remoteAddress, Users.TYPE + "/" + userId);
    return new Found(attempt, guesses.refusal(attempt) > 0 ? null : users.loadForSignIn(userId));
  }

  /// Asks the database among the few who may at once.
  private <T> T asking(Supplier<T> questions) {
    questioners.acquireUninterruptibly();
    try {
      return questions.get();
    } finally {
      questioners.release();
    }
  }

  /// An imported hash becomes one of ours as soon as its password is at hand. A password that was
  /// set meanwhile stays: only the very hash that was verified is replaced.
  private void renew(String userId, @Nullable String verified, String renewed) {
    if (verified != null) {
      database.execute(Credentials.renew(Users.TYPE, userId, UserHook.PASSWORD, verified, renewed));
    }
  }

  private @Nullable String renewed(String password, @Nullable String verified) {
    return verified == null ? null : passwords.renewed(password, verified);
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
