package dev.andiron.identity;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonReader;
import dev.andiron.json.JsonWriter;
import dev.andiron.pg.Database;
import dev.andiron.pg.Insert;
import dev.andiron.pg.Row;
import dev.andiron.pg.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The table of how sessions stand, and that of their opaque access tokens.
final class SessionStates {
  private static final List<Insert.Column> STATE =
      columns(
          "id text, type text, user_id text, client_id text, user_epoch int8, client_epoch int8,"
              + " scope text, audience text, started timestamptz, exp timestamptz,"
              + " refresh_exp timestamptz, refresh_current bytea, idle_seconds int4,"
              + " ends_at timestamptz");
  private static final List<Insert.Column> ACCESS_TOKEN =
      columns("session_id text, digest bytea, exp timestamptz, scope text");

  private final Database database;

  SessionStates(Database database) {
    this.database = database;
  }

  private static List<Insert.Column> columns(String nameAndType) {
    return Arrays.stream(nameAndType.split(", ", -1))
        .map(column -> column.split(" ", -1))
        .map(column -> new Insert.Column(column[0], column[1]))
        .toList();
  }

  @Nullable SessionState find(String id) {
    return database.first(
        Statement.of(
            """
            select id, type, user_id, client_id, user_epoch, client_epoch, scope, audience, started,
              exp, refresh_exp, refresh_current, idle_seconds, ends_at, used_at, closed_at
            from session_state where id = ?
            """,
            id),
        SessionStates::state);
  }

  private static SessionState state(Row row) {
    return new SessionState(
        row.text(1),
        row.text(2),
        row.textOrNull(3),
        row.textOrNull(4),
        row.numberOrNull(5),
        row.numberOrNull(6),
        words(row.textOrNull(7)),
        GrantSettings.strings(JsonReader.read(row.text(8))),
        row.instant(9),
        row.instant(10),
        row.instantOrNull(11),
        row.bytesOrNull(12),
        seconds(row.numberOrNull(13)),
        row.instantOrNull(14),
        row.instantOrNull(15),
        row.instantOrNull(16));
  }

  private static @Nullable Duration seconds(@Nullable Long seconds) {
    return seconds == null ? null : Duration.ofSeconds(seconds);
  }

  static Insert insert(SessionState state) {
    return new Insert(
        "session_state",
        STATE,
        List.of(
            Arrays.asList(
                state.id(),
                state.type(),
                state.userId(),
                state.clientId(),
                state.userEpoch(),
                state.clientEpoch(),
                joined(state.scope()),
                JsonWriter.text(JsonArray.of(state.audience().stream().map(Json::of).toList())),
                state.started(),
                state.exp(),
                state.refreshExp(),
                state.refreshCurrent(),
                state.idleTimeout() == null
                    ? null
                    : Math.toIntExact(state.idleTimeout().toSeconds()),
                state.endsAt())));
  }

  static Statement close(String id, Instant now) {
    return Statement.of(
        "update session_state set closed_at = ? where id = ? and closed_at is null", now, id);
  }

  /// Lets a session of a user live on where the same transaction has raised their epoch. One that
  /// was over before stays so.
  static Statement outlive(String id, String userId) {
    return Statement.of(
        """
        update session_state s set user_epoch = e.epoch
        from epoch e
        where s.id = ? and s.user_id = ? and s.closed_at is null
          and e.kind = 'User' and e.id = ? and s.user_epoch = e.epoch - 1
        """,
        id,
        userId,
        userId);
  }

  /// Writes that a session is used now, unless it is closed or has lain unused for too long.
  ///
  /// @param before a use that may not have been written yet
  /// @return whether it was written
  boolean use(String id, Instant now, Instant before) {
    return database.execute(
            Statement.of(
                """
                update session_state set used_at = greatest(used_at, ?)
                where id = ? and closed_at is null
                  and (idle_seconds is null
                    or greatest(used_at, started, ?) + interval '1 second' * idle_seconds > ?)
                """,
                now,
                id,
                before,
                now))
        == 1;
  }

  /// What is known of one opaque access token.
  record AccessTokenRow(Instant exp, List<String> scope) {}

  @Nullable AccessTokenRow accessToken(String sessionId, byte[] digest) {
    return database.first(
        Statement.of(
            "select exp, scope from access_token where session_id = ? and digest = ?",
            sessionId,
            digest),
        row -> new AccessTokenRow(row.instant(1), words(row.textOrNull(2))));
  }

  static Insert insertAccessToken(
      String sessionId, byte[] digest, Instant exp, List<String> scope) {
    return new Insert(
        "access_token",
        ACCESS_TOKEN,
        List.of(Arrays.asList(sessionId, digest, exp, joined(scope))));
  }

