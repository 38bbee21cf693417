package dev.andiron.search;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// Brings quantities to units in which they can be compared. Thread-safe.
interface Units {
  /// What a unit is in the unit that all of its dimension are compared in; null where the system or
  /// the unit is not known, or is of a kind that must not be compared with others.
  @Nullable Canonical canonical(String system, String code);

  /// `(value + before) * factor`, in a canonical unit.
  ///
  /// @param unit the canonical unit's name
  record Canonical(String unit, BigDecimal before, BigDecimal factor) {
    /// Factors such as 1/60 are kept to some 30 digits: rounded to these, 60/min is 1/s.
    private static final MathContext DIGITS = new MathContext(21, RoundingMode.HALF_EVEN);

    BigDecimal of(BigDecimal value) {
      return value.add(before).multiply(factor).round(DIGITS);
    }
  }
}
