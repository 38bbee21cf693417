package dev.andiron.search;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How far the index of a type is: a walk over its resources that runs, or the last one.
///
/// @param waiting the codes of the parameters that nobody can search by until it is done, sorted
/// @param whole whether it renews the rows of every parameter
/// @param done resources
/// @param total resources, estimated when it began; null where it has not begun
/// @param failed resources whose values could not be taken
/// @param finished null while it runs
/// @param error the last resource that failed, and why; null where none did
/// @param running for how long, so far
public record IndexProgress(
    String type,
    List<String> waiting,
    boolean whole,
    long done,
    @Nullable Long total,
    long failed,
    Instant started,
    @Nullable Instant finished,
    @Nullable String error,
    Duration running) {
  private static final int LEAST_SECONDS = 2;
  private static final int MOST_SECONDS = 60;

  public IndexProgress {
    waiting = List.copyOf(waiting);
  }

  static IndexProgress unknown(String type) {
    return new IndexProgress(
        type, List.of(), false, 0, null, 0, Instant.EPOCH, null, null, Duration.ZERO);
  }

  /// 0 to 100; 100 only when it is finished.
  public int percent() {
    if (finished != null) {
      return 100;
    }
    return total == null || total == 0 ? 0 : (int) Math.min(99, done * 100 / total);
  }

  String words() {
    return total == null
        ? "about to begin"
        : String.format(
            Locale.ROOT, "%,d of %,d resources, %d %%", done, Math.max(total, done), percent());
  }

  /// By the speed so far.
  int retryAfterSeconds() {
    if (total == null || done == 0) {
      return LEAST_SECONDS;
    }
    long left = Math.max(total - done, 0) * running.toMillis() / done / 1000;
    return Math.clamp(left, LEAST_SECONDS, MOST_SECONDS);
  }
}
