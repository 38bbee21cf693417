package dev.andiron.main.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Loads files: one thread reads them, several send what it read. What is read and not yet sent is
/// bounded, whatever the files' size.
public final class Loader {
  /// Pieces in memory, in bytes; one that is larger waits until it is alone.
  private static final int ROOM = 48 * 1024 * 1024;

  private final Destination destination;
  private final Options options;
  private final PrintStream out;
  private final boolean terminal;
  private final Semaphore room = new Semaphore(ROOM);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /// How to load.
  ///
  /// @param parallel how many pieces are on their way at once
  /// @param keepIds false makes up new ids for what refers to itself by `urn:uuid:`
  /// @param report the file for what was refused; the memory of what was done is beside it
  /// @param anew whether what was done in an earlier run is to be done again
  /// @param patience how long a server that went away or has no room is asked again
  public record Options(
      int parallel, boolean keepIds, Path report, boolean anew, Duration patience) {}

  /// @param out for the progress
  /// @param terminal whether somebody looks at it
  public Loader(Destination destination, Options options, PrintStream out, boolean terminal) {
    this.destination = destination;
    this.options = options;
    this.out = out;
    this.terminal = terminal;
  }

  /// Loads files and folders; how many resources were refused.
  ///
  /// @throws LoadException where it cannot go on
  public long load(List<Path> given) throws InterruptedException {
    List<List<Path>> groups = Inputs.inOrder(given);
    Path memory = options.report().resolveSibling(options.report().getFileName() + ".state");
    try (LoadState state = LoadState.open(memory, options.anew());
        LoadReport report = LoadReport.open(options.report())) {
      if (state.size() > 0) {
        out.println("Going on with what " + memory + " remembers; --anew loads everything again");
      }
      Progress progress = new Progress(out, terminal, "resources", size(groups));
      try (progress) {
        Ids ids = new Ids(options.keepIds(), state.seed());
        Run run = new Run(new Sender(destination, options.patience()), state, report, progress);
        for (List<Path> group : groups) {
          load(group, ids, run);
        }
      }
      out.println(progress.summary());
      if (progress.refused() > 0) {
        out.println("What was refused, and why, is in " + options.report());
      } else {
        state.forget();
      }
      return progress.refused();
    }
  }

  private static long size(List<List<Path>> groups) {
    long size = 0;
    for (List<Path> group : groups) {
      for (Path file : group) {
        try {
          size += Files.size(file);
        } catch (IOException e) {
          throw new LoadException("cannot read " + file, e);
        }
      }
    }
    return size;
  }

  /// Returns when all of the group is done.
  private void load(List<Path> group, Ids ids, Run run) throws InterruptedException {
    try (ExecutorService senders = Executors.newFixedThreadPool(options.parallel())) {
      for (Path file : group) {
        new FileReader(file, ids, run.sink(senders)).read();
      }
      senders.shutdown();
      boolean _ = senders.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }
    check();
  }

  private void check() {
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Throwable e -> throw new LoadException("loading broke off: " + e, e);
    }
  }

  /// What one run works with.
  private final class Run {
    private final Sender sender;
    private final LoadState state;
    private final LoadReport report;
    private final Progress progress;

    Run(Sender sender, LoadState state, LoadReport report, Progress progress) {
      this.sender = sender;
      this.state = state;
      this.report = report;
      this.progress = progress;
    }

    FileReader.Sink sink(ExecutorService senders) {
      return new FileReader.Sink() {
        @Override
        public void piece(Piece piece) throws InterruptedException {
          String key = piece.key(destination.name());
          if (piece.parts().isEmpty() || state.isDone(key)) {
            progress.passed(piece.parts().size());
            progress.taken(piece.taken());
            return;
          }
          int weight = Math.min(ROOM, piece.bundle().length);
          room.acquire(weight);
          check();
          senders.execute(() -> send(piece, key, weight));
        }

        @Override
        public void fault(Path file, @Nullable String place, String message) {
          report.fault(file, place, message);
          progress.refused(1);
        }
      };
    }

    private void send(Piece piece, String key, int weight) {
      try {
        if (failure.get() == null) {
          List<Sender.Refusal> refusals = sender.send(piece);
          took(piece, key, refusals);
        }
      } catch (InterruptedException | RuntimeException | Error e) {
        boolean _ = failure.compareAndSet(null, e); // whoever waits throws it
      } finally {
        room.release(weight);
      }
    }

    private void took(Piece piece, String key, List<Sender.Refusal> refusals) {
      int refused = 0;
      for (Sender.Refusal refusal : refusals) {
        refused += refusal.part() == null ? piece.parts().size() : 1;
        report.refused(piece, refusal.part(), refusal.status(), refusal.outcome());
      }
      if (refused == 0) {
        state.done(key);
      }
      progress.loaded(piece.parts().size() - refused);
      progress.refused(refused);
      progress.taken(piece.taken());
    }
  }
}
