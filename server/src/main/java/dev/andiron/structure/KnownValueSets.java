package dev.andiron.structure;

import org.jspecify.annotations.Nullable;

/// The value sets that profiles bind codes to.
@FunctionalInterface
public interface KnownValueSets {
  /// Whether a code is in a value set; null where that cannot be told here.
  ///
  /// @param system null where the element is a code alone: then any system counts
  @Nullable Boolean contains(String valueSet, @Nullable String system, String code);
}
