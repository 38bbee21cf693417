package dev.andiron.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts how long something took, in steps from a millisecond to ten seconds. Thread-safe.
public final class Histogram {
  private static final long[] STEPS_MILLIS = {
    1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000
  };
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final List<String> labels;
  private final Map<List<String>, Series> series = new ConcurrentHashMap<>();

  Histogram(List<String> labels) {
    this.labels = labels;
  }

  /// Those of these values of the labels. To be kept by whoever counts often: looking it up costs
  /// more than counting.
  public Series of(String... values) {
    return series.computeIfAbsent(List.of(values), this::fitting);
  }

  private Series fitting(List<String> values) {
    if (values.size() != labels.size()) {
      throw new IllegalArgumentException("the labels are " + labels);
    }
    return new Series();
  }

  /// The counts of one combination of labels. Thread-safe, without a lock.
  public static final class Series {
    private final LongAdder[] steps = new LongAdder[STEPS_MILLIS.length + 1];
    private final LongAdder nanos = new LongAdder();

    private Series() {
      for (int i = 0; i < steps.length; i++) {
        steps[i] = new LongAdder();
      }
    }

    /// It took so long.
    public void took(long nanoseconds) {
      int step = 0;
      while (step < STEPS_MILLIS.length && nanoseconds > STEPS_MILLIS[step] * NANOS_PER_MILLI) {
        step++;
      }
      steps[step].increment();
      nanos.add(nanoseconds);
    }
  }

  List<Metrics.Sample> samples() {
    List<Metrics.Sample> samples = new ArrayList<>();
    series.forEach((values, each) -> add(samples, Counter.paired(labels, values), each));
    return samples;
  }

  private static void add(List<Metrics.Sample> samples, List<String> labels, Series series) {
    long count = 0;
    for (int i = 0; i < series.steps.length; i++) {
      count += series.steps[i].sum();
      List<String> withStep = new ArrayList<>(labels);
      withStep.add("le");
      withStep.add(i < STEPS_MILLIS.length ? Metrics.number(STEPS_MILLIS[i] / 1000.0) : "+Inf");
      samples.add(new Metrics.Sample("_bucket", withStep, (double) count));
    }
    samples.add(new Metrics.Sample("_sum", labels, series.nanos.sum() / NANOS_PER_SECOND));
    samples.add(new Metrics.Sample("_count", labels, (double) count));
  }
}
