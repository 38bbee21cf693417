package dev.andiron.search;

import java.util.Locale;

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
    for (Prefix prefix : values()) {
      if (value.startsWith(prefix.name().toLowerCase(Locale.ROOT))) {
        return prefix;
      }
    }
    return EQ;
  }

  /// The value without its prefix.
  static String strip(String value) {
    return value.length() > 2 && Character.isLetter(value.charAt(0)) ? value.substring(2) : value;
  }
}
