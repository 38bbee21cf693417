package dev.andiron.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// How long reads of one address take that come at a steady pace, whatever else the server does:
/// the median and the 99th percentile in milliseconds, and how many were not answered by 200. What
/// is read in the first seconds does not count: until then this program is compiled itself.
///
/// Arguments: the address, an access token, seconds, readers, reads per second of each.
public final class ReadLatency {
  private static final long WARM_UP = TimeUnit.SECONDS.toNanos(3);

  private ReadLatency() {}

  private record Readings(List<Long> nanos, int refused) {}

  public static void main(String[] args) throws InterruptedException, ExecutionException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(args[0]))
            .header("Authorization", "Bearer " + args[1])
            .build();
    long start = System.nanoTime() + WARM_UP;
    long end = start + TimeUnit.SECONDS.toNanos(Long.parseLong(args[2]));
    int readers = Integer.parseInt(args[3]);
    long pace = TimeUnit.SECONDS.toNanos(1) / Long.parseLong(args[4]);
    List<Long> all = new ArrayList<>();
    int refused = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(readers)) {
      List<Future<Readings>> running = new ArrayList<>();
      for (int i = 0; i < readers; i++) {
        running.add(threads.submit(() -> read(request, start, end, pace)));
      }
      for (Future<Readings> each : running) {
        all.addAll(each.get().nanos());
        refused += each.get().refused();
      }
    }
    Collections.sort(all);
    System.out.printf(
        Locale.ROOT,
        "%.2f\t%.2f\t%d\t%d%n",
        all.get(all.size() / 2) / 1e6,
        all.get(all.size() * 99 / 100) / 1e6,
        all.size(),
        refused);
  }

  /// A read that is late because the one before it was slow counts from when it was due.
  private static Readings read(HttpRequest request, long start, long end, long pace)
      throws IOException, InterruptedException {
    List<Long> nanos = new ArrayList<>();
    int refused = 0;
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (long due = System.nanoTime(); due < end; due += pace) {
        long wait = due - System.nanoTime();
        if (wait > 0) {
          LockSupport.parkNanos(wait);
        }
        int status = client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
        if (due >= start) {
          nanos.add(System.nanoTime() - due);
          refused += status == 200 ? 0 : 1;
        }
      }
    }
    return new Readings(nanos, refused);
  }
}
