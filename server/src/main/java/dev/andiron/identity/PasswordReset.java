package dev.andiron.identity;

import dev.andiron.crypto.Sha256;
import dev.andiron.crypto.TokenBytes;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.pg.Database;
import dev.andiron.resource.Beside;
import dev.andiron.resource.Change;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Store;
import dev.andiron.resource.Written;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Links by which a person sets a new password once, without the old one: an administrator has one
/// made, and sees to it that the person gets it. Thread-safe.
///
/// Making a link takes the password away and ends all sessions; each is a version of the User, as
/// its use is, so that of many at once, on whatever nodes, one comes first and the others find that
/// it did. Whatever else changes the password, or disables the user, ends the link.
public final class PasswordReset {
  private static final int TOKEN_BYTES = 32;

  private final ResetLinks links;
  private final Guesses guesses;
  private final PasswordRules rules;
  private final Store store;
  private final Clock clock;
  private final Duration expiration;

  /// @param expiration how long a link is good
  public PasswordReset(
      Database database,
      Guesses guesses,
      PasswordRules rules,
      Store store,
      Clock clock,
      Duration expiration) {
    this.links = new ResetLinks(database);
    this.guesses = guesses;
    this.rules = rules;
    this.store = store;
    this.clock = clock;
    this.expiration = expiration;
  }

  /// What became of making a link.
  public sealed interface Link {
    /// @param token the only thing by which it can be used; kept nowhere
    record Made(String token, Duration expiration) implements Link {
      @Override
      public String toString() {
        return "Made";
      }
    }

    record NoSuchUser() implements Link {}

    /// Nobody signs in as them; a link would lead nowhere.
    record InactiveUser() implements Link {}
  }

  /// What became of using one.
  public sealed interface Result {
    record Changed() implements Result {}

    /// The new password breaks a rule; the link stays good.
    ///
    /// @param rule as a predicate to say after the password's name
    record Unfit(String rule) implements Result {}

    /// There is no such link, or it is spent, expired, or over for another reason: nobody is told
    /// which.
    record Refused() implements Result {}

    /// Too many have failed before.
    ///
    /// @param retryAfter in seconds
    record TooMany(int retryAfter) implements Result {}
  }

  /// Why an attempt to write was given up.
  private static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoppedException() {
      super(null, null, false, false);
    }
  }

  /// Makes a link for a user, in the place of their password, their sessions and the link before.
  public Link link(String userId) {
    ResourceKey key = new ResourceKey(Users.TYPE, userId);
    JsonObject user = user(key);
    if (user == null) {
      return new Link.NoSuchUser();
    }
    if (!User.isActive(user)) {
      return new Link.InactiveUser();
    }
    String token = TokenBytes.base64url(TokenBytes.random(TOKEN_BYTES));
    Instant now = clock.instant();
    Beside beside =
        new Beside(
            List.of(
                Credentials.remove(Users.TYPE, userId, UserHook.PASSWORD),
                Epochs.raise(Users.TYPE, userId, now),
                ResetLinks.put(userId, Sha256.of(token), now.plus(expiration))),
            List.of(),
            true);
    try {
      Written _ =
          store.written(
              Change.edit(key, PasswordReset::activeUser, Precondition.NONE).with(beside));
      return new Link.Made(token, expiration);
    } catch (StoppedException e) {
      return link(userId); // deleted or disabled meanwhile: says which
    }
  }

  private @Nullable JsonObject user(ResourceKey key) {
    ResourceVersion version = store.read(key);
    return version == null || version.deleted() ? null : version.resource();
  }

  private static JsonObject activeUser(@Nullable JsonObject stored) {
    if (stored == null || !User.isActive(stored)) {
      throw new StoppedException();
    }
    return stored;
  }

  /// Sets the password of whose link it is, and ends the link and all of their sessions.
  ///
  /// @param remoteAddress where it comes from
  /// @throws dev.andiron.resource.RefusedException `BUSY` where there is no room to hash just now
  public Result reset(String token, String password, String remoteAddress) {
    byte[] digest = Sha256.of(token);
    // Counted by the link and not by its user: whoever guesses at these 256 bits must not make the
    // user wait, nor whoever guesses at the user's password keep them from using their link.
    Guesses.Attempt attempt =
        guesses.look(Guesses.Kind.LINK, TokenBytes.base64url(digest), remoteAddress, null);
    int refusal = guesses.refusal(attempt);
    if (refusal > 0) {
      return new Result.TooMany(refusal);
    }
    String userId = links.userOf(digest, clock.instant());
    JsonObject user = userId == null ? null : user(new ResourceKey(Users.TYPE, userId));
    if (userId == null || user == null || !User.isActive(user)) {
      refusal = guesses.wrong(attempt);
      return refusal > 0 ? new Result.TooMany(refusal) : new Result.Refused();
    }
    String broken = rules.broken(password, userId, user);
    if (broken != null) {
      return new Result.Unfit(broken);
    }
    try {
      Written _ =
          store.written(
              Change.edit(
                  new ResourceKey(Users.TYPE, userId),
                  stored -> {
                    JsonObject active = activeUser(stored);
                    if (!userId.equals(links.userOf(digest, clock.instant()))) {
                      throw new StoppedException();
                    }
                    // The new password ends the link, as every new password does.
                    return active.with(UserHook.PASSWORD, Json.of(password));
                  },
                  Precondition.NONE));
      return new Result.Changed();
    } catch (StoppedException e) {
      return new Result.Refused();
    }
  }
}
