package dev.andiron.json;

import java.math.BigDecimal;

/// A JSON number, as it was written: `1.10` and `1.0E2` stay what they are. Two numbers are equal
/// when their texts are. The reader bounds digits and exponent ([JsonLimits]), so [#decimal] is
/// safe to call on what came from outside.
public record JsonNumber(String text) implements Json {

  public BigDecimal decimal() {
    return new BigDecimal(text);
  }

  /// Whether this is written as an integer, with neither fraction nor exponent.
  public boolean isInteger() {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' || c == 'e' || c == 'E') {
        return false;
      }
    }
    return true;
  }
}
