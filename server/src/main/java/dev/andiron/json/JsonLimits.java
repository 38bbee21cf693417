package dev.andiron.json;

/// How much a reader takes before it refuses. Sizes of bodies are the caller's to bound.
///
/// @param depth how deep objects and arrays may nest
/// @param numberLength characters of one number, its exponent's digits included
/// @param exponent the largest absolute exponent of a number
public record JsonLimits(int depth, int numberLength, int exponent) {
  public static final JsonLimits DEFAULT = new JsonLimits(100, 100, 1000);
}
