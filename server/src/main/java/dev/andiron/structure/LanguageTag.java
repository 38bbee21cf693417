package dev.andiron.structure;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Reads a language tag by the grammar of RFC 5646 §2.1: subtags by their place and length.
final class LanguageTag {
  /// §2.1, `irregular`: registered before the grammar and not of it. The regular ones are of it.
  private static final Set<String> IRREGULAR =
      Set.of(
          "en-gb-oed",
          "i-ami",
          "i-bnn",
          "i-default",
          "i-enochian",
          "i-hak",
          "i-klingon",
          "i-lux",
          "i-mingo",
          "i-navajo",
          "i-pwn",
          "i-tao",
          "i-tay",
          "i-tsu",
          "sgn-be-fr",
          "sgn-be-nl",
          "sgn-ch-de");

  private final String[] subtags;
  private int at;

  private LanguageTag(String[] subtags) {
    this.subtags = subtags;
  }

  static boolean isWellFormed(String tag) {
    if (tag.length() == 2 && isAlpha(tag)) {
      return true; // most are
    }
    String lower = tag.toLowerCase(Locale.ROOT);
    LanguageTag reader = new LanguageTag(lower.split("-", -1));
    return reader.isTag() || IRREGULAR.contains(lower);
  }

  private boolean isTag() {
    for (String subtag : subtags) {
      if (subtag.isEmpty() || subtag.length() > 8 || !isAlphanumeric(subtag)) {
        return false;
      }
    }
    if (!subtags[0].equals("x")) {
      if (!isAlpha(subtags[0]) || subtags[0].length() < 2) {
        return false;
      }
      at = 1;
      for (int i = 0; i < 3 && subtags[0].length() <= 3 && is(3, 3) && isAlpha(subtags[at]); i++) {
        at++; // extlang
      }
      if (is(4, 4) && isAlpha(subtags[at])) {
        at++; // script
      }
      if ((is(2, 2) && isAlpha(subtags[at])) || (is(3, 3) && isDigits(subtags[at]))) {
        at++; // region
      }
      while (is(5, 8) || (is(4, 4) && Character.isDigit(subtags[at].charAt(0)))) {
        at++; // variant
      }
      if (!extensions()) {
        return false;
      }
    }
    if (is(1, 1) && subtags[at].equals("x")) {
      return at + 1 < subtags.length; // privateuse takes the rest
    }
    return at == subtags.length;
  }

  private boolean extensions() {
    Set<String> singletons = new HashSet<>(2);
    while (is(1, 1) && !subtags[at].equals("x")) {
      if (!singletons.add(subtags[at++]) || !is(2, 8)) {
        return false;
      }
      while (is(2, 8)) {
        at++;
      }
    }
    return true;
  }

  private boolean is(int least, int most) {
    return at < subtags.length && subtags[at].length() >= least && subtags[at].length() <= most;
  }

  private static boolean isAlpha(String text) {
    return text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
  }

  private static boolean isDigits(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean isAlphanumeric(String text) {
    return text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
  }
}
