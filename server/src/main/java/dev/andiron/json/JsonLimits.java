package dev.andiron.json;

import java.util.Set;

/// How much a reader takes before it refuses. Sizes of bodies are the caller's to bound.
///
/// @param depth how deep objects and arrays may nest
/// @param numberLength characters of one number, its exponent's digits included
/// @param exponent the largest absolute exponent of a number
/// @param whole the names of members whose text may have a NUL character
public record JsonLimits(int depth, int numberLength, int exponent, Set<String> whole) {
  public static final JsonLimits DEFAULT = new JsonLimits(100, 100, 1000);

  public JsonLimits {
    whole = Set.copyOf(whole);
  }

  public JsonLimits(int depth, int numberLength, int exponent) {
    this(depth, numberLength, exponent, Set.of());
  }

  /// The same, where the texts of these members are taken whole.
  public JsonLimits takingWhole(Set<String> names) {
    return new JsonLimits(depth, numberLength, exponent, names);
  }
}
