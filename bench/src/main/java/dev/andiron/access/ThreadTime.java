package dev.andiron.access;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// What something takes of a processor, on one thread. On a machine that others use, too, a clock
/// on the wall would count their work.
final class ThreadTime {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int WARM_UP_ROUNDS = 3;

  /// Where the compiler must believe that answers go.
  private static final AtomicInteger SINK = new AtomicInteger();

  private ThreadTime() {}

  /// Does everything in turns and prints a row for each, tabs between: the name, the median of the
  /// rounds, the smallest and the largest, in microseconds, and the median by the limit.
  ///
  /// @param nanos that a round takes, about
  /// @param limit in microseconds
  static void print(Map<String, Supplier<?>> cases, int rounds, long nanos, double limit) {
    System.out.println("case\tmedian_us\tmin_us\tmax_us\tby_limit");
    Map<String, double[]> took = new LinkedHashMap<>();
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      for (Map.Entry<String, Supplier<?>> each : cases.entrySet()) {
        double micros = once(each.getValue(), nanos);
        if (round >= 0) {
          took.computeIfAbsent(each.getKey(), _ -> new double[rounds])[round] = micros;
        }
      }
    }
    for (Map.Entry<String, double[]> each : took.entrySet()) {
      double[] times = each.getValue();
      Arrays.sort(times);
      System.out.printf(
          Locale.ROOT,
          "%s\t%.2f\t%.2f\t%.2f\t%.2f%n",
          each.getKey(),
          times[rounds / 2],
          times[0],
          times[rounds - 1],
          times[rounds / 2] / limit);
    }
  }

  private static double once(Supplier<?> work, long nanos) {
    long began = THREADS.getCurrentThreadCpuTime();
    long took = 0;
    int times = 0;
    while (took < nanos) {
      for (int i = 0; i < 10; i++) {
        SINK.setOpaque(System.identityHashCode(work.get()));
      }
      times += 10;
      took = THREADS.getCurrentThreadCpuTime() - began;
    }
    return took / 1e3 / times;
  }
}
