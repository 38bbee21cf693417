package dev.andiron.main.load;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Tells how far it is: a line that is written over on a terminal, and else a line every few
/// seconds. Thread-safe.
public final class Progress implements AutoCloseable {
  private static final Duration ON_A_TERMINAL = Duration.ofMillis(250);
  private static final Duration ELSEWHERE = Duration.ofSeconds(5);

  private static final int BAR = 20;

  private final PrintStream out;
  private final String what;
  private final boolean terminal;
  private final long size;
  private final long began = System.nanoTime();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread teller;
  private long loaded;
  private long passed;
  private long refused;
  private long taken;

  /// @param what is loaded, in words
  /// @param size of all files, in bytes
  public Progress(PrintStream out, boolean terminal, String what, long size) {
    this.out = out;
    this.what = what;
    this.terminal = terminal;
    this.size = size;
    this.teller = Thread.ofPlatform().daemon().name("progress").start(this::tell);
  }

  private void tell() {
    Duration every = terminal ? ON_A_TERMINAL : ELSEWHERE;
    try {
      while (!ended.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
        show(line());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void show(String line) {
    if (terminal) {
      out.print("\r" + line + "\033[K");
      out.flush();
    } else {
      out.println(line);
    }
  }

  /// @param entries that are there now
  public synchronized void loaded(int entries) {
    loaded += entries;
  }

  /// @param entries that an earlier run loaded
  public synchronized void passed(int entries) {
    passed += entries;
  }

  public synchronized void refused(int entries) {
    refused += entries;
  }

  /// A line that stays.
  public synchronized void say(String line) {
    out.println(terminal ? "\r\033[K" + line : line);
  }

  /// @param bytes of the files that are done with
  public synchronized void taken(long bytes) {
    taken += bytes;
  }

  public synchronized long refused() {
    return refused;
  }

  private synchronized String line() {
    double seconds = seconds();
    StringBuilder line = new StringBuilder();
    if (terminal && size > 0) {
      int full = Math.toIntExact(Math.min(BAR, BAR * taken / size));
      line.append('[').append("#".repeat(full)).append(" ".repeat(BAR - full)).append("] ");
    }
    line.append(counts(seconds));
    if (size > 0 && taken > 0 && taken < size) {
      long left = Math.round(seconds * (size - taken) / taken);
      line.append(", ").append(100 * taken / size).append(" %, about ").append(time(left));
      line.append(" left");
    }
    return line.toString();
  }

  private double seconds() {
    return Math.max(0.001, (System.nanoTime() - began) / 1e9);
  }

  private String counts(double seconds) {
    StringBuilder counts = new StringBuilder();
    counts.append(String.format(Locale.ROOT, "%,d ", loaded) + what);
    counts.append(String.format(Locale.ROOT, ", %,d per second", Math.round(loaded / seconds)));
    if (passed > 0) {
      counts.append(String.format(Locale.ROOT, ", %,d there before", passed));
    }
    if (refused > 0) {
      counts.append(String.format(Locale.ROOT, ", %,d refused", refused));
    }
    return counts.toString();
  }

  private static String time(long seconds) {
    if (seconds < 90) {
      return seconds + " s";
    }
    return seconds < 5400
        ? Math.round(seconds / 60.0) + " min"
        : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }

  /// What it came to.
  public synchronized String summary() {
    double seconds = seconds();
    return counts(seconds) + String.format(Locale.ROOT, ", in %.1f s", seconds);
  }

  @Override
  public void close() {
    ended.countDown();
    boolean interrupted = false;
    try {
      teller.join();
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (terminal) {
      out.print("\r\033[K");
      out.flush();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
