package dev.andiron.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.andiron.resource.ChangeListener;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.Trust;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What this node remembers of the resources of one type, by id. A remembered value is believed
/// only while the change feed is ([Trust]); otherwise, and for what is not remembered, the database
/// is asked. Absence is never remembered. Thread-safe.
final class TrustedCache<V> implements ChangeListener {
  private final String type;
  private final Trust trust;
  private final Function<String, @Nullable V> load;
  private final Cache<String, V> values;
  private final LongAdder fromMemory = new LongAdder();
  private final LongAdder fromDatabase = new LongAdder();

  /// @param load reads a value from the database; throws what that throws
  TrustedCache(String type, int size, Trust trust, Function<String, @Nullable V> load) {
    this.type = type;
    this.trust = trust;
    this.load = load;
    this.values = Caffeine.newBuilder().maximumSize(size).build();
  }

  @Nullable V get(String id) {
    if (trust.holds()) {
      V remembered = values.getIfPresent(id);
      if (remembered != null) {
        fromMemory.increment();
        return remembered;
      }
    }
    fromDatabase.increment();
    ResourceKey key = new ResourceKey(type, id);
    long position = trust.position();
    V loaded = load.apply(id);
    if (loaded != null) {
      // The look at the feed and the fill are one step under the key's lock, so that a change heard
      // of between them cannot be overwritten: the feed moves on first and tells us then.
      V _ = values.asMap().compute(id, (_, _) -> trust.keeps(key, position) ? loaded : null);
    }
    return loaded;
  }

  /// How many were answered from memory since it was made.
  long fromMemory() {
    return fromMemory.sum();
  }

  /// For how many the database was asked.
  long fromDatabase() {
    return fromDatabase.sum();
  }

  @Override
  public void changed(ResourceKey key) {
    if (key.type().equals(type)) {
      values.invalidate(key.id());
    }
  }

  @Override
  public void reset() {
    values.invalidateAll();
  }
}
