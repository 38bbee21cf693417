package dev.andiron.identity;

import dev.andiron.config.Settings.SignInLimits;
import dev.andiron.crypto.KeyedHash;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Statement;
import dev.andiron.pg.Upkeep;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whoever guesses at passwords and secrets is made to wait, and the person guessed at is not kept
/// out: where they have signed in before, only failures of theirs from there count
/// (docs/adr/0027-guessing.md). Thread-safe; all nodes of a database count together.
///
/// A try is looked at before anything is hashed ([#look]), and decided afterwards ([#right],
/// [#wrong]): whoever is refused by then learns nothing from it.
public final class Guesses implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Guesses.class);

  /// The delay after the last of many failures.
  static final Duration LONGEST_DELAY = Duration.ofMinutes(15);

  /// How long after the last failure those of a person are forgotten; beyond every delay.
  static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

  /// In which a source, and all of them, may have so many failures.
  static final Duration WINDOW = Duration.ofMinutes(10);

  /// How long a source is known for a person after they signed in from there.
  static final Duration KNOWN_FOR = Duration.ofDays(90);

  /// A sign-in is written down as often, at most.
  private static final Duration NOTED_EVERY = Duration.ofDays(1);

  private static final Duration PURGED_EVERY = Duration.ofMinutes(10);

  private final GuessStore store;
  private final KeyedHash hash;
  private final SignInLimits limits;
  private final Clock clock;
  private final Upkeep purging = new Upkeep("guesses", PURGED_EVERY, this::purge);

  /// @param secret that all nodes share and the database does not know
  public Guesses(Database database, String secret, SignInLimits limits, Clock clock) {
    this.store = new GuessStore(database);
    this.hash = new KeyedHash(secret.getBytes(StandardCharsets.UTF_8));
    this.limits = limits;
    this.clock = clock;
  }

  /// Whom a try says to be.
  enum Kind {
    /// By the id of a user.
    USER,
    /// By a folded name that is no user's.
    NAME,
    /// By the id of a client, of which there may be none.
    CLIENT,
    /// By the token of a link, of which there may be none.
    LINK
  }

  /// A try to sign in, as it stood at the moment of a look.
  ///
  /// @param who `User/…` or `Client/…`; null for a name that nobody has
  record Attempt(@Nullable String who, GuessStore.Subjects subjects, GuessStore.Seen seen) {}

  /// Looks at a try before it is checked.
  ///
  /// @param remoteAddress a literal IP address
  /// @param who whom the failures are shown for ([Lockouts]): `User/…` or `Client/…`; null where
  ///   there is nobody of this id, of which nothing is kept but a hash
  Attempt look(Kind kind, String id, String remoteAddress, @Nullable String who) {
    String source = SourceAddress.of(remoteAddress);
    String what = kind.name();
    return look(
        who,
        new GuessStore.Subjects(
            hash.tag("person", what, id),
            hash.tag("pair", what, id, source),
            hash.tag("source", source),
            hash.tag("all")));
  }

  private Attempt look(@Nullable String who, GuessStore.Subjects subjects) {
    return new Attempt(who, subjects, isOff() ? GuessStore.Seen.NOTHING : store.see(subjects));
  }

  private boolean isOff() {
    return limits.failures() == 0 && limits.sourceFailures() == 0 && limits.globalFailures() == 0;
  }

  /// As it stands now.
  private Attempt again(Attempt attempt) {
    return look(attempt.who(), attempt.subjects());
  }

  /// What is worth to be known of a sign-in that is about to be taken; null where nobody counts.
  @Nullable Circumstances circumstances(Attempt attempt) {
    GuessStore.Seen seen = attempt.seen();
    return isOff()
        ? null
        : new Circumstances(
            !isKnown(seen, clock.instant()),
            Math.toIntExact(seen.ownFailures() + seen.otherFailures()));
  }

  /// How long it takes until such a try is taken, in seconds; 0 where it is taken now.
  int refusal(Attempt attempt) {
    GuessStore.Seen seen = attempt.seen();
    Instant now = clock.instant();
    @Nullable Instant person = isKnown(seen, now) ? seen.pairUntil() : seen.personUntil();
    Stream<@Nullable Instant> all =
        isKnown(seen, now)
            ? Stream.of(on(limits.failures(), person))
            : Stream.of(
                on(limits.failures(), person),
                on(limits.sourceFailures(), seen.sourceUntil()),
                on(limits.globalFailures(), seen.allUntil()));
    return all.mapToInt(until -> seconds(now, until)).max().orElse(0);
  }

  private static @Nullable Instant on(int limit, @Nullable Instant until) {
    return limit == 0 ? null : until;
  }

  private static int seconds(Instant now, @Nullable Instant until) {
    return until == null || !until.isAfter(now)
        ? 0
        : Math.toIntExact(Math.ceilDiv(Duration.between(now, until).toMillis(), 1000L));
  }

  private static boolean isKnown(GuessStore.Seen seen, Instant now) {
    return seen.seenAt() != null && seen.seenAt().isAfter(now.minus(KNOWN_FOR));
  }

  /// Decides a try that was wrong: it counts.
  ///
  /// @return 0, or where it was refused meanwhile how long that lasts, in seconds: then nobody may
  ///   be told that it was wrong
  int wrong(Attempt attempt) {
    List<Statement> failures = failures(attempt);
    if (failures.isEmpty() || store.count(failures)) {
      return 0;
    }
    return Math.max(1, refusal(again(attempt)));
  }

  private List<Statement> failures(Attempt attempt) {
    GuessStore.Subjects subjects = attempt.subjects();
    Instant now = clock.instant();
    boolean known = isKnown(attempt.seen(), now);
    List<Statement> failures = new ArrayList<>();
    if (limits.failures() > 0) {
      failures.add(
          GuessStore.withDelays(
              known ? subjects.pair() : subjects.person(),
              known ? "pair" : "person",
              attempt.who(),
              limits.failures(),
              now,
              LONGEST_DELAY,
              now.minus(FORGOTTEN_AFTER)));
    }
    if (!known && limits.sourceFailures() > 0) {
      failures.add(
          GuessStore.inWindow(subjects.source(), "source", limits.sourceFailures(), now, WINDOW));
    }
    if (!known && limits.globalFailures() > 0) {
      failures.add(
          GuessStore.inWindow(subjects.all(), "all", limits.globalFailures(), now, WINDOW));
    }
    return failures;
  }

  /// Decides a try that was right, by how it stands now: it makes the source known, and failures of
  /// this person from there are forgotten.
  ///
  /// @return 0, or where it is refused how long that lasts, in seconds: then nobody may be told
  ///   that it was right
  int right(Attempt attempt) {
    Attempt now = again(attempt);
    int refusal = refusal(now);
    if (refusal == 0) {
      boolean _ = note(now);
    }
    return refusal;
  }

  /// Keeps what a try that was taken tells.
  ///
  /// @return whether there was anything to keep
  boolean note(Attempt attempt) {
    if (isOff()) {
      return false;
    }
    Instant now = clock.instant();
    Instant seenAt = attempt.seen().seenAt();
    boolean isNew = seenAt == null || !seenAt.isAfter(now.minus(NOTED_EVERY));
    if (isNew) {
      store.know(attempt.subjects().pair(), now);
    }
    boolean forgets = attempt.seen().ownFailures() > 0;
    if (forgets) {
      store.forget(attempt.subjects().pair());
    }
    return isNew || forgets;
  }

  /// Begins to remove what is old.
  public void start() {
    purging.start();
  }

  void purge() {
    Instant now = clock.instant();
    try {
      store.purge(now.minus(FORGOTTEN_AFTER), now.minus(KNOWN_FOR));
    } catch (DatabaseException e) {
      LOG.warn("old failures to sign in are not removed ({})", e.state());
    }
  }

  /// Ends what removes what is old.
  @Override
  public void close() {
    purging.close();
  }
}
