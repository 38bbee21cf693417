package dev.andiron.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts what happens, told apart by labels. Thread-safe.
public final class Counter {
  private final List<String> labels;
  private final Map<List<String>, LongAdder> counts = new ConcurrentHashMap<>();

  Counter(List<String> labels) {
    this.labels = labels;
    if (labels.isEmpty()) {
      counts.put(labels, new LongAdder()); // known to be 0 before the first
    }
  }

  /// It happened once more.
  ///
  /// @param values of its labels, in their order
  public void increment(String... values) {
    counts.computeIfAbsent(List.of(values), this::fitting).increment();
  }

  private LongAdder fitting(List<String> values) {
    if (values.size() != labels.size()) {
      throw new IllegalArgumentException("the labels are " + labels);
    }
    return new LongAdder();
  }

  List<Metrics.Sample> samples() {
    List<Metrics.Sample> samples = new ArrayList<>();
    counts.forEach((values, count) ->
        samples.add(new Metrics.Sample("", paired(labels, values), (double) count.sum())));
    return samples;
  }

  /// Names and values by turns.
  static List<String> paired(List<String> names, List<String> values) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      pairs.add(names.get(i));
      pairs.add(values.get(i));
    }
    return pairs;
  }
}
