package dev.andiron.identity;

import java.time.Instant;
import java.util.List;

/// What makes a session alive, in SQL: it is neither closed nor ended with its user or client, a
/// token of it can still be used, and it has not lain unused for too long.
final class AliveSessions {
  /// The session as `s`, and what its life hangs on.
  static final String FROM =
      """
      session_state s
      left join epoch u on u.kind = 'User' and u.id = s.user_id
      left join epoch c on c.kind = 'Client' and c.id = s.client_id
      """;

  /// A condition on [#FROM], with the values of [#at].
  static final String CONDITION =
      """
      s.closed_at is null
        and (s.user_id is null or coalesce(u.epoch, 0) = s.user_epoch)
        and (s.client_id is null or coalesce(c.epoch, 0) = s.client_epoch)
        and (s.exp > ? or s.refresh_exp > ?)
        and (s.idle_seconds is null
          or greatest(s.used_at, s.started) + interval '1 second' * s.idle_seconds > ?)
      """;

  private AliveSessions() {}

  static List<Instant> at(Instant now) {
    return List.of(now, now, now);
  }
}
