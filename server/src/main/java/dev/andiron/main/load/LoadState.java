package dev.andiron.main.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The memory of what was done, in a file, for a load that is started again. A piece is written
/// down after it was acknowledged: killed between the two it is sent again, which changes nothing.
/// The file is this load's alone. Thread-safe.
final class LoadState implements AutoCloseable {
  private static final String HEAD = "andiron-load 1 ";
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

  private final Path file;
  private final FileChannel channel;
  private final FileLock lock;
  private final String seed;
  private final Set<String> done = new HashSet<>();

  private LoadState(Path file, FileChannel channel, FileLock lock, boolean anew)
      throws IOException {
    this.file = file;
    this.channel = channel;
    this.lock = lock;
    String text = anew ? "" : Files.readString(file);
    // What was being written when the load was killed has no end of its line.
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    BufferedReader lines = new BufferedReader(new StringReader(whole));
    String head = lines.readLine();
    if (head != null && !head.startsWith(HEAD)) {
      throw new LoadException(file + " is not the memory of a load; name another --report");
    }
    channel.truncate(whole.getBytes(StandardCharsets.UTF_8).length);
    channel.position(channel.size());
    if (head == null) {
      this.seed = UUID.randomUUID().toString();
      append(HEAD + seed);
    } else {
      this.seed = head.substring(HEAD.length());
    }
    lines.lines().filter(line -> KEY.matcher(line).matches()).forEach(done::add);
  }

  /// @param anew whether what was done before is to be forgotten
  /// @throws LoadException where the file cannot be used, or another load uses it
  static LoadState open(Path file, boolean anew) {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      boolean opened = false;
      try {
        @Nullable FileLock lock = channel.tryLock();
        if (lock == null) {
          throw new LoadException("another load uses " + file);
        }
        LoadState state = new LoadState(file, channel, lock, anew);
        opened = true;
        return state;
      } finally {
        if (!opened) {
          channel.close();
        }
      }
    } catch (java.nio.channels.OverlappingFileLockException e) {
      throw new LoadException("another load uses " + file, e);
    } catch (IOException e) {
      throw new LoadException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /// Of the ids that are made up; stays as long as the file.
  String seed() {
    return seed;
  }

  synchronized int size() {
    return done.size();
  }

  synchronized boolean isDone(String key) {
    return done.contains(key);
  }

  synchronized void done(String key) {
    if (done.add(key)) {
      try {
        append(key);
      } catch (IOException e) {
        throw new LoadException("cannot write " + file + ": " + e.getMessage(), e);
      }
    }
  }

  private void append(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      int _ = channel.write(bytes);
    }
  }

  /// All was done: there is nothing to go on with.
  void forget() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new LoadException("cannot delete " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new LoadException("cannot close " + file, e);
    }
  }
}
