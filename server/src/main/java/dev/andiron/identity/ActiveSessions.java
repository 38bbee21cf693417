package dev.andiron.identity;

import dev.andiron.pg.Statement;
import dev.andiron.search.ComputedParameter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/// `Session?active=…`: computed as [SessionHook] computes the element, so that search and read
/// agree. A session is active while it is neither closed nor ended with its user or client, and a
/// token of it can still be used.
public final class ActiveSessions implements ComputedParameter {
  private final Clock clock;

  public ActiveSessions(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String type() {
    return "Session";
  }

  @Override
  public String code() {
    return "active";
  }

  @Override
  public Statement condition(String idColumn, List<String> orValues) {
    boolean active = orValues.stream().anyMatch(value -> isTrue(value));
    boolean inactive = orValues.stream().anyMatch(value -> !isTrue(value));
    if (active && inactive) {
      return Statement.of("true");
    }
    Instant now = clock.instant();
    return Statement.of(
        """
        %s exists (
          select from session_state s
          left join epoch u on u.kind = 'User' and u.id = s.user_id
          left join epoch c on c.kind = 'Client' and c.id = s.client_id
          where s.id = %s and s.closed_at is null
            and (s.user_id is null or coalesce(u.epoch, 0) = s.user_epoch)
            and (s.client_id is null or coalesce(c.epoch, 0) = s.client_epoch)
            and (s.exp > ? or s.refresh_exp > ?))
        """
            .formatted(active ? "" : "not", idColumn),
        now,
        now);
  }

  private static boolean isTrue(String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("active takes true or false");
    };
  }
}
