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

  public SignIn(Database database, Users users, Passwords passwords) {
    this.database = database;
    this.users = users;
    this.passwords = passwords;
  }

  /// What came of it.
  public sealed interface Result {
    /// It is this user.
    record SignedIn(User user) implements Result {}

    /// It is not: nobody of this name, another password, none set, or inactive; nobody is told
    /// which, not by the time it takes either.
    record Refused() implements Result {}

    /// There is no room to hash just now; nothing was tried.
    ///
    /// @param retryAfter in seconds
    record Busy(int retryAfter) implements Result {}
  }

  /// Every way takes the same questions to the database and one hash.
  ///
  /// @param name an id, a user name or an e-mail address, in whatever case
  public Result check(String name, String password) {
    Users.SigningIn found = users.loadForSignIn(userId(name));
    boolean matches;
    try {
      matches = passwords.verify(password, found.passwordHash());
    } catch (BusyException e) {
      return new Result.Busy(e.retryAfter());
    }
    User user = found.user();
    return matches && user != null && user.active()
        ? new Result.SignedIn(user)
        : new Result.Refused();
  }

  private String userId(String name) {
    @Nullable String folded = SignInName.fold(name);
    String id =
        database.first(
            Statement.of(
                "select user_id from sign_in_name where name = ?", folded == null ? "" : folded),
            row -> row.text(1));
    return id == null ? NOBODY : id;
  }
}
