package dev.andiron.pg.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads the tar format (POSIX.1-1988 ustar and GNU's) as far as an archive of programs needs it:
/// files, folders and symbolic links. Anything else is refused, not skipped.
final class TarArchive {
  private static final int BLOCK = 512;

  private final InputStream archive;
  private final Path target;

  private TarArchive(InputStream archive, Path target) {
    this.archive = archive;
    this.target = target;
  }

  static void unpack(InputStream archive, Path target) throws IOException {
    new TarArchive(archive, target).unpack();
  }

  private void unpack() throws IOException {
    byte[] header = archive.readNBytes(BLOCK);
    while (header.length == BLOCK && header[0] != 0) {
      entry(header);
      header = archive.readNBytes(BLOCK);
    }
  }

  private void entry(byte[] header) throws IOException {
    String name = text(header, 0, 100);
    boolean posix = header[262] == 0; // "ustar\0"; GNU writes "ustar  \0" and has no prefix field
    String prefix = posix ? text(header, 345, 155) : "";
    Path path = inside(prefix.isEmpty() ? name : prefix + "/" + name);
    long size = octal(header, 124, 12);
    char type = (char) header[156];
    switch (type) {
      case '0', 0 -> file(path, size, (octal(header, 100, 8) & 0100) != 0);
      case '5' -> folder(path);
      case '2' -> {
        folder(parent(path));
        Path link = Path.of(text(header, 157, 100));
        inside(target.relativize(parent(path)).resolve(link).toString());
        Files.createSymbolicLink(path, link);
      }
      case 'x', 'g' -> archive.skipNBytes(padded(size)); // times and owners, which do not matter
      default -> throw new IOException("unexpected entry of type '" + type + "': " + name);
    }
  }

  private void file(Path path, long size, boolean executable) throws IOException {
    folder(parent(path));
    try (var out = Files.newOutputStream(path)) {
      byte[] buffer = new byte[64 * 1024];
      for (long left = size; left > 0; ) {
        int read = archive.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
        if (read == 0) {
          throw new IOException("the archive ends inside " + path.getFileName());
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
    archive.skipNBytes(padded(size) - size);
    DataFolder.permit(path, executable ? "rwxr-xr-x" : "rw-r--r--");
  }

  private void folder(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      folder(parent(path));
      Files.createDirectory(path);
      DataFolder.permit(path, "rwxr-xr-x");
    }
  }

  private Path parent(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IOException("no folder to unpack into: " + target);
    }
    return parent;
  }

  private Path inside(String name) throws IOException {
    Path path = target.resolve(name).normalize();
    if (!path.startsWith(target)) {
      throw new IOException("the archive reaches out of its folder: " + name);
    }
    return path;
  }

  private static long padded(long size) {
    return (size + BLOCK - 1) / BLOCK * BLOCK;
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.UTF_8);
  }

  private static long octal(byte[] header, int from, int length) throws IOException {
    String digits = text(header, from, length).strip();
    try {
      return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    } catch (NumberFormatException e) {
      throw new IOException("not a number in a tar header: " + digits, e);
    }
  }
}
