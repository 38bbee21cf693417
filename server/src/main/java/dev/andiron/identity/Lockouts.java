package dev.andiron.identity;

import dev.andiron.config.Settings.SignInLimits;
import dev.andiron.pg.Database;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Those who have to wait before they may try to sign in again ([Guesses]), for whoever looks after
/// them: seen, and let off. Thread-safe.
public final class Lockouts {
  private static final Logger LOG = LoggerFactory.getLogger(Lockouts.class);

  private static final int MOST = 1_000;

  private final GuessStore store;
  private final Users users;
  private final Clients clients;
  private final SignInLimits limits;
  private final Clock clock;

  public Lockouts(
      Database database, Users users, Clients clients, SignInLimits limits, Clock clock) {
    this.store = new GuessStore(database);
    this.users = users;
    this.clients = clients;
    this.limits = limits;
    this.clock = clock;
  }

  /// Somebody who has failed as often as is taken: after each failure more they wait for longer.
  ///
  /// @param who `User/…` or `Client/…`
  /// @param knownSource whether this is of one source at which they have signed in before, or else
  ///   of all others together
  /// @param began when the first of these failures was
  /// @param last when the last was
  /// @param until no try is taken before; it may have passed
  public record Lockout(
      String who, boolean knownSource, long failures, Instant began, Instant last, Instant until) {}

  /// All of them, who failed last first; at most 1000.
  public List<Lockout> list() {
    return limits.failures() == 0
        ? List.of()
        : store.delayed(clock.instant().minus(Guesses.FORGOTTEN_AFTER), MOST);
  }

  /// What came of letting somebody off.
  public enum Lifted {
    LIFTED,
    /// They had not failed.
    NOTHING,
    /// There is nobody of this id.
    NOBODY
  }

  /// Forgets the failures of a user, wherever they were: the next try is taken, on every node.
  public Lifted ofUser(String id) {
    return users.find(id) == null ? Lifted.NOBODY : lifted(Users.TYPE + "/" + id);
  }

  /// The same of a client; other nodes may refuse it for a second more.
  public Lifted ofClient(String id) {
    return clients.find(id) == null ? Lifted.NOBODY : lifted(Clients.TYPE + "/" + id);
  }

  private Lifted lifted(String who) {
    if (!store.forgetAll(who)) {
      return Lifted.NOTHING;
    }
    LOG.info("{} does not have to wait any more before signing in", who);
    return Lifted.LIFTED;
  }
}
