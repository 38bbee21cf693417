package dev.andiron.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which search parameters this node may not search by just now, because the index does not hold
/// their values of every resource yet. Thread-safe; empty nearly always, and then it costs nothing.
public final class Readiness {
  private volatile Map<String, Unready> byType = Map.of();

  /// @param codes of the type's parameters that wait
  record Unready(Set<String> codes, IndexProgress progress) {}

  void set(Map<String, Unready> unready) {
    byType = Map.copyOf(unready);
  }

  /// @throws IndexNotReadyException where the query uses, or sorts by, a parameter that waits
  void check(String type, List<QueryParameter> used) {
    Unready unready = byType.get(type);
    if (unready == null) {
      return;
    }
    List<String> waiting =
        codes(used).stream().filter(unready.codes()::contains).distinct().toList();
    if (!waiting.isEmpty()) {
      throw new IndexNotReadyException(type, waiting, unready.progress());
    }
  }

  private static List<String> codes(List<QueryParameter> used) {
    List<String> codes = new ArrayList<>();
    for (QueryParameter parameter : used) {
      if (parameter.name().equals("_sort")) {
        for (String key : parameter.value().split(",", -1)) {
          codes.add(key.startsWith("-") ? key.substring(1) : key);
        }
      } else {
        codes.add(parameter.name().split("[:.]", 2)[0]);
        codes.add(parameter.name()); // what a modifier is answered from may wait by itself
      }
    }
    return codes;
  }
}
