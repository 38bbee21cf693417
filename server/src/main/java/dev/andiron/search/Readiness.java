package dev.andiron.search;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which search parameters this node may not search by just now, because the index does not hold
/// their values of every resource yet. Thread-safe; empty nearly always, and then it costs nothing.
public final class Readiness {
  /// How long a search waits for this node to take up what it heard of.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private volatile Map<String, Unready> byType = Map.of();

  private volatile long heard;
  private volatile long taken;

  /// @param codes of the type's parameters that wait
  record Unready(Set<String> codes, IndexProgress progress) {
    Unready with(Unready more) {
      Set<String> all = new HashSet<>(codes);
      all.addAll(more.codes());
      return new Unready(all, more.progress());
    }
  }

  /// A stored search parameter changed, or may have. From now on searches wait until that is taken
  /// up.
  synchronized void hear() {
    heard++;
  }

  long heard() {
    return heard;
  }

  /// All that was heard of until then is taken up.
  synchronized void take(long until) {
    taken = Math.max(taken, until);
    notifyAll();
  }

  /// Waits for what was heard of, a moment at most. Who stored a parameter here and then searches
  /// by it is not told that there is none.
  void await() {
    if (heard != taken) {
      awaitTaken();
    }
  }

  private synchronized void awaitTaken() {
    long until = heard;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      for (long left = PATIENCE.toMillis();
          taken < until && left > 0;
          left = Duration.ofNanos(deadline - System.nanoTime()).toMillis()) {
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The types of which some searches wait.
  public Set<String> waitingTypes() {
    return byType.keySet();
  }

  void set(Map<String, Unready> unready) {
    byType = Map.copyOf(unready);
  }

  /// Beside those that wait already.
  void add(Map<String, Unready> unready) {
    Map<String, Unready> all = new HashMap<>(byType);
    unready.forEach((type, more) -> all.merge(type, more, Unready::with));
    set(all);
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
