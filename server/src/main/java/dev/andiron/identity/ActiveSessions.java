package dev.andiron.identity;

import dev.andiron.pg.Statement;
import dev.andiron.search.ComputedParameter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/// `Session?active=…`: computed as [SessionHook] computes the element, so that search and read
/// agree.
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
          select from %s
          where s.id = %s and %s)
        """
            .formatted(active ? "" : "not", AliveSessions.FROM, idColumn, AliveSessions.CONDITION),
        AliveSessions.at(now).toArray());
  }

  private static boolean isTrue(String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("active takes true or false");
    };
  }
}
