package dev.andiron.identity;

import dev.andiron.pg.Statement;
import dev.andiron.resource.ChangeFeed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How many sessions one person may have at one client: a new one ends the oldest.
final class SessionsPerUser {
  private SessionsPerUser() {}

  /// The statements that go with a new session of a user, after it was inserted. Sign-ins of one
  /// user at one client go through one after the other from here to the commit, so that each sees
  /// those before it, on whatever node.
  ///
  /// @param made the new one, which is not ended by itself
  /// @param limit how many may be left, with the new one
  static List<Statement> endOldest(SessionState made, int limit, Instant now) {
    List<@Nullable Object> values = new ArrayList<>();
    values.add(now);
    values.add(made.userId());
    values.add(made.clientId());
    values.add(made.type());
    values.addAll(AliveSessions.at(now));
    values.add(made.id());
    values.add(limit);
    Statement ended =
        Statement.of(
            """
            update session_state set closed_at = ?
            where id in (
              select s.id from %s
              where s.user_id = ? and s.client_id is not distinct from ?::text and s.type = ?
                and %s
              order by s.id = ? desc, s.started desc, s.id desc
              offset ?)
            returning id
            """
                .formatted(AliveSessions.FROM, AliveSessions.CONDITION),
            values.toArray());
    return List.of(
        Statement.of(
            "select pg_advisory_xact_lock(hashtextextended(?, 0))",
            String.join(
                " ", "sessions", made.type(), made.userId(), String.valueOf(made.clientId()))),
        ChangeFeed.announceEach(SessionHook.TYPE, ended));
  }
}
