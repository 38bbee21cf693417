package dev.andiron.crypto;

import dev.andiron.crypto.SealException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Set;

/// The encryption key of a server that was given none: a file of its own in the data folder, which
/// only its owner reads.
public final class KeyFile {
  private static final String NAME = "encryption.key";

  private KeyFile() {}

  /// The vault of `<data>/encryption.key`, which is made on the first start. Two servers that start
  /// at once over one folder get the same key.
  ///
  /// @throws SealException if the file can neither be read nor made, others can read it, or it
  ///   holds no key
  public static KeyVault vault(Path data) {
    Path file = data.resolve(NAME);
    try {
      if (!Files.exists(file)) {
        make(data, file);
      }
      refuseForeignEyes(file);
      return KeyVault.of(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new SealException(Reason.KEY_FILE, "cannot use the key file " + file, e);
    }
  }

  /// Writes a new key beside its place, on disk before it gets its name; a hard link takes the name
  /// only if nobody has it.
  private static void make(Path data, Path file) throws IOException {
    boolean posix = Files.getFileStore(data).supportsFileAttributeView("posix");
    FileAttribute<?>[] secret =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    Path fresh = Files.createTempFile(data, NAME, ".new", secret);
    try {
      String key = Base64.getEncoder().encodeToString(TokenBytes.random(32)) + "\n";
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(key.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      try {
        Files.createLink(file, fresh);
      } catch (FileAlreadyExistsException e) {
        return; // another server was first: its key is the key
      } catch (UnsupportedOperationException e) {
        Files.move(fresh, file); // a file system without hard links: not over one that exists
      }
    } finally {
      Files.deleteIfExists(fresh);
    }
    if (posix) {
      try (FileChannel folder = FileChannel.open(data, StandardOpenOption.READ)) {
        folder.force(true); // the name, too, is on disk before anything is sealed
      }
    }
  }

  private static void refuseForeignEyes(Path file) throws IOException {
    if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
      return;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    permissions.remove(PosixFilePermission.OWNER_READ);
    permissions.remove(PosixFilePermission.OWNER_WRITE);
    if (!permissions.isEmpty()) {
      throw new SealException(
          Reason.KEY_FILE, "the key file " + file + " is open to others; chmod 600 it");
    }
  }
}
