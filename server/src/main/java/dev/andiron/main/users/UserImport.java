package dev.andiron.main.users;

import dev.andiron.json.JsonObject;
import dev.andiron.main.load.LoadException;
import dev.andiron.main.load.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Brings the users of a file, some at once, and goes on over those that are refused. Begun again,
/// it passes over those that are there.
public final class UserImport {
  private final RemoteUsers users;
  private final int parallel;
  private final PrintStream out;
  private final boolean terminal;

  /// @param parallel how many are on their way at once
  /// @param out where progress and faults are told
  /// @param terminal whether that is one, on which a line can be written over
  public UserImport(RemoteUsers users, int parallel, PrintStream out, boolean terminal) {
    this.users = users;
    this.parallel = parallel;
    this.out = out;
    this.terminal = terminal;
  }

  /// Brings them.
  ///
  /// @param rejected where what is refused is written; null for beside the file
  /// @return how many were refused
  /// @throws LoadException where it cannot go on
  public long run(Path file, @Nullable Path rejected) throws InterruptedException {
    try (UserFile content = UserFile.open(file);
        RejectedUsers refused =
            new RejectedUsers(
                rejected == null ? beside(file) : rejected.toAbsolutePath(), content.header())) {
      Progress progress = new Progress(out, terminal, "users", size(file));
      try (progress) {
        new Run(content, refused, progress).all();
      }
      out.println(progress.summary());
      if (refused.isWritten()) {
        out.println("What was refused is in " + refused.file());
      }
      return progress.refused();
    }
  }

  private static Path beside(Path file) {
    String name = String.valueOf(file.getFileName());
    boolean csv = name.matches("(?i).*\\.csv(\\.gz)?");
    return file.toAbsolutePath()
        .resolveSibling(
            name.replaceFirst("(?i)\\.[a-z]+(\\.gz)?$", "")
                + ".rejected."
                + (csv ? "csv" : "ndjson"));
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new LoadException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private final class Run {
    private final UserFile content;
    private final RejectedUsers refused;
    private final Progress progress;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    Run(UserFile content, RejectedUsers refused, Progress progress) {
      this.content = content;
      this.refused = refused;
      this.progress = progress;
    }

    void all() throws InterruptedException {
      Semaphore room = new Semaphore(2 * parallel);
      long taken = 0;
      try (ExecutorService workers = Executors.newFixedThreadPool(parallel)) {
        UserFile.Entry entry;
        while (failure.get() == null && (entry = content.next()) != null) {
          UserFile.Entry next = entry;
          progress.taken(content.taken() - taken);
          taken = content.taken();
          room.acquire();
          workers.execute(() -> {
            try {
              bring(next);
            } catch (RuntimeException e) {
              boolean _ = failure.compareAndSet(null, e);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            } finally {
              room.release();
            }
          });
        }
      }
      RuntimeException failed = failure.get();
      if (failed != null) {
        throw failed;
      }
    }

    private void bring(UserFile.Entry entry) throws InterruptedException {
      if (failure.get() != null) {
        return; // nothing more will be taken
      }
      JsonObject object = entry.content();
      if (object == null) {
        refuse(entry, String.valueOf(entry.fault()));
        return;
      }
      NewUser user;
      try {
        user = NewUser.of(object);
      } catch (NewUser.NamelessException e) {
        refuse(entry, "has no id, userName or email, so that nobody could sign in.");
        return;
      }
      switch (users.bring(user)) {
        case RemoteUsers.Outcome.Brought() -> progress.loaded(1);
        case RemoteUsers.Outcome.Known() -> progress.passed(1);
        case RemoteUsers.Outcome.Refused(String reason) -> refuse(entry, reason);
      }
    }

    private void refuse(UserFile.Entry entry, String reason) {
      progress.refused(1);
      refused.add(entry.raw());
      progress.say(entry.place() + ": " + printable(reason));
    }
  }

  /// Names in a file may hold what commands a terminal.
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
