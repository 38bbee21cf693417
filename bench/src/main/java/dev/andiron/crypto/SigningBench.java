package dev.andiron.crypto;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/// What an access token (RS256, 2048 bits) and a refresh token (HS256) cost to make and to verify,
/// on one thread. Prints tab-separated medians. Arguments: seconds of each turn, rounds.
public final class SigningBench {
  private SigningBench() {}

  public static void main(String[] args) throws JwtException {
    double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 2;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 7;
    RsaKey rsa = RsaKey.generate("k1");
    HmacKey hmac = HmacKey.generate("r1");
    Claims claims =
        new Claims(Map.of("iss", "http://localhost:8080", "sub", "user", "exp", 1_800_000_000L));
    JwtSigner access = new JwtSigner(rsa);
    JwtSigner refresh = new JwtSigner(hmac);
    JwtVerifier verifier = new JwtVerifier(List.of(rsa, hmac));
    String accessToken = access.sign(claims);
    String refreshToken = refresh.sign(claims);
    Map<String, Supplier<Object>> candidates = new LinkedHashMap<>();
    candidates.put("RS256 sign", () -> access.sign(claims));
    candidates.put("RS256 verify", () -> verified(() -> verifier.verifyAccess(accessToken)));
    candidates.put("HS256 sign", () -> refresh.sign(claims));
    candidates.put("HS256 verify", () -> verified(() -> verifier.verifyRefresh(refreshToken)));
    System.out.println("operation\tcpu_us\tper_cpu_second");
    candidates.forEach((name, work) -> {
      List<Double> micros = new ArrayList<>();
      for (int round = -2; round < rounds; round++) { // the first two warm up
        double each = turn(work, seconds);
        if (round >= 0) {
          micros.add(each);
        }
      }
      double median = micros.stream().sorted().toList().get(rounds / 2);
      System.out.printf(Locale.ROOT, "%s\t%.1f\t%.0f%n", name, median, 1e6 / median);
    });
  }

  private interface Verification {
    Claims run() throws JwtException;
  }

  private static Claims verified(Verification verification) {
    try {
      return verification.run();
    } catch (JwtException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Microseconds of this thread's CPU for one.
  private static double turn(Supplier<Object> work, double seconds) {
    long cpu = threadCpuNanos();
    long end = System.nanoTime() + (long) (seconds * 1e9);
    long count = 0;
    while (System.nanoTime() < end) {
      for (int i = 0; i < 10; i++) {
        if (work.get().hashCode() == 42) {
          count++; // the work must not look unused
        }
      }
      count += 10;
    }
    return (threadCpuNanos() - cpu) / 1e3 / count;
  }

  private static long threadCpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
