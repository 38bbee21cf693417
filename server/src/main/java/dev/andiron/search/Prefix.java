package dev.andiron.search;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How an ordered value is compared (https://hl7.org/fhir/R4/search.html#prefix).
enum Prefix {
  EQ,
  NE,
  GT,
  LT,
  GE,
  LE,
  SA,
  EB,
  AP;

  /// The prefix of a value, `eq` where it has none.
  static Prefix of(String value) {
    Prefix written = written(value);
    return written == null ? EQ : written;
  }

  /// The value without its prefix.
  static String strip(String value) {
    return written(value) == null ? value : value.substring(2);
  }

  private static @Nullable Prefix written(String value) {
    for (Prefix prefix : values()) {
      if (value.startsWith(prefix.name().toLowerCase(Locale.ROOT))) {
        return prefix;
      }
    }
    return null;
  }
}