  /// A refresh token is spent and another comes in its place.
  ///
  /// @param presented the digest of the one that was presented
  /// @param successor the digest of the one to be given
  /// @param graceFrom one spent later than this may be presented again
  /// @param accessDigest of the new access token where it is opaque
  record Rotation(
      String sessionId,
      byte[] presented,
      byte[] successor,
      Instant now,
      Instant graceFrom,
      Instant exp,
      Instant refreshExp,
      byte @Nullable [] accessDigest,
      List<String> scope) {}

  /// Rotates in one statement. Of many at once each waits for the row and then sees what the one
  /// before it left: the presented token is the current one (it becomes the spent one), or the
  /// spent one within its grace while its successor is still the current one, hence unused (the
  /// successor is replaced; the grace does not begin anew).
  ///
  /// @return false where the presented token was neither, or the session is closed or has lain
  ///   unused for too long
  boolean rotate(Rotation rotation) {
    return database.first(
            Statement.of(
                """
                with rotated as (
                  update session_state set
                    refresh_previous =
                      case when refresh_current = ? then refresh_current else refresh_previous end,
                    refresh_spent_at =
                      case when refresh_current = ? then ? else refresh_spent_at end,
                    refresh_current = ?,
                    exp = greatest(exp, ?),
                    refresh_exp = ?,
                    used_at = greatest(used_at, ?)
                  where id = ? and closed_at is null and refresh_exp > ?
                    and (idle_seconds is null
                      or greatest(used_at, started) + interval '1 second' * idle_seconds > ?)
                    and (refresh_current = ?
                      or (refresh_previous = ? and refresh_spent_at > ?))
                  returning id),
                dropped as (
                  delete from access_token
                  where session_id = (select id from rotated) and exp <= ?),
                kept as (
                  insert into access_token (session_id, digest, exp, scope)
                  select id, ?::bytea, ?, ?::text from rotated where ?::bytea is not null)
                select 1 from rotated
                """,
                rotation.presented(),
                rotation.presented(),
                rotation.now(),
                rotation.successor(),
                rotation.exp(),
                rotation.refreshExp(),
                rotation.now(),
                rotation.sessionId(),
                rotation.now(),
                rotation.now(),
                rotation.presented(),
                rotation.presented(),
                rotation.graceFrom(),
                rotation.now(),
                rotation.accessDigest(),
                rotation.exp(),
                joined(rotation.scope()),
                rotation.accessDigest()),
            row -> row.number(1))
        != null;
  }

  /// What is shown of a session.
  ///
  /// @param end when it was over; null while it is not
  record Standing(
      @Nullable Instant closedAt,
      @Nullable Instant end,
      Instant exp,
      @Nullable Instant refreshExp,
      @Nullable Instant usedAt) {
    boolean active() {
      return end == null;
    }
  }

  /// The standings of sessions, by id.
  Map<String, Standing> standings(List<String> ids, Instant now) {
    Map<String, Standing> standings = new HashMap<>();
    List<Standing> _ =
        database.query(
            Statement.of(
                """
                select s.id, s.closed_at, s.exp, s.refresh_exp, s.used_at,
                  least(
                    s.closed_at,
                    case when coalesce(u.epoch, 0) <> s.user_epoch then u.raised_at end,
                    case when coalesce(c.epoch, 0) <> s.client_epoch then c.raised_at end,
                    case when greatest(s.exp, s.refresh_exp) <= ?
                      then greatest(s.exp, s.refresh_exp) end,
                    case when i.idle_at <= ? then i.idle_at end)
                from session_state s
                left join epoch u on u.kind = 'User' and u.id = s.user_id
                left join epoch c on c.kind = 'Client' and c.id = s.client_id
                cross join lateral (
                  select greatest(s.used_at, s.started) + interval '1 second' * s.idle_seconds
                    as idle_at) i
                where s.id = any (?)
                """,
                now,
                now,
                new Statement.SqlArray("text", ids.toArray())),
            row -> {
              Standing standing =
                  new Standing(
                      row.instantOrNull(2),
                      row.instantOrNull(6),
                      row.instant(3),
                      row.instantOrNull(4),
                      row.instantOrNull(5));
              standings.put(row.text(1), standing);
              return standing;
            });
    return standings;
  }

  private static List<String> words(@Nullable String text) {
    return text == null || text.isEmpty() ? List.of() : Arrays.asList(text.split(" "));
  }

  private static @Nullable String joined(List<String> words) {
    return words.isEmpty() ? null : String.join(" ", words);
  }
}
