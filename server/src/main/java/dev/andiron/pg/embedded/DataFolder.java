package dev.andiron.pg.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// The data folder while this process has it for itself. The lock is the kernel's, so it is gone
/// with the process that held it; the process id in the file is for the message only.
final class DataFolder implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private DataFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  static DataFolder lock(Path given) {
    Path path = given.toAbsolutePath().normalize();
    try {
      create(path);
      path = path.toRealPath();
      FileChannel channel =
          FileChannel.open(
              path.resolve("andiron.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        String holder = read(channel);
        channel.close();
        throw new EmbeddedPostgresException(
            "the data folder " + path + " is in use by another server (pid " + holder + ")");
      }
      channel.truncate(0);
      channel.write(utf8(Long.toString(ProcessHandle.current().pid())), 0);
      return new DataFolder(path, channel);
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "cannot write to the data folder " + path + ": " + reason(e), e);
    }
  }

  /// A new folder can be read by its owner only; others may pass through when that is root, since
  /// PostgreSQL then runs as somebody else.
  private static void create(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      Files.createDirectories(path);
      permit(path, Account.isRoot() ? "rwx--x--x" : "rwx------");
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another server in this very process
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(20);
    channel.read(bytes, 0);
    String pid = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
    return pid.matches("\\d+") ? pid : "unknown";
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  /// Why the file system refused, in words.
  static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied (" + denied.getFile() + ")";
      case FileAlreadyExistsException exists -> exists.getFile() + " is not a folder";
      case FileSystemException other when other.getReason() != null ->
          other.getReason() + " (" + other.getFile() + ")";
      default -> String.valueOf(e.getMessage());
    };
  }

  Path path() {
    return path;
  }

  /// Where PostgreSQL's own files are.
  Path postgresql() throws IOException {
    Path home = path.resolve("postgresql");
    if (!Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(home);
      permit(home, Account.isRoot() ? "rwx--x--x" : "rwx------");
    }
    return home;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new EmbeddedPostgresException("cannot free the data folder " + path, e);
    }
  }
}
