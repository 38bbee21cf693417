package dev.andiron.crypto;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The claims of a JWT (RFC 7519 §4) in their order: String, Long, Double, Boolean, List or Map.
public record Claims(Map<String, Object> values) {
  public Claims {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /// A claim that is a string.
  public Optional<String> string(String name) {
    return values.get(name) instanceof String string ? Optional.of(string) : Optional.empty();
  }

  /// A claim that is a whole number, as `exp` and `iat` are here.
  public OptionalLong number(String name) {
    return values.get(name) instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
  }

  /// RFC 7519 §4.1.4 and §4.1.5: on or after `exp` a token must not be accepted, nor before `nbf`.
  /// One without `exp`, which we never make, has expired; `nbf` we never make, and keep to.
  public boolean areInTime(Instant now) {
    OptionalLong exp = number("exp");
    OptionalLong nbf = values.containsKey("nbf") ? number("nbf") : OptionalLong.of(Long.MIN_VALUE);
    return exp.isPresent()
        && now.getEpochSecond() < exp.getAsLong()
        && nbf.isPresent()
        && now.getEpochSecond() >= nbf.getAsLong();
  }
}
