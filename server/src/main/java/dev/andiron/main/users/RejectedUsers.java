package dev.andiron.main.users;

import dev.andiron.main.load.LoadException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// What was refused, as it stood in the file, so that it can be mended and imported. It may hold
/// passwords and hashes, so only its owner may read it. Made when there is something to write.
/// Thread-safe.
final class RejectedUsers implements AutoCloseable {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path file;
  private final String header;
  private @Nullable BufferedWriter out;

  /// @param header stands before them; empty for none
  RejectedUsers(Path file, String header) {
    this.file = file;
    this.header = header;
  }

  synchronized void add(String raw) {
    try {
      BufferedWriter writer = out;
      if (writer == null) {
        writer = open();
        out = writer;
      }
      writer.write(raw);
      writer.newLine();
      writer.flush();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private BufferedWriter open() throws IOException {
    Files.deleteIfExists(file);
    BufferedWriter writer;
    try {
      Path made =
          file.getFileSystem().supportedFileAttributeViews().contains("posix")
              ? Files.createFile(file, OWNER_ONLY)
              : Files.createFile(file);
      writer = Files.newBufferedWriter(made, StandardCharsets.UTF_8);
    } catch (FileAlreadyExistsException e) {
      throw new IOException("somebody else has just made it", e);
    }
    if (!header.isEmpty()) {
      writer.write(header);
      writer.newLine();
    }
    return writer;
  }

  private LoadException unwritable(IOException e) {
    return new LoadException("cannot write " + file + ": " + e.getMessage(), e);
  }

  /// Whether there is such a file now.
  synchronized boolean isWritten() {
    return out != null;
  }

  Path file() {
    return file;
  }

  @Override
  public synchronized void close() {
    BufferedWriter writer = out;
    if (writer != null) {
      try {
        writer.close();
      } catch (IOException e) {
        throw unwritable(e);
      }
    }
  }
}
