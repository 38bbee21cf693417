package dev.andiron.identity;

import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The table of links by which people set a new password, at most one of each user.
final class ResetLinks {
  private final Database database;

  ResetLinks(Database database) {
    this.database = database;
  }

  /// Whose link this is the digest of; null where it is nobody's, or not good any more.
  @Nullable String userOf(byte[] digest, Instant now) {
    return database.first(
        Statement.of(
            "select user_id from password_reset where digest = ? and expires_at > ?", digest, now),
        row -> row.text(1));
  }

  /// A new link, in the place of what the user had.
  static Statement put(String userId, byte[] digest, Instant expiresAt) {
    return Statement.of(
        """
        insert into password_reset (user_id, digest, expires_at) values (?, ?, ?)
        on conflict (user_id) do update
        set digest = excluded.digest, expires_at = excluded.expires_at
        """,
        userId,
        digest,
        expiresAt);
  }

  static Statement end(String userId) {
    return Statement.of("delete from password_reset where user_id = ?", userId);
  }
}
