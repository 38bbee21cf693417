package dev.andiron.identity;

import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The tables of failures and of known sources. Counting and refusing are one statement under the
/// lock of the row, so they are exact however many guess at once, on whatever node.
final class GuessStore {
  /// How often a person is guessed at: each failure from the limit on makes the next try wait twice
  /// as long. What is waiting is not counted, and so not answered either.
  private static final String COUNT_WITH_DELAYS =
      """
      insert into sign_in_failure as f (subject, kind, failures, since, refused_until, who, began)
      values (?, ?, 1, ?, case when ? <= 1 then ?::timestamptz + interval '1 second' end, ?, ?)
      on conflict (subject) do update set (failures, since, refused_until, who, began) = (
        select n, greatest(f.since, excluded.since),
          case when n >= ? then
            excluded.since + interval '1 second' * least(power(2, least(n - ?, 30)), ?) end,
          excluded.who,
          case when n = 1 then excluded.began else coalesce(f.began, f.since) end
        from (select case when f.since <= ? then 1 else f.failures + 1 end as n) next)
      where f.refused_until is null or f.refused_until <= excluded.since
      returning failures
      """;

  /// How many failures a source, or all of them, may have in a window that the first one opens.
  private static final String COUNT_IN_WINDOW =
      """
      insert into sign_in_failure as f (subject, kind, failures, since, refused_until)
      values (?, ?, 1, ?, case when ? <= 1 then ?::timestamptz end)
      on conflict (subject) do update set (failures, since, refused_until) = (
        select n, s, case when n >= ? then s + interval '1 second' * ? end
        from (
          select
            case when f.since <= ? then 1 else f.failures + 1 end as n,
            case when f.since <= ? then excluded.since else f.since end as s) next)
      where f.refused_until is null or f.refused_until <= excluded.since
      returning failures
      """;

  private final Database database;

  GuessStore(Database database) {
    this.database = database;
  }

  /// Whom failures are counted for: hashes.
  ///
  /// @param pair the person at the source
  record Subjects(byte[] person, byte[] pair, byte[] source, byte[] all) {}

  /// What is known before a try; times are null where there are none.
  ///
  /// @param seenAt when the person last signed in from the source, to a day
  /// @param ownFailures of the person at the source, as long as they are kept
  /// @param otherFailures of the person at sources that were new to them, likewise
  record Seen(
      @Nullable Instant seenAt,
      long ownFailures,
      long otherFailures,
      @Nullable Instant pairUntil,
      @Nullable Instant personUntil,
      @Nullable Instant sourceUntil,
      @Nullable Instant allUntil) {
    static final Seen NOTHING = new Seen(null, 0, 0, null, null, null, null);
  }

  Seen see(Subjects subjects) {
    return Objects.requireNonNull(
        database.first(
            Statement.of(
                """
                select
                  (select seen_at from known_source where pair = ?),
                  coalesce((select failures from sign_in_failure where subject = ?), 0),
                  coalesce((select failures from sign_in_failure where subject = ?), 0),
                  (select refused_until from sign_in_failure where subject = ?),
                  (select refused_until from sign_in_failure where subject = ?),
                  (select refused_until from sign_in_failure where subject = ?),
                  (select refused_until from sign_in_failure where subject = ?)
                """,
                subjects.pair(),
                subjects.pair(),
                subjects.person(),
                subjects.pair(),
                subjects.person(),
                subjects.source(),
                subjects.all()),
            row ->
                new Seen(
                    row.instantOrNull(1),
                    row.number(2),
                    row.number(3),
                    row.instantOrNull(4),
                    row.instantOrNull(5),
                    row.instantOrNull(6),
                    row.instantOrNull(7))));
  }

  /// One failure more, with growing delays.
  ///
  /// @param who `User/…` or `Client/…`; null for a name that nobody has
  /// @param longest the delay at most
  /// @param forgotten failures are forgotten if the last of them was then or before
  static Statement withDelays(
      byte[] subject,
      String kind,
      @Nullable String who,
      int limit,
      Instant now,
      Duration longest,
      Instant forgotten) {
    return Statement.of(
        COUNT_WITH_DELAYS,
        subject,
        kind,
        now,
        limit,
        now,
        who,
        now,
        limit,
        limit,
        longest.toSeconds(),
        forgotten);
  }

  /// One failure more in a window.
  static Statement inWindow(byte[] subject, String kind, int limit, Instant now, Duration window) {
    Instant begin = now.minus(window);
    return Statement.of(
        COUNT_IN_WINDOW,
        subject,
        kind,
        now,
        limit,
        now.plus(window),
        limit,
        window.toSeconds(),
        begin,
        begin);
  }

  /// Counts by all of these statements, or by none where one of them is about somebody who is
  /// refused. They lock in the order in which they are given, which must be that of their kinds.
  ///
  /// @return whether it was counted
  boolean count(List<Statement> failures) {
    try {
      return database.transaction(transaction -> {
        for (Statement failure : failures) {
          if (transaction.first(failure, row -> row.number(1)) == null) {
            throw new AlreadyRefused();
          }
        }
        return true;
      });
    } catch (AlreadyRefused e) {
      return false; // and rolled back
    }
  }

  private static final class AlreadyRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    AlreadyRefused() {
      super(null, null, false, false);
    }
  }

  /// Remembers that somebody signed in from somewhere.
  void know(byte[] pair, Instant now) {
    database.execute(
        Statement.of(
            """
            insert into known_source (pair, seen_at) values (?, ?)
            on conflict (pair) do update set seen_at = excluded.seen_at
            """,
            pair,
            now));
  }

  void forget(byte[] subject) {
    database.execute(Statement.of("delete from sign_in_failure where subject = ?", subject));
  }

  /// Those of this server who have failed so often that they have to wait, the latest first.
  ///
  /// @param since of the last failure
  List<Lockouts.Lockout> delayed(Instant since, int most) {
    return database.query(
        Statement.of(
            """
            select who, kind, failures, coalesce(began, since), since, refused_until
            from sign_in_failure
            where who is not null and refused_until is not null and since > ?
            order by since desc, who, kind limit ?
            """,
            since,
            most),
        row ->
            new Lockouts.Lockout(
                row.text(1),
                row.text(2).equals("pair"),
                row.number(3),
                row.instant(4),
                row.instant(5),
                row.instant(6)));
  }

  /// Forgets all failures of somebody, wherever they were.
  ///
  /// @param who `User/…` or `Client/…`
  /// @return whether there were any
  boolean forgetAll(String who) {
    return database.execute(Statement.of("delete from sign_in_failure where who = ?", who)) > 0;
  }

  /// Removes what decides nothing any more.
  void purge(Instant failuresSince, Instant seenAt) {
    database.execute(Statement.of("delete from sign_in_failure where since <= ?", failuresSince));
    database.execute(Statement.of("delete from known_source where seen_at <= ?", seenAt));
  }
}
