package dev.andiron.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andiron.metrics.Metrics.Sample;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is counted, in Prometheus's text format 0.0.4")
class MetricsTest {
  private final Metrics metrics = new Metrics();

  @Test
  @DisplayName("a counter without labels is 0 before the first")
  void counter() {
    Counter lost = metrics.counter("lost_total", "Lost.");
    assertThat(metrics.text())
        .isEqualTo("# HELP lost_total Lost.\n# TYPE lost_total counter\nlost_total 0\n");
    lost.increment();
    lost.increment();
    assertThat(metrics.text()).endsWith("\nlost_total 2\n");
  }

  @Test
  @DisplayName("labels tell apart, and cannot end their quotes")
  void labels() {
    Counter counter = metrics.counter("a_total", "A.", "x", "y");
    counter.increment("1", "a\"b\\c\nd");
    assertThat(metrics.text()).endsWith("\na_total{x=\"1\",y=\"a\\\"b\\\\c\\nd\"} 1\n");
    assertThatThrownBy(() -> counter.increment("1")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("a histogram has steps that add up, a sum in seconds, and a count")
  void histogram() {
    Histogram.Series series = metrics.histogram("t_seconds", "T.", "o").of("x");
    series.took(1_000_000); // on a step
    series.took(1_000_001); // just beyond
    series.took(20_000_000_000L); // beyond the last
    assertThat(metrics.text())
        .contains("# TYPE t_seconds histogram\n")
        .contains("t_seconds_bucket{o=\"x\",le=\"0.001\"} 1\n")
        .contains("t_seconds_bucket{o=\"x\",le=\"0.002\"} 2\n")
        .contains("t_seconds_bucket{o=\"x\",le=\"10\"} 2\n")
        .contains("t_seconds_bucket{o=\"x\",le=\"+Inf\"} 3\n")
        .contains("t_seconds_sum{o=\"x\"} 20.002000001\n")
        .endsWith("t_seconds_count{o=\"x\"} 3\n");
  }

  @Test
  @DisplayName("what is told by others is asked for when it is read")
  void asked() {
    long[] now = {1};
    metrics.gauge("b", "B.", () -> now[0] / 4.0);
    metrics.family(
        "c", Metrics.Type.SUMMARY, "C.", () -> List.of(new Sample("_sum", List.of(), 1e18)));
    now[0] = 6;
    assertThat(metrics.text()).contains("\nb 1.5\n").endsWith("\nc_sum 1.0E18\n");
  }

  @Test
  @DisplayName("no name is given twice")
  void twice() {
    metrics.gauge("b", "B.", () -> 0);
    assertThatThrownBy(() -> metrics.counter("b", "B."))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("b");
  }

  @Test
  @DisplayName("nothing is lost when many count at once")
  void together() {
    Counter counter = metrics.counter("n_total", "N.", "i");
    Histogram histogram = metrics.histogram("h_seconds", "H.", "i");
    IntStream.range(0, 10_000)
        .parallel()
        .forEach(i -> {
          counter.increment(String.valueOf(i % 3));
          histogram.of("x").took(i);
        });
    assertThat(metrics.text())
        .contains("n_total{i=\"0\"} 3334\n", "n_total{i=\"1\"} 3333\n", "n_total{i=\"2\"} 3333\n")
        .contains("h_seconds_count{i=\"x\"} 10000\n");
  }
}
