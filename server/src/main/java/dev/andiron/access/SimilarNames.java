package dev.andiron.access;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The names that somebody may have meant who wrote another one.
final class SimilarNames {
  private static final int MOST = 3;
  private static final int LONGEST = 64;

  /// What Aidbox tells apart and is one operation here.
  private static final Map<String, String> OF_AIDBOX =
      Map.of(
          "FhirPostSearch", "FhirSearch",
          "FhirSearchSystem", "FhirSearch",
          "FhirCompartmentSearch", "FhirSearch",
          "FhirHistoryInstance", "FhirHistory",
          "FhirBatch", "FhirTransaction",
          "FhirConditionalCreate", "FhirCreate");

  private SimilarNames() {}

  /// At most three of the names, the nearest first; none where none is near.
  static List<String> of(String name, Collection<String> names) {
    String known = OF_AIDBOX.get(name);
    if (known != null && names.contains(known)) {
      return List.of(known);
    }
    if (name.length() > LONGEST) {
      return List.of();
    }
    String folded = name.toLowerCase(Locale.ROOT);
    record Near(String name, int distance) {}
    List<Near> near =
        names.stream()
            .map(each -> new Near(each, distance(folded, each.toLowerCase(Locale.ROOT))))
            .filter(each -> each.distance() <= Math.max(2, each.name().length() / 3))
            .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
            .toList();
    return near.stream()
        .filter(each -> each.distance() == near.getFirst().distance())
        .limit(MOST)
        .map(Near::name)
        .toList();
  }

  /// How many characters must be put in, left out or replaced, or change places with the next, to
  /// make the one of the other.
  private static int distance(String a, String b) {
    int[] beforeThat = new int[b.length() + 1];
    int[] before = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] now = new int[b.length() + 1];
      now[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        now[j] = Math.min(replaced, Math.min(before[j], now[j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          now[j] = Math.min(now[j], beforeThat[j - 2] + 1);
        }
      }
      beforeThat = before;
      before = now;
    }
    return before[b.length()];
  }
}
