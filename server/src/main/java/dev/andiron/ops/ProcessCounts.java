package dev.andiron.ops;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.andiron.metrics.Metrics;
import dev.andiron.metrics.Metrics.Sample;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// What the JVM knows of itself, by the names under which every Java program tells Prometheus.
public final class ProcessCounts {
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final double NANOS_PER_SECOND = 1e9;

  private ProcessCounts() {}

  public static void tell(Metrics metrics) {
    memory(metrics, "jvm_memory_used_bytes", "Memory in use.", MemoryUsage::getUsed);
    memory(metrics, "jvm_memory_committed_bytes", "Memory taken.", MemoryUsage::getCommitted);
    memory(metrics, "jvm_memory_max_bytes", "Memory there may be.", MemoryUsage::getMax);
    metrics.family(
        "jvm_gc_collection_seconds",
        Metrics.Type.SUMMARY,
        "Time spent in collections, and how many.",
        ProcessCounts::collections);
    metrics.gauge(
        "jvm_threads_current",
        "Threads of the platform; virtual ones are not counted.",
        () -> threads().getThreadCount());
    metrics.gauge(
        "process_start_time_seconds",
        "When the process began, since 1970.",
        () -> ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS_PER_SECOND);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      metrics.family(
          "process_cpu_seconds_total",
          Metrics.Type.COUNTER,
          "Time of processors that was used.",
          () -> List.of(Sample.of(system.getProcessCpuTime() / NANOS_PER_SECOND)));
      metrics.gauge(
          "process_open_fds",
          "Open files and connections.",
          () -> (double) system.getOpenFileDescriptorCount());
    }
  }

  private static ThreadMXBean threads() {
    return ManagementFactory.getThreadMXBean();
  }

  private static void memory(
      Metrics metrics, String name, String help, ToLongFunction<MemoryUsage> value) {
    metrics.family(
        name,
        Metrics.Type.GAUGE,
        help,
        () -> {
          var memory = ManagementFactory.getMemoryMXBean();
          return List.of(
              Sample.of((double) value.applyAsLong(memory.getHeapMemoryUsage()), "area", "heap"),
              Sample.of(
                  (double) value.applyAsLong(memory.getNonHeapMemoryUsage()), "area", "nonheap"));
        });
  }

  private static List<Sample> collections() {
    List<Sample> samples = new ArrayList<>();
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      List<String> labels = List.of("gc", collector.getName());
      samples.add(new Sample("_count", labels, (double) collector.getCollectionCount()));
      samples.add(new Sample("_sum", labels, collector.getCollectionTime() / MILLIS_PER_SECOND));
    }
    return samples;
  }
}
