package dev.andiron.identity;

import dev.andiron.pg.Statement;
import java.time.Instant;

/// Raising an epoch: one row, and every session of a user or a client is over, with nothing that
/// could bring it back.
final class Epochs {
  private Epochs() {}

  /// @param kind `User` or `Client`
  static Statement raise(String kind, String id, Instant now) {
    return Statement.of(
        """
        insert into epoch as e (kind, id, epoch, raised_at) values (?, ?, 1, ?)
        on conflict (kind, id) do update set epoch = e.epoch + 1, raised_at = excluded.raised_at
        """,
        kind,
        id,
        now);
  }
}
