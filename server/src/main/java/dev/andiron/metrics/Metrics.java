package dev.andiron.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// All that is counted in one server. A room that wants to count something makes its counter here,
/// once, when it is made itself:
///
/// ```java
/// this.dropped = metrics.counter("andiron_audit_dropped_total", "Audit events that were lost.");
/// metrics.gauge("andiron_audit_queue", "Audit events that wait.", queue::size);
/// ```
///
/// and `docs/operations.md` gets a row for it (a test compares). Thread-safe; counting takes no
/// lock.
public final class Metrics {
  private final ConcurrentMap<String, Family> families = new ConcurrentSkipListMap<>();

  /// What a family is to Prometheus.
  public enum Type {
    COUNTER,
    GAUGE,
    SUMMARY,
    HISTOGRAM
  }

  /// One line of the text.
  ///
  /// @param suffix behind the name of the family: `_sum`, or nothing
  /// @param labels names and values by turns
  public record Sample(String suffix, List<String> labels, double value) {
    public Sample {
      labels = List.copyOf(labels);
    }

    public static Sample of(double value, String... labels) {
      return new Sample("", List.of(labels), value);
    }
  }

  private record Family(String name, Type type, String help, Supplier<List<Sample>> samples) {}

  /// Something that happens. Its name ends in `_total`.
  ///
  /// @param labels names of what its occurrences are told apart by; their values are few and never
  ///   come from outside
  /// @throws IllegalArgumentException where the name is taken
  public Counter counter(String name, String help, String... labels) {
    Counter counter = new Counter(List.of(labels));
    family(name, Type.COUNTER, help, counter::samples);
    return counter;
  }

  /// What somebody counts already.
  public void counter(String name, String help, LongSupplier value) {
    family(name, Type.COUNTER, help, () -> List.of(Sample.of((double) value.getAsLong())));
  }

  /// Something that is so many or so much now.
  public void gauge(String name, String help, DoubleSupplier value) {
    family(name, Type.GAUGE, help, () -> List.of(Sample.of(value.getAsDouble())));
  }

  /// How long something took, in seconds.
  ///
  /// @param labels as for a counter
  public Histogram histogram(String name, String help, String... labels) {
    Histogram histogram = new Histogram(List.of(labels));
    family(name, Type.HISTOGRAM, help, histogram::samples);
    return histogram;
  }

  /// Whatever else: its samples are asked for when somebody reads.
  public void family(String name, Type type, String help, Supplier<List<Sample>> samples) {
    if (families.putIfAbsent(name, new Family(name, type, help, samples)) != null) {
      throw new IllegalArgumentException("two families are called " + name);
    }
  }

  /// The names of what is counted.
  public Set<String> names() {
    return Set.copyOf(families.keySet());
  }

  /// All of it, in Prometheus's text format 0.0.4.
  public String text() {
    StringBuilder text = new StringBuilder(8192);
    for (Family family : families.values()) {
      String name = family.name();
      text.append("# HELP ").append(name).append(' ').append(family.help()).append('\n');
      text.append("# TYPE ").append(name).append(' ');
      text.append(
          switch (family.type()) {
            case COUNTER -> "counter";
            case GAUGE -> "gauge";
            case SUMMARY -> "summary";
            case HISTOGRAM -> "histogram";
          });
      text.append('\n');
      for (Sample sample : new ArrayList<>(family.samples().get())) {
        line(text, name, sample);
      }
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String name, Sample sample) {
    text.append(name).append(sample.suffix());
    List<String> labels = sample.labels();
    for (int i = 0; i < labels.size(); i += 2) {
      text.append(i == 0 ? '{' : ',').append(labels.get(i)).append("=\"");
      text.append(
          labels.get(i + 1).replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
      text.append('"');
    }
    text.append(labels.isEmpty() ? " " : "} ").append(number(sample.value())).append('\n');
  }

  static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
