package dev.andiron.audit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.andiron.resource.ResourceKey;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Of refusals for too many failures, the first of a person or client from a source is recorded,
/// and then one a minute: refusing costs nothing, and whoever is refused must not fill the records.
/// Thread-safe.
final class Lockouts {
  private static final Duration ONE_IN = Duration.ofMinutes(1);
  private static final int MOST = 10_000;

  private final Cache<Lockout, Boolean> recorded;

  private record Lockout(@Nullable ResourceKey user, @Nullable ResourceKey client, String source) {}

  Lockouts(Clock clock) {
    Ticker ticker = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
    this.recorded =
        Caffeine.newBuilder().ticker(ticker).maximumSize(MOST).expireAfterWrite(ONE_IN).build();
  }

  /// @param user null where nobody has the name that was tried
  /// @param client the same
  boolean isNew(@Nullable ResourceKey user, @Nullable ResourceKey client, String source) {
    return recorded.asMap().putIfAbsent(new Lockout(user, client, source), true) == null;
  }
}
