package dev.andiron.crypto;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/// What a password hash costs: the bare library in a tight loop as the limit, our hasher over it,
/// our hasher on the hashing pool, and BouncyCastle with and without its block pool.
///
/// Prints tab-separated medians, and the least CPU time of any round, which is the least disturbed.
/// The candidates take turns within a round, so that other load on the machine meets all of them;
/// CPU time is the figure to trust where there is such load. Arguments: hashes of each caller in a
/// turn, rounds.
public final class HashingBench {
  private static final String PASSWORD = "correct horse battery staple";
  private static final MethodHandle CLOCK_GETTIME =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("clock_gettime"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

  private HashingBench() {}

  private interface Candidate {
    /// Hashes once.
    void hash() throws InterruptedException;
  }

  private record Turn(double cpuMillis, double perSecond) {}

  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    int hashes = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 15;
    System.out.println(
        "m\tt\tp\tthreads\tcandidate\tcpu_ms\tcpu_ms_least\thashes_per_second\tbare_cpu_over_cpu\tleast_over_least");
    for (Argon2Parameters cost :
        List.of(Argon2Parameters.DEFAULT, new Argon2Parameters(7_168, 5, 1))) {
      for (int threads : new int[] {1, 2}) {
        measure(cost, threads, hashes, rounds);
      }
    }
  }

  private static void measure(Argon2Parameters cost, int threads, int hashes, int rounds)
      throws IOException, InterruptedException, ExecutionException {
    PasswordHasher hasher = new PasswordHasher(cost);
    PasswordHasher java = new PasswordHasher(cost, new BouncyCastleArgon2());
    PasswordHasher javaPooled =
        new PasswordHasher(cost, new BouncyCastleArgon2(threads * (cost.memory() + 8)));
    BareArgon2 library = new BareArgon2();
    Map<String, Supplier<Candidate>> candidates = new LinkedHashMap<>();
    candidates.put("bare libargon2", () -> library.loop(PASSWORD, cost)::run);
    candidates.put("our hasher, " + hasher.engine(), () -> () -> hasher.hash(PASSWORD));
    try (HashingPool pool =
        new HashingPool(threads, HashingPool.DEFAULT_QUEUE, HashingPool.DEFAULT_MAX_WAIT)) {
      candidates.put("our hashing pool", () -> () -> onPool(pool, hasher));
      candidates.put("BouncyCastle", () -> () -> java.hash(PASSWORD));
      candidates.put("BouncyCastle, block pool", () -> () -> javaPooled.hash(PASSWORD));
      Map<String, List<Turn>> turns = new LinkedHashMap<>();
      for (int round = -1; round < rounds; round++) { // the first warms up
        for (Map.Entry<String, Supplier<Candidate>> candidate : candidates.entrySet()) {
          // As many callers again wait at the pool as it has threads, or they would idle in
          // between.
          int callers = candidate.getKey().endsWith("hashing pool") ? 2 * threads : threads;
          Turn turn = turn(candidate.getValue(), callers, hashes);
          if (round >= 0) {
            turns.computeIfAbsent(candidate.getKey(), _ -> new ArrayList<>()).add(turn);
          }
        }
      }
      List<Turn> bare = turns.getOrDefault("bare libargon2", List.of());
      turns.forEach((name, all) -> {
        List<Double> shares = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
          shares.add(bare.get(round).cpuMillis() / all.get(round).cpuMillis());
        }
        System.out.printf(
            Locale.ROOT,
            "%d\t%d\t%d\t%d\t%s\t%.2f\t%.2f\t%.1f\t%.3f\t%.3f%n",
            cost.memory(),
            cost.iterations(),
            cost.parallelism(),
            threads,
            name,
            median(all.stream().map(Turn::cpuMillis).toList()),
            least(all),
            median(all.stream().map(Turn::perSecond).toList()),
            median(shares),
            least(bare) / least(all));
      });
    }
  }

  private static double least(List<Turn> turns) {
    return turns.stream().mapToDouble(Turn::cpuMillis).min().orElseThrow();
  }

  private static void onPool(HashingPool pool, PasswordHasher hasher) throws InterruptedException {
    try {
      String _ = pool.run(() -> hasher.hash(PASSWORD));
    } catch (BusyException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Turn turn(Supplier<Candidate> candidate, int callers, int hashes)
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      long cpu = processCpuNanos();
      long start = System.nanoTime();
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        done.add(
            threads.submit(() -> {
              Candidate own = candidate.get();
              for (int hash = 0; hash < hashes; hash++) {
                own.hash();
              }
              return hashes;
            }));
      }
      for (Future<?> each : done) {
        Object _ = each.get();
      }
      int count = hashes * callers;
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Turn((processCpuNanos() - cpu) / 1e6 / count, count / seconds);
    }
  }

  /// Of the whole process with its compiler and collector threads. Java's own figure counts in
  /// ticks of 10 ms, which is half a hash.
  private static long processCpuNanos() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment time = arena.allocate(16, 8);
      int error = (int) CLOCK_GETTIME.invokeExact(2, time); // Linux: CLOCK_PROCESS_CPUTIME_ID
      if (error != 0) {
        throw new IllegalStateException("clock_gettime: " + error);
      }
      return time.get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L
          + time.get(ValueLayout.JAVA_LONG, 8);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
